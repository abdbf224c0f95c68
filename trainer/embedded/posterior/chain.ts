// Hamiltonian Monte Carlo with the Metropolis test (Duane et al. 1987; Neal 2011) on the posterior
// exp(-(1/(2 kappa)) sum_p (f(x_p)-y_p)^2) times the prior. The state holds weights in units of their prior's standard
// deviation, so that the prior is |z|^2/2 and one step size serves every layer.
import { leaps } from '../../cost';
import type { Engine, Weights } from '../engine';
import { Noise } from '../noise';

export class Chain {
  /** Weights in units of their prior's deviation, in the sequence of the engine's vectors. */
  readonly state: Float64Array;
  /** Leapfrog step, for the caller to adapt. */
  step = 0.1;
  private readonly momentum: Float64Array;
  private readonly force: Float64Array;
  private readonly stateBefore: Float64Array;
  private readonly forceBefore: Float64Array;
  private readonly moving: readonly Weights[];
  private readonly kicks: Noise;
  private readonly chances: Noise;
  private trajectory = 0;
  private energy = 0;

  /**
   * Draws the state from the prior. `begin`: the first of the engine's samples that the chain sees. `frozen`: keys of weights
   * that stay as they are (the tests' exactly solvable cases).
   */
  constructor(
    readonly engine: Engine,
    private readonly ridge: number,
    name: readonly [size: string, seed: number],
    private readonly begin = 0,
    frozen: readonly string[] = [],
  ) {
    const fresh = (): Float64Array => new Float64Array(engine.size);
    [this.state, this.momentum, this.force] = [fresh(), fresh(), fresh()];
    [this.stateBefore, this.forceBefore] = [fresh(), fresh()];
    for (const { key, start, length } of engine.weights) {
      const noise = new Noise('prior', key, ...name);
      for (let i = 0; i < length; i++) this.state[start + i] = noise.gaussian(i);
    }
    this.moving = engine.weights.filter(({ key }) => !frozen.includes(key));
    this.kicks = new Noise('momentum', ...name);
    this.chances = new Noise('accept', ...name);
    this.load();
  }

  /** Must be called when the number of samples has changed. */
  refresh(rows: number): void {
    const { engine, state, force, ridge } = this;
    this.load();
    const half = engine.descend({ first: this.begin, count: rows });
    for (const { start, length, deviation, gradient } of this.moving) {
      const by = deviation / ridge;
      for (let i = 0; i < length; i++) force[start + i] = state[start + i]! + by * gradient[i]!;
    }
    let prior = 0;
    for (let i = 0; i < state.length; i++) prior += state[i]! * state[i]!;
    this.energy = prior / 2 + half / ridge;
  }

  /** One trajectory on the first `rows` samples, its step jittered against resonances; returns the acceptance probability. */
  move(rows: number): number {
    const { state, momentum, force } = this;
    const number = this.trajectory++;
    const step = this.step * (0.6 + 0.8 * this.chances.uniform(2 * number));
    const first = number * (state.length + (state.length % 2));
    this.stateBefore.set(state);
    this.forceBefore.set(force);
    const energyBefore = this.energy;
    for (const { start, length } of this.moving)
      for (let i = start; i < start + length; i++) momentum[i] = this.kicks.gaussian(first + i);
    const kinetic = squares(momentum) / 2;
    for (let leap = 0; leap < leaps; leap++) {
      for (let i = 0; i < state.length; i++) {
        momentum[i]! -= (step / 2) * force[i]!;
        state[i]! += step * momentum[i]!;
      }
      this.refresh(rows);
      for (let i = 0; i < state.length; i++) momentum[i]! -= (step / 2) * force[i]!;
    }
    const gain = energyBefore - this.energy + kinetic - squares(momentum) / 2;
    const probability = Number.isNaN(gain) ? 0 : Math.exp(Math.min(0, gain)); // a runaway trajectory is rejected
    if (this.chances.uniform(2 * number + 1) < probability) return probability;
    state.set(this.stateBefore);
    force.set(this.forceBefore);
    this.energy = energyBefore;
    this.load();
    return probability;
  }

  /** Gives the engine this chain's weights. */
  private load(): void {
    for (const { start, length, deviation, data } of this.engine.weights)
      for (let i = 0; i < length; i++) data[i] = this.state[start + i]! * deviation;
  }
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
