import { addScaled, dot, type Tape, type Value } from './values';

/** Softmax attention over all positions of each sample: rows are sample after sample, `context` positions each. */
export function attend(
  tape: Tape,
  { query, key, value }: Record<'query' | 'key' | 'value', Value>,
  { heads, factor, context }: Record<'heads' | 'factor' | 'context', number>,
): Value {
  const [width, size] = [query.width / heads, value.width / heads];
  const data = new Float64Array(value.data.length);
  const at = (of: Value, row: number, head: number): number => row * of.width + (head * of.width) / heads;
  /** The weights of the positions from `first` on, as seen from a row. */
  const shares = (row: number, first: number, head: number): Float64Array => {
    const share = new Float64Array(context);
    for (let k = 0; k < context; k++)
      share[k] = factor * dot(query.data, at(query, row, head), key.data, at(key, first + k, head), width);
    const top = Math.max(...share);
    share.forEach((logit, k) => (share[k] = Math.exp(logit - top)));
    const total = share.reduce((a, b) => a + b, 0);
    return share.map((s) => s / total);
  };
  /** Every row and head, with the first row of its sample and its weights. */
  const each = (visit: (row: number, head: number, first: number, share: Float64Array) => void): void => {
    for (let row = 0; row < tape.rows; row++) {
      const first = row - (row % context);
      for (let head = 0; head < heads; head++) visit(row, head, first, shares(row, first, head));
    }
  };
  each((row, head, first, share) => {
    for (let k = 0; k < context; k++)
      addScaled(data, at(value, row, head), share[k]!, value.data, at(value, first + k, head), size);
  });
  return tape.put(data, (gradient) =>
    each((row, head, first, share) => {
      const toShare = share.map((_, k) =>
        dot(gradient, at(value, row, head), value.data, at(value, first + k, head), size),
      );
      const mean = dot(share, 0, toShare, 0, context);
      for (let k = 0; k < context; k++) {
        const toLogit = factor * share[k]! * (toShare[k]! - mean);
        const [q, there] = [at(query, row, head), at(key, first + k, head)];
        addScaled(query.gradient, q, toLogit, key.data, there, width);
        addScaled(key.gradient, there, toLogit, query.data, q, width);
        addScaled(
          value.gradient,
          at(value, first + k, head),
          share[k]!,
          gradient,
          at(value, row, head),
          size,
        );
      }
    }),
  );
}
