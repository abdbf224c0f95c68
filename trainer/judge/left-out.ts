// Sizes that there was no memory for. Which cells need more memory than there is may hang on what they would have found (a
// search for samples goes on until it finds them), so that the mean of the others would be off: a size that lacks too many is
// left out as a whole, and what is fitted to the other sizes owes nothing to it.
import { cellName, nameOf, sizeNames } from '../identity';
import type { Cell, LeftOut, Plan, Verdict } from '../schema';
import { tolerated } from './words';

/** What there is to judge. */
export interface Within {
  /** With the sizes that are not left out. */
  readonly plan: Plan;
  /** Places of these in the whole plan. */
  readonly places: readonly number[];
  /** Finished, and those left out that a size can do without, as cells without a number. */
  readonly cells: readonly Cell[];
  readonly leftOut: NonNullable<Verdict['leftOut']>;
}

/** A cell that is finished is not left out, whatever was said of it before. */
export function withinMemory(plan: Plan, cells: readonly Cell[], left: readonly LeftOut[]): Within {
  const names = sizeNames(plan);
  const finished = new Set(cells.map(nameOf));
  const open = left.filter((line) => !finished.has(nameOf(line)));
  const because = names.map((name, place) => {
    const lost = open.filter(({ size, seed }) => size === name && seed < plan.seeds);
    const done = Array.from({ length: plan.seeds }, (_, seed) => cellName(name, seed)).filter((cell) =>
      finished.has(cell),
    ).length;
    const [first] = lost;
    return first && lost.length > tolerated * (done + lost.length)
      ? { size: plan.sizes[place]!.value, because: first.leftOut }
      : undefined;
  });
  const places = because.flatMap((why, place) => (why ? [] : [place]));
  return {
    // One plan or the other: its sizes are of the same kind.
    plan: { ...plan, sizes: places.map((place) => plan.sizes[place]!) } as Plan,
    places,
    cells: [
      ...cells,
      ...open.map(({ experiment, size, seed, on, leftOut }): Cell => {
        const trouble = `${leftOut}, at ${plan.along} = ${plan.sizes[names.indexOf(size)]?.value}`;
        return { experiment, size, seed, on, found: [null, null], trouble, seconds: 0 };
      }),
    ],
    leftOut: because.filter((why) => why !== undefined),
  };
}
