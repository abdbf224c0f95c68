// What is observed of a network with given weights, on fresh samples.
import { fresh as taken } from '../../cost';
import type { Factor, PosteriorPlan } from '../../posterior-schema';
import type { Engine, Made } from '../engine';
import { specialised } from './specialised';

/** Fresh samples: the engine's first ones. */
export const fresh = taken.rows;

/** Observes the network with the engine's present weights. */
export type Observe = () => number;

const squares = (values: ArrayLike<number>, n: number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]! ** 2;
  return sum;
};

/** The fresh samples must be in place; `name` is for the noise that an observable may draw of its own. */
export function observer(
  engine: Engine,
  observable: PosteriorPlan['observable'],
  target: readonly Factor[],
  name: readonly [size: string, seed: number],
): Observe {
  const { targets } = engine;
  const yy = squares(targets, fresh);
  /** Of f and y of each fresh sample. */
  const sum = (term: (f: number, y: number) => number): number => {
    let total = 0;
    engine.forward(0, fresh, (first, count) => {
      const f = engine.read(engine.output, first, count);
      for (let p = 0; p < count; p++) total += term(f[p]!, targets[first + p]!);
    });
    return total;
  };
  switch (observable.kind) {
    case 'samples':
    case 'alignment':
      return () => sum((f, y) => f * y) / yy;
    case 'error':
      return () => sum((f, y) => (f - y) ** 2) / yy;
    case 'eigenvalue':
      return () => eigenvalue(engine, yy);
    case 'count':
      return specialised(engine, target, observable.of!, name);
  }
}

/**
 * <y, K y>/<y, y> of the kernel K(x, x') = variance * sum_i phi_i(x) phi_i(x') that the read-out's prior sees, without bias:
 * pairs of different samples only.
 */
function eigenvalue(engine: Engine, yy: number): number {
  const readOut = engine.made.findLast(({ weights }) => weights?.op === 'dense') as Made;
  const { inputs, multiplier, deviation } = readOut.weights!;
  const [total, alone] = [new Float64Array(inputs), new Float64Array(inputs)];
  engine.forward(0, fresh, (first, count) => {
    const phi = engine.readInput(readOut, first, count);
    const { positions } = readOut;
    for (let p = 0; p < count; p++)
      for (let i = 0; i < inputs; i++) {
        let here = 0;
        for (let t = 0; t < positions; t++) here += phi[(p * positions + t) * inputs + i]!;
        const term = here * engine.targets[first + p]!;
        total[i]! += term;
        alone[i]! += term * term;
      }
  });
  const pairs = total.reduce((sum, s, i) => sum + s * s - alone[i]!, 0) / (fresh * (fresh - 1));
  return ((multiplier * deviation) ** 2 * pairs) / (yy / fresh);
}
