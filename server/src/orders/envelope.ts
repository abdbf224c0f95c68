import type { Form } from './form';
import { Order } from './order';
import type { Region } from './region';
import { closedOutside, merged } from './union';

/** The order of a sum, the largest of the forms, on a part of the widths; and the label that the winner is known by. */
export interface Candidate<L> {
  readonly label: L;
  readonly domain: Region;
  readonly forms: readonly Form[];
}

/** A cell of the phase diagram: the winner has this value on all of it, and of those that tie it is the first. */
export interface Cell<L> {
  readonly region: Region;
  readonly value: Form;
  readonly winner: L;
}

/**
 * The exact lower envelope of the candidates where at least one is defined in `over`: cells as full-dimensional as `over`,
 * closed in it, that overlap in boundaries only. Sets without interior (a tie on a threshold, a candidate defined on a line)
 * are left out. Each candidate's pieces are cut down by every other candidate, so that no cell is cut by the cells of others.
 */
export function envelope<L>(candidates: readonly Candidate<L>[], over: Region): Cell<L>[] {
  return candidates.flatMap(({ label, domain, forms }, index) =>
    Order.greatest(forms, domain.closure().intersect(over)).pieces.flatMap(({ region, value }) => {
      let parts = region.fullDimensionalIn(over) ? [region] : [];
      for (const [i, rival] of candidates.entries()) {
        if (parts.length === 0) break;
        if (i !== index) parts = parts.flatMap((part) => defended(part, value, rival, i < index, over));
      }
      return merged(parts).map((part) => ({ region: part.reduced(), value, winner: label }));
    }),
  );
}

/** The part of a region where the rival does not win: is not defined, or larger, or as large and not the first. */
function defended<L>(
  region: Region,
  value: Form,
  rival: Candidate<L>,
  rivalIsFirst: boolean,
  over: Region,
): Region[] {
  const domain = rival.domain.closure();
  const inside = region.intersect(domain);
  if (!inside.fullDimensionalIn(over)) return [region];
  const held: Region[] = [];
  const gaps: Form[] = [];
  for (const form of rival.forms) {
    const gap = form.minus(value);
    const same = over.modulo(gap).isConstant() && over.modulo(gap).constant.isZero();
    if (same && !rivalIsFirst) return [region];
    if (same) continue;
    if (inside.implies({ form: gap, sense: '>=' })) return [region];
    gaps.push(gap);
  }
  let rest = inside;
  for (const gap of gaps) {
    const part = rest.with({ form: gap, sense: '>=' });
    if (part.fullDimensionalIn(over)) held.push(part);
    rest = rest.with({ form: gap.negate(), sense: '>=' });
  }
  const outside = closedOutside(region, domain).filter((piece) => piece.fullDimensionalIn(over));
  return merged([...held, ...outside]);
}
