// A verdict's reasons, and what would decide, in plain sentences.
import { durationText } from '../estimate';
import type { Plan, Verdict } from '../schema';
import { strict } from './fit';
import type { Finding } from './finding';
import type { Interval } from './measure';
import type { Gathered } from './sample';

const interval = ({ value, low, high }: Interval): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

const sentences = (...all: (string | false | undefined)[]): string => all.filter(Boolean).join(' ');

/** "1 seed", "2 seeds". */
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/**
 * The largest part of a size's cells that may lack a number. Where the quarter of a normal distribution at one end is missing,
 * the mean of the rest is off by 0.42 standard deviations: as far as the standard error of six seeds.
 */
export const tolerated = 0.25;

/** Why there can be no fit, if there can be none. */
export function whatIsMissing(
  plan: Plan,
  { sizes, cells }: Gathered,
): Pick<Verdict, 'reason' | 'wouldDecide'> | undefined {
  if (sizes.length < 2) return { reason: 'A fit needs two sizes.', wouldDecide: 'Smaller sizes.' };
  const lost = sizes.find(({ done, seeds }) => done > 1 && done - seeds > tolerated * done);
  if (lost)
    return {
      reason: sentences(
        `For ${lost.done - lost.seeds} of ${many(lost.done, 'seed')} ${lost.troubles[0]!}.`,
        'More than a quarter is missing, so that the mean of the others would say little.',
      ),
      wouldDecide: remedy(plan),
    };
  const few = sizes.filter(({ seeds }) => seeds < 2);
  if (few.length === 0) return undefined;
  const at = few.map(({ value }) => value).join(', ');
  return {
    reason: sentences(
      `A fit needs the numbers of two seeds at every size.`,
      `At ${plan.along} = ${at} there ${few.every(({ seeds }) => seeds === 0) ? 'are none' : 'are fewer'} yet.`,
    ),
    wouldDecide:
      plan.seeds < 2 ? 'More seeds in the plan: one has no scatter to judge by.' : unfinished(plan, cells),
  };
}

/** "d = 64 and 128 are left out: the memory of the device does not hold one network." For each reason a sentence. */
export function leftOutText({ along }: Plan, leftOut: NonNullable<Verdict['leftOut']>): string {
  const reasons = [...new Set(leftOut.map(({ because }) => because))];
  return sentences(
    ...reasons.map((reason) => {
      const values = leftOut.flatMap(({ size, because }) => (because === reason ? [`${size}`] : []));
      return `${along} = ${listed(values)} ${values.length === 1 ? 'is' : 'are'} left out: ${reason}.`;
    }),
  );
}

export const moreMemory = ({ along }: Plan, leftOut: NonNullable<Verdict['leftOut']>): string =>
  `A trainer with more memory runs ${along} = ${listed(leftOut.map(({ size }) => `${size}`))} too.`;

/** "1", "1 and 2", "1, 2 and 3". */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;

function remedy({ format, observable }: Plan): string {
  if (format === 'powercount-training/1') return 'Smaller rates, or fewer steps.';
  return observable.kind === 'samples'
    ? 'Smaller sizes, or another ridge.'
    : 'More samples, or another ridge.';
}

const unfinished = ({ sizes, seeds }: Plan, cells: Gathered['cells']): string => {
  const total = sizes.length * seeds;
  const done = cells.flat().filter((cell) => cell !== undefined).length;
  return `The other ${total - done} of ${many(total, 'run')} of the plan: run it again, and it goes on.`;
};

/** Which curve was fitted and why, after a colon. */
export function comparisonOf({ plan: { along, sizes }, fit }: Finding): string {
  const { corrected, chance, chosen } = fit;
  if (!corrected)
    return `a correction in 1/${along} can be tested with four sizes or more, and there are ${sizes.length}`;
  const percent = 100 * chance!;
  const share =
    percent < 0.1 ? 'less than 0.1 %' : `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
  return sentences(
    `chance alone shows so strong a correction in 1/${along} in ${share} of runs (F test), and it is fitted below ${100 * strict} %;`,
    chosen === corrected
      ? `without it the exponent would be ${interval(fit.power.slope)}`
      : `with it the exponent would be ${interval(corrected.slope)}`,
  );
}

export function reasonOf({ plan, gathered, fit, status, side, margin }: Finding): string {
  const room = Number(margin.toPrecision(3));
  const { chosen, corrected, points } = fit;
  const { along, prediction } = plan;
  const found = interval(chosen.slope);
  const contradicted = status === 'inconclusive' && side(chosen) !== 'across';
  const apart = points.filter((point) => point.bracketed).length;
  const cells = gathered.sizes.reduce((sum, { done }) => sum + done, 0);
  const without = gathered.sizes.reduce((sum, { done, seeds }) => sum + done - seeds, 0);
  const trouble = gathered.sizes.flatMap(({ troubles }) => troubles)[0];
  const predicted = `the predicted ${prediction.exponent}`;
  const where = {
    consistent: `lies within ${room} of ${predicted}`,
    refuted: `lies wholly more than ${room} from ${predicted}`,
    inconclusive: `reaches across ${room} from ${predicted}`,
  }[status];
  return sentences(
    !contradicted && `The measured exponent ${found} ${where}.`,
    contradicted &&
      `A power alone ${side(chosen) === 'within' ? 'agrees with' : 'contradicts'} ${predicted} (${found}), but with a correction in 1/${along}, which the data do not exclude, the exponent is ${interval(corrected!.slope)}.`,
    chosen === corrected && `It has a correction in 1/${along}, which the data need.`,
    apart > 0 && `The two kinds of chains did not meet at ${apart} of ${many(points.length, 'size')}.`,
    without > 0 && `${without} of ${many(cells, 'run')} gave no number: ${trouble!}.`,
  );
}

/** Seeds shrink the scatter as 1/sqrt(n) but leave brackets and the scatter of sizes as they are; a wider range shrinks all. */
export function whatWouldDecide({ plan, gathered, fit, side, predicted, margin }: Finding): string {
  const { sizes, cells } = gathered;
  const { slope } = fit.chosen;
  const largest = sizes.at(-1)!;
  const doubled = `${plan.along} = ${2 * largest.value}`;
  // What a cell costs is taken to go on as a power of the size.
  const before = sizes.at(-2)!;
  const growth = Math.log(largest.seconds! / before.seconds!) / Math.log(largest.value / before.value);
  const each = largest.seconds! * 2 ** Math.max(0, Number.isFinite(growth) ? growth : 0);
  const wider = `a wider range, up to ${doubled} (${cost(each * Math.min(plan.seeds, 8))} for ${many(Math.min(plan.seeds, 8), 'seed')} there)`;
  if (cells.some((row) => row.includes(undefined))) return unfinished(plan, cells);
  if (side(fit.chosen) !== 'across') return `More sizes, or ${wider}: they tell a correction from a power.`;
  const half = (slope.high - slope.low) / 2;
  if (slope.bracket > half / 2 && plan.format === 'powercount-posterior/1')
    return `Longer chains (effort ${4 * plan.effort}), so that the two kinds meet, or ${wider}.`;
  if (slope.lack > 0.5)
    return `More sizes, or ${wider}: the points scatter about the line by more than their errors say.`;
  // The half-width that would fit into the room between the exponent and the margin's edge.
  const room = Math.abs(margin - Math.abs(slope.value - predicted)) - slope.bracket;
  const factor = 1.1 * ((half - slope.bracket) / room) ** 2;
  if (!(room > 0 && factor > 1 && factor < 50)) return `${wider[0]!.toUpperCase()}${wider.slice(1)}.`;
  const seeds = Math.ceil(plan.seeds * factor);
  const more = sizes.reduce((sum, size) => sum + size.seconds! * (seeds - plan.seeds), 0);
  return `About ${seeds} seeds (${cost(more)} more), or ${wider}.`;
}

/** Of the device: threads of a machine share it. */
const cost = (seconds: number): string => `about ${durationText(seconds)}`;
