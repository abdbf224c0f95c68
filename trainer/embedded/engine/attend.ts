// Softmax attention; its shares are worked out again on the way back, as they are many.
import type { AttendNode, Value } from './graph';
import { at, type Memory } from './memory';
import type { Operation } from './operation';

export function attend(node: AttendNode, memory: Memory): Operation {
  const [query, key, value] = node.from as [Value, Value, Value];
  const { heads, factor, to, back } = node;
  const width = query.width / heads;
  const shared = key.width === width ? 1 : 0;
  const sizes = [query.positions, key.positions, heads, width, value.width / heads, shared, factor];
  // Two rows of shares, each with room for a vector more.
  const share = memory.reserve(key.positions + 4);
  const toShare = memory.reserve(key.positions + 4);
  const data = (first: number): number[] => node.from.map(({ storage }) => at(storage.data, first));
  return {
    forward: (first, samples) =>
      memory.kernels.attend(...data(first), at(to.storage.data, first), samples, ...sizes, share),
    backward(first, samples) {
      // The kernel adds, for a value may be taken more than once; 0 is where nothing is wanted.
      const gradients = node.from.map(({ storage }, i) => {
        if (back[i] === 'none') return 0;
        const address = at(storage.gradient, first);
        if (back[i] === 'set') memory.kernels.zero(address, samples * storage.size);
        return address;
      });
      const delta = at(to.storage.gradient, first);
      memory.kernels.attendBack(...data(first), delta, ...gradients, ...[samples, ...sizes, share, toShare]);
    },
  };
}
