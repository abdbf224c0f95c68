import { totalmem } from 'node:os';
import { bytesOf } from '../cost';
import type { Plan } from '../schema';

/** What the trainer may take of a machine's memory: its threads together, and each of them, whose memory has 32-bit addresses. */
export const room = { together: totalmem() / 2, each: 3.5 * 2 ** 30 };

const gigabytes = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(2))} GB`;

/** Why the embedded trainer cannot run a plan on a machine with so much room, as a sentence. */
export function refusal(plan: Plan, { together, each } = room): string | undefined {
  const most = Math.min(together, each);
  const size = plan.sizes.findIndex((_, i) => bytesOf(plan, i) > most);
  if (size < 0) return undefined;
  const { value } = plan.sizes[size]!;
  return (
    `At ${plan.along} = ${value} a run needs about ${gigabytes(bytesOf(plan, size))} of memory, ` +
    `and the embedded trainer has ${gigabytes(most)}.`
  );
}
