/** Trainable weights, as a matrix of `rows` outputs by `columns` inputs; biases and gains have one column. */
export class Weights {
  readonly gradient: Float64Array;
  /** Their values at initialisation. */
  readonly start: Float64Array;

  /**
   * `backward`: what gradients pass through on their way back: these weights, or others in their place, which then move alike
   * (feedback alignment, Lillicrap et al. 2016, but for that).
   */
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly multiplier: number,
    readonly rate: number,
    readonly data: Float64Array,
    readonly backward = data,
  ) {
    this.gradient = new Float64Array(data.length);
    this.start = data.slice();
  }

  /** The step of an optimiser: along `direction`, against the gradient, times the rate. */
  move(direction: Float64Array, rate = this.rate): void {
    const { data, backward, gradient } = this;
    for (let i = 0; i < data.length; i++) data[i]! -= rate * direction[i]!;
    if (backward !== data) for (let i = 0; i < data.length; i++) backward[i]! -= rate * direction[i]!;
    gradient.fill(0);
  }
}
