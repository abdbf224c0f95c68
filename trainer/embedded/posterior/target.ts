// The data of a cell: inputs by name and index, and what the target makes of them.
import type { Factor } from '../../posterior-schema';
import type { Engine } from '../engine';
import { Noise } from '../noise';

/** He_m(z)/sqrt(m!): probabilists' Hermite polynomial, unit variance under z ~ N(0,1). */
export function hermite(m: number, z: number): number {
  let [before, now] = [0, 1];
  for (let k = 0; k < m; k++) [before, now] = [now, (z * now - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
  return now;
}

/** Positions over which the target is summed: those of its inputs, as far as they have more than one. */
export const positionsOf = (engine: Engine, target: readonly Factor[]): number =>
  Math.max(...engine.inputs.map((i) => (target.some(({ input }) => input === i.to) ? i.positions : 1)));

/**
 * Samples of an engine, from number `begin` on, as far as they have been needed. Coordinates that the target names come from a
 * stream that all sizes of a seed share (common random numbers): the heavy tails of a Hermite polynomial move what is measured
 * from data set to data set, and in this way they move it at all sizes together.
 */
export class Samples {
  private made = 0;
  private readonly streams;
  private readonly positions: number;

  /** `kind` tells the samples that a chain sees from fresh ones. */
  constructor(
    private readonly engine: Engine,
    private readonly target: readonly Factor[],
    kind: '' | 'fresh-',
    ...[size, seed, begin]: [size: string, seed: number, begin: number]
  ) {
    this.streams = engine.inputs.map((input) => ({
      ...input,
      named: target.flatMap((factor) => (factor.input === input.to ? [factor.coordinate] : [])),
      along: new Noise(`${kind}along`, input.to, seed),
      across: new Noise(`${kind}across`, input.to, size, seed),
    }));
    this.positions = positionsOf(engine, target);
    this.begin = begin;
  }

  private readonly begin: number;

  need(count: number): void {
    for (; this.made < count; this.made++) this.make(this.made);
  }

  private make(sample: number): void {
    const at = this.begin + sample;
    for (const { positions, dim, data, named, along, across } of this.streams)
      for (let t = 0; t < positions; t++) {
        const row = sample * positions + t;
        const to = (at * positions + t) * dim;
        for (let c = 0; c < dim; c++) if (!named.includes(c)) data[to + c] = across.gaussian(row * dim + c);
        named.forEach((c, k) => (data[to + c] = along.gaussian(row * named.length + k)));
      }
    let sum = 0;
    for (let t = 0; t < this.positions; t++)
      sum += this.target.reduce((product, factor) => product * this.polynomial(factor, sample, t), 1);
    this.engine.targets[at] = sum / Math.sqrt(this.positions);
  }

  private polynomial({ input, coordinate, degree }: Factor, sample: number, t: number): number {
    const { positions, named, along } = this.streams.find(({ to }) => to === input)!;
    const row = sample * positions + (positions === 1 ? 0 : t);
    return hermite(degree, along.gaussian(row * named.length + named.indexOf(coordinate)));
  }
}
