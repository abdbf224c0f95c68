import type { Pictured } from '../analysis/diagram';
import type { Analysis, ClaimResult } from '../analysis/facts';
import { Rational, type Point } from '../orders';
import type { Move, PanelState } from './panel-contract';
import type { Grid } from './panel-diagram';
import { exponentsAt, firstPoint, pointNear, stepped, type Axis, type Exponents } from './point-of-view';

/** A point that the user has chosen stays, unless what is seen now is not there; a point of ours belongs to its subject. */
export function startingPoint(
  analysis: Analysis,
  axes: readonly Axis[],
  { subject, pictured, claim }: { subject: string; pictured: Pictured; claim: ClaimResult | undefined },
  state: PanelState | undefined,
): { point: Point; chosen: boolean } {
  if (state?.chosen) {
    const point = pointNear(analysis, axes, exponentsOf(state.point));
    const told = claim && subject !== state.subject;
    const elsewhere = told && (claim.status === 'refuted' || !claim.region.contains(point));
    if (!elsewhere) return { point, chosen: true };
  }
  return { point: firstPoint(analysis, axes, pictured, claim), chosen: false };
}

/** What comes from the page is text until it is read; what cannot be read is not there. */
function exponentsOf(point: Readonly<Record<string, string>>): Exponents {
  const read = Object.entries(point).flatMap(([name, text]): [string, Rational][] => {
    const value = exponent(text);
    return value ? [[name, value]] : [];
  });
  return new Map(read);
}

function exponent(text: string): Rational | undefined {
  try {
    return text.length <= 40 ? Rational.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

export function moved(
  analysis: Analysis,
  axes: readonly Axis[],
  from: Point,
  move: Move,
  grid: Grid,
): { point: Point; chosen: boolean; note?: string } {
  const here = exponentsAt(from, axes);
  const wanted = new Map<string, Rational>();
  if (move.kind === 'set')
    for (const [name, text] of Object.entries(move.values)) {
      const value = exponent(text);
      if (!value)
        return { point: from, chosen: true, note: `\`${text}\` is no exponent: write a number such as 3/2.` };
      wanted.set(name, value);
    }
  else
    grid.axes.forEach(({ name, form }, i) => {
      const by = move.by[i] ?? 0;
      if (by !== 0) wanted.set(name, stepped(form.evaluate(from), by, grid.steps[i] as Rational));
    });
  const point = pointNear(analysis, axes, new Map([...here, ...wanted]), [...wanted.keys()]);
  const refused = axes.some(({ name, form }) => wanted.get(name)?.equals(form.evaluate(point)) === false);
  return {
    point,
    chosen: true,
    ...(refused ? { note: 'The text allows no point there; this is one beside it.' } : {}),
  };
}
