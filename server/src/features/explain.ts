import type { Analysis, Derivation, Fact, Piece } from '../analysis/facts';
import { list, Rational, relation, toText, withinBudget, word, type Point } from '../orders';
import { code, escaped, sentence, type Page } from './markdown';
import { decisiveAt, winnerAt } from './panel-candidates';
import { scalesAt } from './point-of-view';

const ROWS = 8;

/** The value of a fact: on one line where it has one, and region by region where there are several. */
export function value(page: Page, fact: Fact): void {
  const [only, ...others] = fact.pieces;
  if (fact.summary) page.paragraph(page.formula(relation(word(fact.name), '~', fact.summary)));
  if (only && others.length === 0) {
    if (!fact.summary) page.paragraph(page.formula(relation(word(fact.name), '~', only.formula)));
    const where = only.when.length > 0 ? [`where ${page.formula(list(only.when))}`] : [];
    const pattern = only.pattern ? [patternText(only.pattern)] : [];
    if (where.length + pattern.length > 0) page.paragraph([...pattern, ...where].join(', '));
  } else if (only) regions(page, fact.pieces);
}

/** One row for each region: what it is there, and by which terms and choices; a column that is empty is left out. */
function regions(page: Page, pieces: readonly Piece[]): void {
  const shown = pieces.slice(0, ROWS);
  const reasons = balances(
    page,
    shown.map((piece) => piece.derivation),
  );
  const rows = shown.map(({ formula, when, pattern = [] }, i) => [
    page.formula(formula),
    when.length > 0 ? page.formula(list(when)) : 'everywhere',
    patternText(pattern),
    ...(reasons[i] as string[]),
  ]);
  table(page, ['order', 'where', 'pattern', ...BALANCE], rows);
  if (pieces.length > ROWS) page.paragraph(`… and ${pieces.length - ROWS} more regions`);
}

/** In a table, pictures of any height stand level with the text beside them; in a sentence they would not. */
export function table(page: Page, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const columns = [...head.keys()].filter((i) => rows.some((cells) => cells[i] !== ''));
  // A bar would end the cell; the wide blank keeps columns apart, which VS Code sets without any room.
  const row = (cells: readonly string[]): string =>
    `| ${columns.map((i) => (cells[i] ?? '').replace(/\|/g, '\\|')).join('&emsp; | ')} |`;
  page.paragraph(row(head), `|${columns.map(() => ':--').join('|')}|`).add(...rows.map(row));
}

const patternText = (names: readonly string[]): string => names.map(escaped).join(', ');

/** Why it holds, in at most eight lines: the steps, or one line for each region. */
export function why(page: Page, derivation: Derivation): void {
  const [only, ...others] = derivation.steps;
  const steps = only && others.length === 0 && only.steps.length > 0 ? only.steps : derivation.steps;
  const shown = steps.slice(0, ROWS);
  if (steps === derivation.steps && steps.some((step) => step.steps.length > 0)) {
    const reasons = balances(page, shown);
    const orders = shown.map(({ title, formula }) =>
      formula?.kind === 'relation' ? page.formula(formula.right) : escaped(title),
    );
    table(
      page,
      ['Why', ...BALANCE],
      orders.map((order, i) => [order, ...(reasons[i] as string[])]),
    );
  } else {
    // Regions that all have the one reason that the text states tell nothing new.
    if (steps.length === 0 || (steps.length > 1 && new Set(steps.map((step) => step.title)).size === 1))
      return;
    table(
      page,
      ['Why', ''],
      shown.map((step) => stepReason(page, step)),
    );
  }
  if (steps.length > ROWS) page.paragraph(`… and ${steps.length - ROWS} more`);
}

/** Runners-up that are told. */
const CLOSE = 3;
/** Work for listing them, in units of orders/budget: a hover comes at once. Three layers take 1,500. */
const LISTING = 5000;

/** What comes next at one point of widths, how far off it is, and whether a named requirement decides there. */
export function runnersUp(page: Page, analysis: Analysis, fact: Fact, point: Point): void {
  const { chart } = analysis;
  const all = withinBudget(LISTING, () => fact.candidates?.(point));
  const winner = winnerAt(fact, point);
  if (!all || !winner) return;
  const others = all.list.filter(({ pattern }) => pattern.join() !== winner.join()).slice(0, CLOSE);
  const decisive = decisiveAt(fact, point);
  if (others.length === 0 && decisive.length === 0) return;
  // Code, and no pictures: those of the regions above may have taken the room of a hover.
  const power = (exponent: Rational): string => code(toText(chart.power(exponent)));
  const scales = scalesAt(point, analysis);
  const where = scales.length > 0 ? `At ${code(toText(list(scales)))}: ` : '';
  const requirements = decisive.map(
    ({ name, energy }) => `; ${escaped(name)} decides here: without it ${power(energy)}`,
  );
  const next = others.length > 0 ? '. Next best:' : '.';
  page.paragraph(
    `${where}**${patternText(winner)}** with energy ${power(all.list[0]?.energy ?? Rational.zero)}${requirements.join('')}${next}`,
    '',
  );
  for (const { pattern, energy, gap } of others)
    page.add(
      `- ${patternText(pattern)}: ${power(energy)}, ${gap.isZero() ? 'a tie' : `${power(gap)} above`}`,
    );
}

/** Whose rules it rests on. */
export function sources(page: Page, derivation: Derivation): void {
  const all = [...new Set(sourcesOf(derivation))];
  if (all.length > 0) page.paragraph(`*Source: ${all.slice(0, 3).map(escaped).join('; ')}*`);
}

function stepReason(page: Page, { title, formula, because }: Derivation): string[] {
  return [sentence(title) + (because ? `: ${sentence(because)}` : ''), formula ? page.formula(formula) : ''];
}

const BALANCE = ['largest of', 'best choice'];
const DITTO = '″';

/**
 * What decides on each region: the terms that compete, and the parameters where they balance. Terms of a row that are
 * those of the row above are not drawn again: a long picture takes a tenth of the room of a hover.
 */
function balances(page: Page, regions: readonly Derivation[]): string[][] {
  let above = '';
  return regions.map(({ steps }) => {
    // A step with a source of its own is a rule, and named at the end.
    const [terms, ...parameters] = steps.flatMap((step) => (step.source ? [] : (step.formula ?? [])));
    // What each parameter is comes before the ends of its range.
    const fixed = parameters.filter((n) => n.kind === 'relation' && n.sign === '~');
    const chosen = fixed.length > 0 ? fixed : parameters;
    const written = terms ? toText(terms) : '';
    const same = written !== '' && written === above;
    above = written;
    const drawn = terms?.kind === 'relation' ? terms.right : terms;
    return [
      drawn ? (same ? DITTO : page.formula(drawn)) : '',
      chosen.length > 0 ? page.formula(list(chosen)) : '',
    ];
  });
}

function sourcesOf(derivation: Derivation): string[] {
  return [...(derivation.source ? [derivation.source] : []), ...derivation.steps.flatMap(sourcesOf)];
}
