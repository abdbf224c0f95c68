import type { Analysis, Derivation, Fact } from '../analysis/facts';
import { layersOf, patternWords } from '../analysis/posterior/pattern-words';
import { list, relation, toText, word, type Notation } from '../orders';
import { escaped, sentence, type Page } from './markdown';

const ROWS = 8;

/** The value of a fact on one line where it has one, and its only region. */
export function value(page: Page, fact: Fact, analysis: Analysis): void {
  const [only, ...others] = fact.pieces;
  if (fact.summary) page.paragraph(page.formula(relation(word(fact.name), '~', fact.summary)));
  if (!only || others.length > 0) return;
  if (!fact.summary) page.paragraph(page.formula(relation(word(fact.name), '~', only.formula)));
  const where = only.when.length > 0 ? [`where ${page.formula(list(only.when))}`] : [];
  const pattern = only.pattern ? [patternText(only.pattern, layersOf(fact.name, analysis))] : [];
  if (where.length + pattern.length > 0) page.paragraph([...pattern, ...where].join(', '));
}

/** The value of a fact region by region, where there are several. */
export interface Regions {
  /** Whether the terms that compete and the choices where they balance are told of each region: there is not always room. */
  readonly balanced: boolean;
  write(): void;
}

/** One row for each region: what it is there, and by which terms and choices; a column that is empty is left out. */
export function regions(page: Page, { name, pieces }: Fact, analysis: Analysis): Regions | undefined {
  if (pieces.length < 2) return undefined;
  const shown = pieces.slice(0, ROWS);
  const layers = layersOf(name, analysis);
  const orders = page.formulas(shown.map(({ formula }) => formula));
  const where = shown.filter(({ when }) => when.length > 0);
  const conditions = page.formulas(where.map(({ when }) => list(when)));
  const reasons = balances(shown.map(({ derivation }) => derivation));
  const balanced = page.hasRoom(reasons.flat().filter((n) => n !== undefined && n !== DITTO));
  const cell = (reason: Reason): string =>
    reason === undefined || reason === DITTO ? (reason ?? '') : page.formula(reason);
  const rows = shown.map((piece, i) => [
    orders[i] as string,
    conditions[where.indexOf(piece)] ?? 'everywhere',
    patternText(piece.pattern ?? [], layers),
    ...(balanced ? (reasons[i] as Reason[]).map(cell) : []),
  ]);
  return {
    balanced,
    write: () => {
      table(page, ['order', 'where', 'pattern', ...(balanced ? BALANCE : [])], rows);
      if (pieces.length > ROWS) page.paragraph(`… and ${pieces.length - ROWS} more regions`);
    },
  };
}

/** In a table, pictures of any height stand level with the text beside them; in a sentence they would not. */
export function table(page: Page, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const columns = [...head.keys()].filter((i) => rows.some((cells) => cells[i] !== ''));
  // A bar would end the cell; the wide blank keeps columns apart, which VS Code sets without any room.
  const row = (cells: readonly string[]): string =>
    `| ${columns.map((i) => (cells[i] ?? '').replace(/\|/g, '\\|')).join('&emsp; | ')} |`;
  page.paragraph(row(head), `|${columns.map(() => ':--').join('|')}|`).add(...rows.map(row));
}

export const patternText = (names: readonly string[], layers: readonly string[]): string =>
  patternWords(names, layers).map(escaped).join(', ');

/** Why it holds, in at most eight lines: the steps, or one line for each region. */
export function why(page: Page, derivation: Derivation): void {
  const [only, ...others] = derivation.steps;
  const steps = only && others.length === 0 && only.steps.length > 0 ? only.steps : derivation.steps;
  const shown = steps.slice(0, ROWS);
  if (steps === derivation.steps && steps.some((step) => step.steps.length > 0)) {
    const reasons = balances(shown);
    const orders = shown.map(({ title, formula }) =>
      formula?.kind === 'relation' ? page.formula(formula.right) : escaped(title),
    );
    table(
      page,
      ['Why', ...BALANCE],
      orders.map((order, i) => [
        order,
        ...(reasons[i] as Reason[]).map((n) => (n === undefined ? '' : n === DITTO ? n : page.formula(n))),
      ]),
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

/** Whose rules it rests on. */
export function sources(page: Page, derivation: Derivation): void {
  const all = [...new Set(sourcesOf(derivation))];
  if (all.length > 0) page.paragraph(`*Source: ${all.slice(0, 3).map(escaped).join('; ')}*`);
}

function stepReason(page: Page, { title, formula, because }: Derivation): string[] {
  return [sentence(title) + (because ? `: ${sentence(because)}` : ''), formula ? page.formula(formula) : ''];
}

export const BALANCE = ['largest of', 'best choice'];
const DITTO = '″';
/** A formula, or the sign for that of the row above. */
type Reason = Notation | typeof DITTO | undefined;

/** The terms that compete on a region, and the parameters where they balance. */
export function balance({ steps }: Derivation): { readonly terms?: Notation; readonly choice?: Notation } {
  // A step with a source of its own is a rule, and named at the end.
  const [terms, ...parameters] = steps.flatMap((step) => (step.source ? [] : (step.formula ?? [])));
  // What each parameter is comes before the ends of its range.
  const fixed = parameters.filter((n) => n.kind === 'relation' && n.sign === '~');
  const chosen = fixed.length > 0 ? fixed : parameters;
  return {
    ...(terms ? { terms: terms.kind === 'relation' ? terms.right : terms } : {}),
    ...(chosen.length > 0 ? { choice: list(chosen) } : {}),
  };
}

/** What decides on each region. Terms of a row that are those of the row above are not drawn again: they are long. */
function balances(regions: readonly Derivation[]): Reason[][] {
  let above = '';
  return regions.map((derivation) => {
    const { terms, choice } = balance(derivation);
    const written = terms ? toText(terms) : '';
    const same = written !== '' && written === above;
    above = written;
    return [same ? DITTO : terms, choice];
  });
}

function sourcesOf(derivation: Derivation): string[] {
  return [...(derivation.source ? [derivation.source] : []), ...derivation.steps.flatMap(sourcesOf)];
}
