// Softmax attention of each sample's queries over the positions of its keys and values, in each head on its part of the
// entries. A key as wide as one head is shared by all heads.
import { addScaled, dot } from './product';
import { expMinus } from './activations';

const size: usize = sizeof<Real>();

/** share[t] = softmax over the `positions` keys of factor * q . key[t]. */
function shares(
  q: usize,
  key: usize,
  keyBytes: usize,
  width: usize,
  positions: usize,
  factor: Real,
  share: usize,
): void {
  const end = share + positions * size;
  let top: Real = 0;
  for (let at = share; at < end; at += size) {
    const logit = factor * dot(q, key, width);
    if (at == share || logit > top) top = logit;
    store<Real>(at, logit);
    key += keyBytes;
  }
  // What is made of the vector that reaches beyond the last position is not used.
  const from = v128.splat<Real>(top);
  for (let at = share; at < end; at += 16) v128.store(at, expMinus(v128.sub<Real>(from, v128.load(at))));
  let total: Real = 0;
  for (let at = share; at < end; at += size) total += load<Real>(at);
  for (let at = share; at < end; at += size) store<Real>(at, load<Real>(at) / total);
}

/** `share`: room for one vector more than `keys` numbers. */
export function attend(
  query: usize,
  key: usize,
  value: usize,
  to: usize,
  samples: usize,
  queries: usize,
  keys: usize,
  heads: usize,
  width: usize,
  valueWidth: usize,
  shared: bool,
  factor: Real,
  share: usize,
): void {
  const keyBytes = (shared ? width : heads * width) * size;
  const valueBytes = heads * valueWidth * size;
  memory.fill(to, 0, samples * queries * valueBytes);
  for (let s: usize = 0; s < samples; s++) {
    for (let i: usize = 0; i < queries; i++)
      for (let h: usize = 0; h < heads; h++) {
        const keyHead: usize = shared ? 0 : h * width * size;
        shares(query, key + keyHead, keyBytes, width, keys, factor, share);
        query += width * size;
        for (let t: usize = 0; t < keys; t++)
          addScaled(
            to,
            value + t * valueBytes + h * valueWidth * size,
            load<Real>(share + t * size),
            valueWidth,
          );
        to += valueWidth * size;
      }
    key += keys * keyBytes;
    value += keys * valueBytes;
  }
}

/** Adds to dQuery, dKey and dValue what `d`, the derivative by the result, brings them (where the address is not 0). */
export function attendBack(
  query: usize,
  key: usize,
  value: usize,
  d: usize,
  dQuery: usize,
  dKey: usize,
  dValue: usize,
  samples: usize,
  queries: usize,
  keys: usize,
  heads: usize,
  width: usize,
  valueWidth: usize,
  shared: bool,
  factor: Real,
  share: usize,
  toShare: usize,
): void {
  const keyBytes = (shared ? width : heads * width) * size;
  const valueBytes = heads * valueWidth * size;
  for (let s: usize = 0; s < samples; s++) {
    for (let i: usize = 0; i < queries; i++)
      for (let h: usize = 0; h < heads; h++) {
        const keyHead: usize = shared ? 0 : h * width * size;
        const valueHead = h * valueWidth * size;
        shares(query, key + keyHead, keyBytes, width, keys, factor, share);
        let mean: Real = 0;
        for (let t: usize = 0; t < keys; t++) {
          const here = load<Real>(share + t * size);
          const by = dot(d, value + t * valueBytes + valueHead, valueWidth);
          store<Real>(toShare + t * size, by);
          mean += here * by;
          if (dValue) addScaled(dValue + t * valueBytes + valueHead, d, here, valueWidth);
        }
        for (let t: usize = 0; t < keys; t++) {
          const toLogit = factor * load<Real>(share + t * size) * (load<Real>(toShare + t * size) - mean);
          if (dQuery) addScaled(dQuery, key + t * keyBytes + keyHead, toLogit, width);
          if (dKey) addScaled(dKey + t * keyBytes + keyHead, query, toLogit, width);
        }
        query += width * size;
        if (dQuery) dQuery += width * size;
        d += valueWidth * size;
      }
    key += keys * keyBytes;
    value += keys * valueBytes;
    if (dKey) dKey += keys * keyBytes;
    if (dValue) dValue += keys * valueBytes;
  }
}
