/** Trainable weights, as a matrix of `rows` outputs by `columns` inputs; biases and gains have one column. */
export class Weights {
  readonly gradient: Float64Array;
  /** Their values at initialisation. */
  readonly start: Float64Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly multiplier: number,
    readonly rate: number,
    readonly data: Float64Array,
  ) {
    this.gradient = new Float64Array(data.length);
    this.start = data.slice();
  }

  /** The step of an optimiser: along `direction`, against the gradient, times the rate. */
  move(direction: Float64Array): void {
    for (let i = 0; i < this.data.length; i++) this.data[i]! -= this.rate * direction[i]!;
    this.gradient.fill(0);
  }
}
