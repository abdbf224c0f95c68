import type { Analysis, Fact } from '../analysis/facts';
import { layersOf } from '../analysis/posterior/pattern-words';
import { list, toText, withinBudget, type Point, type Rational } from '../orders';
import { BALANCE, balance, patternText, table } from './explain';
import { code, escaped, type Page } from './markdown';
import { becauseAt, decisiveAt, winnerAt } from './panel-candidates';
import { scalesAt } from './point-of-view';

/** Runners-up that are told. */
const CLOSE = 3;
/** Work for listing all patterns, in units of orders/budget: three layers take 1,000, six 14,000 in a tenth of a second. */
const LISTING = 20_000;
/** What takes more is not begun again, also after edits elsewhere, which share pieces: a hover comes at once. */
const tooMany = new WeakSet<Fact['pieces']>();

/**
 * Which pattern wins at one point of widths, what comes next and how far off it is, and whether a named requirement decides
 * there.
 * @param balanced whether to tell the terms and the choices of the winner, too
 */
export function runnersUp(page: Page, analysis: Analysis, fact: Fact, point: Point, balanced: boolean): void {
  const winner = winnerAt(fact, point);
  if (!fact.candidates) return;
  const scales = scalesAt(point, analysis);
  const where = scales.length > 0 ? `At ${code(toText(list(scales)))}: ` : '';
  if (!winner) {
    const why = becauseAt(fact, point);
    if (why !== '') page.paragraph(`${where}nothing is derived${why}.`);
    return;
  }
  const layers = layersOf(fact.name, analysis);
  const all = tooMany.has(fact.pieces) ? undefined : withinBudget(LISTING, () => fact.candidates?.(point));
  if (!all) tooMany.add(fact.pieces);
  const others = all?.list.filter(({ pattern }) => pattern.join() !== winner.join()).slice(0, CLOSE) ?? [];
  const decisive = decisiveAt(fact, point);
  if (others.length === 0 && decisive.length === 0 && !balanced) return;
  // Code, and no pictures: those of the regions take the room of a hover.
  const power = (exponent: Rational): string => code(toText(analysis.chart.power(exponent)));
  const requirements = decisive.map(
    ({ name, energy }) => `; ${escaped(name)} decides here: without it ${power(energy)}`,
  );
  const best = all?.list[0];
  const energy = best ? `with energy ${power(best.energy)}` : 'wins';
  page.paragraph(`${where}**${patternText(winner, layers)}** ${energy}${requirements.join('')}.`);
  if (balanced) reasonAt(page, fact, point);
  if (others.length > 0) page.paragraph('Next best:', '');
  for (const { pattern, energy, gap } of others)
    page.add(
      `- ${patternText(pattern, layers)}: ${power(energy)}, ${gap.isZero() ? 'a tie' : `${power(gap)} above`}`,
    );
}

/** The terms of the winner and the choices where they balance. */
function reasonAt(page: Page, { pieces }: Fact, point: Point): void {
  const piece = pieces.find(({ region }) => region.contains(point));
  const { terms, choice } = piece ? balance(piece.derivation) : {};
  if (!terms) return;
  table(page, BALANCE, [[page.formula(terms), choice ? page.formula(choice) : '']]);
}
