// Rules that move weights, entry by entry, over n numbers.

const size: usize = sizeof<Real>();

/** sum = memory * sum + g. */
export function decayAndAdd(sum: usize, g: usize, keep: Real, n: usize): void {
  const bytes = n * size;
  const whole = bytes & ~15;
  const by = v128.splat<Real>(keep);
  let at: usize = 0;
  for (; at < whole; at += 16)
    v128.store(sum + at, v128.add<Real>(v128.mul<Real>(by, v128.load(sum + at)), v128.load(g + at)));
  for (; at < bytes; at += size) store<Real>(sum + at, keep * load<Real>(sum + at) + load<Real>(g + at));
}

/**
 * Adam's two averages, mean and square, take in the gradient g; direction = (mean/c1) / sqrt(square/c2), and 0 where there
 * never was a gradient. `direction` may be g's own place.
 */
export function adam(
  mean: usize,
  square: usize,
  g: usize,
  direction: usize,
  b1: Real,
  b2: Real,
  c1: Real,
  c2: Real,
  n: usize,
): void {
  const bytes = n * size;
  const whole = bytes & ~15;
  const zero = v128.splat<Real>(0);
  const keep1 = v128.splat<Real>(b1);
  const keep2 = v128.splat<Real>(b2);
  const take1 = v128.splat<Real>(1 - b1);
  const take2 = v128.splat<Real>(1 - b2);
  const bias1 = v128.splat<Real>(c1);
  const bias2 = v128.splat<Real>(c2);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const here = v128.load(g + at);
    const m = v128.add<Real>(v128.mul<Real>(keep1, v128.load(mean + at)), v128.mul<Real>(take1, here));
    const v = v128.add<Real>(
      v128.mul<Real>(keep2, v128.load(square + at)),
      v128.mul<Real>(v128.mul<Real>(take2, here), here),
    );
    v128.store(mean + at, m);
    v128.store(square + at, v);
    const to = v128.div<Real>(v128.div<Real>(m, bias1), v128.sqrt<Real>(v128.div<Real>(v, bias2)));
    v128.store(direction + at, v128.andnot(to, v128.eq<Real>(v, zero)));
  }
  for (; at < bytes; at += size) {
    const here = load<Real>(g + at);
    const m = b1 * load<Real>(mean + at) + (1 - b1) * here;
    const v = b2 * load<Real>(square + at) + (1 - b2) * here * here;
    store<Real>(mean + at, m);
    store<Real>(square + at, v);
    store<Real>(direction + at, v == 0 ? 0 : m / c1 / sqrt<Real>(v / c2));
  }
}
