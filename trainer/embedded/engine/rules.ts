import type { Exports, Floats } from './memory';

/** Arithmetic of optimisers on parts of an engine's vectors, in place. */
export class Rules {
  constructor(private readonly kernels: Exports) {}

  /** to += factor * from. */
  addScaled(to: Floats, factor: number, from: Floats): void {
    this.kernels.addScaled(to.byteOffset, from.byteOffset, factor, to.length);
  }

  /** sum = keep * sum + gradient. */
  momentum(sum: Floats, keep: number, gradient: Floats): void {
    this.kernels.decayAndAdd(sum.byteOffset, gradient.byteOffset, keep, sum.length);
  }

  /**
   * The two averages take in the gradient, whose place Adam's direction takes: bias-corrected at step t = 1, 2, ..., without
   * a damping epsilon, 0 where there never was a gradient (Kingma & Ba 2015).
   */
  adam(mean: Floats, square: Floats, gradient: Floats, [b1, b2]: readonly [number, number], t: number): void {
    const at = [mean, square, gradient, gradient].map(({ byteOffset }) => byteOffset);
    this.kernels.adam(...at, b1, b2, 1 - b1 ** t, 1 - b2 ** t, mean.length);
  }
}
