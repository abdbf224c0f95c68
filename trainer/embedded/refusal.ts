import { totalmem } from 'node:os';
import { bytesOf } from '../cost';
import type { Plan } from '../schema';

/** What the trainer may take of a machine's memory: its threads together, and each of them, whose memory has 32-bit addresses. */
export const room = { together: totalmem() / 2, each: 3.5 * 2 ** 30 };

const gigabytes = (bytes: number): string => `${Number((bytes / 1e9).toPrecision(2))} GB`;

/** Why the embedded trainer cannot run a size on a machine with so much room, in words that follow "d = 64 is left out:". */
export function tooLarge(plan: Plan, size: number, { together, each } = room): string | undefined {
  const most = Math.min(together, each);
  const needed = bytesOf(plan, size);
  return needed > most
    ? `a run needs about ${gigabytes(needed)} of memory, and the embedded trainer has ${gigabytes(most)}`
    : undefined;
}

export const allTooLarge = (plan: Plan, place = room): { size: number; because: string }[] =>
  plan.sizes.flatMap(({ value }, size) => {
    const because = tooLarge(plan, size, place);
    return because === undefined ? [] : [{ size: value, because }];
  });

/** Why it cannot run a plan, as a sentence: it takes two sizes to fit an exponent, and it has memory for fewer. */
export function refusal(plan: Plan, place = room): string | undefined {
  const large = allTooLarge(plan, place);
  const [first] = large;
  if (!first || plan.sizes.length - large.length >= 2) return undefined;
  return `At ${plan.along} = ${first.size} ${first.because}.`;
}
