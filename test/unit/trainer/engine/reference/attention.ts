import { addScaled, dot, type Tape, type Value } from './values';

/**
 * Softmax attention: each position of the query looks at all positions that key and value have in its sample. A key as wide as
 * one head is the same for all heads.
 */
export function attend(
  tape: Tape,
  { query, key, value }: Record<'query' | 'key' | 'value', Value>,
  { heads, factor }: Record<'heads' | 'factor', number>,
): Value {
  const [width, size] = [query.width / heads, value.width / heads];
  const context = key.positions;
  const rows = tape.samples * query.positions;
  const data = new Float64Array(rows * value.width);
  const ofQuery = (row: number, head: number): number => row * query.width + head * width;
  const ofKey = (row: number, head: number): number =>
    row * key.width + (key.width === width ? 0 : head * width);
  const ofValue = (row: number, head: number): number => row * value.width + head * size;
  /** The weights of the positions from `first` on, as seen from a row. */
  const shares = (row: number, first: number, head: number): Float64Array => {
    const share = new Float64Array(context);
    for (let k = 0; k < context; k++)
      share[k] = factor * dot(query.data, ofQuery(row, head), key.data, ofKey(first + k, head), width);
    const top = share.reduce((a, b) => Math.max(a, b));
    share.forEach((logit, k) => (share[k] = Math.exp(logit - top)));
    const total = share.reduce((a, b) => a + b, 0);
    return share.map((s) => s / total);
  };
  /** Every row and head of the query, with the first row of its sample in key and value, and its weights. */
  const each = (visit: (row: number, head: number, first: number, share: Float64Array) => void): void => {
    for (let row = 0; row < rows; row++) {
      const first = Math.floor(row / query.positions) * context;
      for (let head = 0; head < heads; head++) visit(row, head, first, shares(row, first, head));
    }
  };
  each((row, head, first, share) => {
    for (let k = 0; k < context; k++)
      addScaled(data, ofValue(row, head), share[k]!, value.data, ofValue(first + k, head), size);
  });
  return tape.put({ width: value.width, positions: query.positions }, data, (gradient) =>
    each((row, head, first, share) => {
      const at = ofValue(row, head);
      const toShare = share.map((_, k) => dot(gradient, at, value.data, ofValue(first + k, head), size));
      const mean = dot(share, 0, toShare, 0, context);
      for (let k = 0; k < context; k++) {
        const toLogit = factor * share[k]! * (toShare[k]! - mean);
        const [q, there] = [ofQuery(row, head), ofKey(first + k, head)];
        addScaled(query.gradient, q, toLogit, key.data, there, width);
        addScaled(key.gradient, there, toLogit, query.data, q, width);
        addScaled(value.gradient, ofValue(first + k, head), share[k]!, gradient, at, size);
      }
    }),
  );
}
