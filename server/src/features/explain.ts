import type { Derivation, Fact, Piece } from '../analysis/facts';
import { list, relation, word } from '../orders';
import { escaped, sentence, type Page } from './markdown';

const ROWS = 8;
const REASONS = 8;

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

function regions(page: Page, pieces: readonly Piece[]): void {
  const patterns = pieces.some((piece) => piece.pattern);
  const rows = pieces.slice(0, ROWS).map(({ formula, when, pattern = [] }) => {
    const where = when.length > 0 ? page.formula(list(when)) : 'everywhere';
    return [page.formula(formula), where, ...(patterns ? [patternText(pattern)] : [])];
  });
  table(page, ['order', 'where', ...(patterns ? ['pattern'] : [])], rows);
  if (pieces.length > ROWS) page.paragraph(`… and ${pieces.length - ROWS} more regions`);
}

/** In a table, pictures of any height stand level with the text beside them; in a sentence they would not. */
function table(page: Page, head: readonly string[], rows: readonly (readonly string[])[]): void {
  // A bar would end the cell; the wide blank keeps columns apart, which VS Code sets without any room.
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => `${cell.replace(/\|/g, '\\|')}&emsp;`).join(' | ')} |`;
  page.paragraph(row(head), `|${head.map(() => ':--').join('|')}|`).add(...rows.map(row));
}

const patternText = (names: readonly string[]): string => names.map(escaped).join(', ');

/** Why it holds, in at most eight lines: the steps, or one line for each region, and whose rules they are. */
export function why(page: Page, derivation: Derivation): void {
  const [only, ...others] = derivation.steps;
  const steps = only && others.length === 0 && only.steps.length > 0 ? only.steps : derivation.steps;
  const shown = steps.slice(0, REASONS);
  if (steps === derivation.steps && steps.some((step) => step.steps.length > 0))
    table(
      page,
      ['Why', 'largest of', 'best choice'],
      shown.map((step) => regionReason(page, step)),
    );
  else if (steps.length > 0)
    table(
      page,
      ['Why', ''],
      shown.map((step) => stepReason(page, step)),
    );
  if (steps.length > REASONS) page.paragraph(`… and ${steps.length - REASONS} more`);
  const sources = [...new Set(sourcesOf(derivation))];
  if (sources.length > 0) page.paragraph(`*Source: ${sources.slice(0, 3).map(escaped).join('; ')}*`);
}

function stepReason(page: Page, { title, formula, because }: Derivation): string[] {
  return [sentence(title) + (because ? `: ${sentence(because)}` : ''), formula ? page.formula(formula) : ''];
}

/** What decides on one region: the terms that compete, and the parameters where they balance. */
function regionReason(page: Page, { title, formula, steps }: Derivation): string[] {
  // A step with a source of its own is a rule, and named at the end.
  const [terms, ...parameters] = steps.flatMap((step) => (step.source ? [] : (step.formula ?? [])));
  // What each parameter is comes before the ends of its range.
  const fixed = parameters.filter((n) => n.kind === 'relation' && n.sign === '~');
  const chosen = fixed.length > 0 ? fixed : parameters;
  return [
    formula?.kind === 'relation' ? page.formula(formula.right) : escaped(title),
    terms ? page.formula(terms) : '',
    chosen.length > 0 ? page.formula(list(chosen)) : '',
  ];
}

function sourcesOf(derivation: Derivation): string[] {
  return [...(derivation.source ? [derivation.source] : []), ...derivation.steps.flatMap(sourcesOf)];
}
