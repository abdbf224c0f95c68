import type { Form, Point } from './form';
import type { Order } from './order';
import type { Rational } from './rational';
import type { Region } from './region';
import { closedOutside, merged } from './union';

/** A candidate's order and the label that the winner is known by. */
export interface Candidate<L> {
  readonly label: L;
  readonly order: Order;
}

/** A cell of the phase diagram: `winners` are all candidates with this value on the whole cell, in the order given. */
export interface Cell<L> {
  readonly region: Region;
  readonly value: Form;
  readonly winners: L[];
}

/** A cell under way: nobody is defined there yet while `value` is undefined. */
interface Draft {
  readonly region: Region;
  readonly value: Form | undefined;
  readonly winners: ReadonlySet<number>;
}

/**
 * The exact lower envelope of the candidates where at least one is defined in `over`: cells as full-dimensional as
 * `over`, closed in it, that overlap in boundaries only. What happens on sets without interior (a tie on a threshold,
 * a strict end of a domain, a candidate defined on a line) is `envelopeAt`'s to say.
 * @param ties `all` names every candidate with the value on a whole cell and cuts cells where that set changes; `first`
 *   lets the earlier candidate stand for those that tie with it, which is what many candidates in many widths need.
 */
export function envelope<L>(
  candidates: readonly Candidate<L>[],
  over: Region,
  ties: 'all' | 'first' = 'all',
): Cell<L>[] {
  if (over.isEmpty()) return [];
  let drafts: Draft[] = [{ region: over, value: undefined, winners: new Set() }];
  for (const [index, { order }] of candidates.entries()) {
    drafts = drafts.flatMap((draft) => challenge(draft, order, index, over, ties));
  }
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    if (!draft.value) continue;
    const key = `${over.modulo(draft.value).key()} by ${[...draft.winners].join()}`;
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()].flatMap((group) =>
    merged(group.map((draft) => draft.region)).map((region) => ({
      region: region.reduced(),
      value: group[0]!.value!,
      winners: [...group[0]!.winners].map((i) => candidates[i]!.label),
    })),
  );
}

/** Cuts a cell where the candidate ties or wins; an untouched cell is returned whole. */
function challenge(draft: Draft, order: Order, index: number, over: Region, ties: 'all' | 'first'): Draft[] {
  let rest: Draft[] = [draft];
  const changed: Draft[] = [];
  for (const { region: domain, value } of order.pieces) {
    const region = domain.closure();
    if (draft.value && !matters(draft.region.intersect(region), value, draft.value, over, ties)) continue;
    const outside: Draft[] = [];
    for (const part of rest) {
      const inside = part.region.intersect(region);
      if (!inside.fullDimensionalIn(over)) {
        outside.push(part);
        continue;
      }
      for (const piece of closedOutside(part.region, region)) {
        if (piece.fullDimensionalIn(over)) outside.push({ ...draft, region: piece });
      }
      for (const outcome of contest({ ...draft, region: inside }, value, index, over, ties)) {
        (outcome.winners.has(index) ? changed : outside).push(outcome);
      }
    }
    rest = outside;
  }
  if (changed.length === 0) return [draft];
  const kept = merged(rest.map((part) => part.region)).map((region) => ({ ...draft, region }));
  return [...kept, ...changed];
}

/** Whether the value ties or is smaller somewhere inside the region. */
function matters(region: Region, value: Form, best: Form, over: Region, ties: 'all' | 'first'): boolean {
  return (
    (ties === 'all' && same(value, best, over)) || !region.implies({ form: value.minus(best), sense: '>=' })
  );
}

function same(left: Form, right: Form, over: Region): boolean {
  return left.equals(right) || over.modulo(left).equals(over.modulo(right));
}

/** Cell against candidate where both are one monomial: a tie, one winner, or a cut along their threshold. */
function contest(draft: Draft, value: Form, index: number, over: Region, ties: 'all' | 'first'): Draft[] {
  const won: Draft = { region: draft.region, value, winners: new Set([index]) };
  if (!draft.value) return [won];
  const gap = value.minus(draft.value);
  if (same(value, draft.value, over))
    return [ties === 'all' ? { ...draft, winners: new Set([...draft.winners, index]) } : draft];
  const lose = draft.region.with({ form: gap, sense: '>=' });
  const win = draft.region.with({ form: gap.negate(), sense: '>=' });
  if (!win.fullDimensionalIn(over)) return [draft];
  if (!lose.fullDimensionalIn(over)) return [won];
  return [
    { ...draft, region: lose },
    { ...won, region: win },
  ];
}

/** The least value at a point of `over` and every candidate that attains it; undefined where none is defined. */
export function envelopeAt<L>(
  candidates: readonly Candidate<L>[],
  point: Point,
): { value: Rational; winners: L[] } | undefined {
  let best: { value: Rational; winners: L[] } | undefined;
  for (const { label, order } of candidates) {
    const value = order.at(point);
    if (!value) continue;
    const gap = best ? value.compare(best.value) : -1;
    if (gap < 0) best = { value, winners: [label] };
    else if (gap === 0) best!.winners.push(label);
  }
  return best;
}
