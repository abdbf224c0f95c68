// Hamiltonian Monte Carlo with the Metropolis test (Duane et al. 1987; Neal 2011) on the posterior
// exp(-(1/(2 kappa)) sum_{p<P} (f(x_p)-y_p)^2) times the prior. The state holds weights in units of their prior's
// standard deviation (1/sqrt(fan-in)), so that the prior is |z|^2/2 and one step size serves every layer.
import type { Network } from './network';
import type { Noise } from '../noise';

export class Chain {
  /** Weights in units of their prior spread, block after block, real entries only: row-major inputs x outputs. */
  readonly state: Float64Array;
  /** Leapfrog step; adapted by `tune`. */
  step = 0.1;
  /** Where each weight sits in the network's padded vector, and its prior standard deviation. */
  private readonly place: Int32Array;
  private readonly spread: Float64Array;
  private readonly moves: Uint8Array;
  private readonly momentum: Float64Array;
  private readonly force: Float64Array;
  private readonly stateBefore: Float64Array;
  private readonly forceBefore: Float64Array;
  private energy = 0;

  /** `frozen`: blocks that keep their initial values (the tests' exactly solvable cases). */
  constructor(
    readonly network: Network,
    private readonly ridge: number,
    private readonly noise: Noise,
    private readonly leaps: number,
    frozen: number[] = [],
  ) {
    const place: number[] = [];
    const spread: number[] = [];
    const moves: number[] = [];
    network.blocks.forEach(({ start, inputs, outputs, stride, fanIn }, block) => {
      for (let i = 0; i < inputs; i++)
        for (let j = 0; j < outputs; j++) {
          place.push(start + i * stride + j);
          spread.push(1 / Math.sqrt(fanIn));
          moves.push(frozen.includes(block) ? 0 : 1);
        }
    });
    this.place = Int32Array.from(place);
    this.spread = Float64Array.from(spread);
    this.moves = Uint8Array.from(moves);
    const fresh = (): Float64Array => new Float64Array(place.length);
    [this.state, this.momentum, this.force] = [fresh(), fresh(), fresh()];
    [this.stateBefore, this.forceBefore] = [fresh(), fresh()];
  }

  /** A draw from the prior. */
  drawPrior(): void {
    for (let i = 0; i < this.state.length; i++) this.state[i] = this.noise.gaussian();
  }

  /** Must be called after the state was set from outside or the number of samples changed. */
  refresh(rows: number): void {
    const { network, state, place, spread } = this;
    this.load();
    network.evaluate(rows);
    let prior = 0;
    for (let i = 0; i < state.length; i++) {
      prior += state[i]! * state[i]!;
      this.force[i] = this.moves[i]! * (state[i]! + (spread[i]! * network.gradient[place[i]!]!) / this.ridge);
    }
    this.energy = prior / 2 + network.halfSquares(0, rows) / this.ridge;
  }

  /** Sets one weight of a block (in the network's own units). */
  setWeight(block: number, input: number, output: number, value: number): void {
    const { start, stride } = this.network.blocks[block]!;
    const at = this.place.indexOf(start + input * stride + output);
    this.state[at] = value / this.spread[at]!;
  }

  /** Gives the network this chain's weights. */
  private load(): void {
    for (let i = 0; i < this.state.length; i++)
      this.network.weights[this.place[i]!] = this.state[i]! * this.spread[i]!;
  }

  /**
   * One trajectory on the first `rows` samples, of 1 to 2 `leaps` - 1 leapfrog steps (at random, against resonances);
   * returns the acceptance probability.
   */
  move(rows: number): number {
    const leaps = 1 + Math.floor(this.noise.uniform() * (2 * this.leaps - 1));
    const { state, momentum, force, step } = this;
    this.stateBefore.set(state);
    this.forceBefore.set(force);
    const energyBefore = this.energy;
    let kinetic = 0;
    for (let i = 0; i < momentum.length; i++) {
      momentum[i] = this.moves[i]! * this.noise.gaussian();
      kinetic -= momentum[i]! * momentum[i]!;
    }
    for (let leap = 0; leap < leaps; leap++) {
      for (let i = 0; i < state.length; i++) {
        momentum[i]! -= (step / 2) * force[i]!;
        state[i]! += step * momentum[i]!;
      }
      this.refresh(rows);
      for (let i = 0; i < state.length; i++) momentum[i]! -= (step / 2) * force[i]!;
    }
    for (let i = 0; i < momentum.length; i++) kinetic += momentum[i]! * momentum[i]!;
    const gain = energyBefore - this.energy - kinetic / 2;
    const probability = Number.isNaN(gain) ? 0 : Math.exp(Math.min(0, gain)); // a runaway trajectory is rejected
    if (this.noise.uniform() < probability) return probability;
    state.set(this.stateBefore);
    this.load();
    force.set(this.forceBefore);
    this.energy = energyBefore;
    return probability;
  }
}
