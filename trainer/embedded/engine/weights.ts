import type { Floats } from './memory';

/** The weights of a step, or of its passes that share them: a matrix; biases and gains have one column. */
export class Weights {
  /** What the network uses, row-major. */
  data!: Floats;
  gradient!: Floats;

  constructor(
    readonly op: 'dense' | 'bias' | 'normalize',
    /** `${to}${place}`, where the place tells passes of repeats apart whose weights differ: `u/0/3`. */
    readonly key: string,
    readonly outputs: number,
    readonly inputs: number,
    readonly multiplier: number,
    readonly rate: number,
    /** They begin as gain + deviation * a standard normal number. */
    readonly deviation: number,
    readonly gain: number,
    /** Where they begin in a vector of all weights. */
    readonly start: number,
  ) {}

  get length(): number {
    return this.outputs * this.inputs;
  }

  /** Their part of a vector of all weights. */
  of(vector: Floats): Floats {
    return vector.subarray(this.start, this.start + this.length);
  }
}
