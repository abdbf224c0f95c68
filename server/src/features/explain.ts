import type { Derivation, Fact, Piece } from '../analysis/facts';
import { list, relation, word, type Notation } from '../orders';
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
  const cell = (markdown: string): string => markdown.replace(/\|/g, '\\|');
  const patterns = pieces.some((piece) => piece.pattern);
  page.paragraph(`| order | where |${patterns ? ' pattern |' : ''}`, `|---|---|${patterns ? '---|' : ''}`);
  for (const { formula, when, pattern } of pieces.slice(0, ROWS)) {
    const where = when.length > 0 ? page.formula(list(when)) : 'everywhere';
    const row = [page.formula(formula), where, ...(patterns ? [patternText(pattern ?? [])] : [])];
    page.add(`| ${row.map(cell).join(' | ')} |`);
  }
  if (pieces.length > ROWS) page.paragraph(`… and ${pieces.length - ROWS} more regions`);
}

const patternText = (names: readonly string[]): string => names.map(escaped).join(', ');

/** Why it holds, in at most eight lines: the steps, or one line for each region. */
export function why(page: Page, derivation: Derivation): void {
  const byRegion = derivation.steps.length > 1 && derivation.steps.some((step) => step.steps.length > 0);
  const [only] = derivation.steps;
  const steps = byRegion || !only || derivation.steps.length > 1 ? derivation.steps : only.steps;
  const lines = byRegion
    ? steps.map((step) => regionLine(page, step))
    : steps.map((step) => stepLine(page, step));
  if (lines.length > 0) {
    page.paragraph('**Why**', '');
    page.add(...lines.slice(0, REASONS));
    if (lines.length > REASONS) page.add(`- … and ${lines.length - REASONS} more`);
  }
  const sources = [...new Set(sourcesOf(derivation))];
  if (sources.length > 0) page.paragraph(`*Source: ${sources.slice(0, 3).map(escaped).join('; ')}*`);
}

function stepLine(page: Page, { title, formula, because }: Derivation): string {
  const reason = because ? `: ${sentence(because)}` : '';
  return `- ${sentence(title)}${reason}${formula ? ` ${page.formula(formula)}` : ''}`;
}

/** What decides on one region: the terms that compete and the parameters where they balance. */
function regionLine(page: Page, { title, steps }: Derivation): string {
  // A step with a source of its own is a rule, and named at the end.
  const formulas = steps.flatMap((step) => (step.source ? [] : (step.formula ?? [])));
  const [terms, ...parameters] = formulas;
  const said = (notation: Notation): string => page.formula(notation);
  const at = parameters.length > 0 ? ` at ${said(list(parameters))}` : '';
  return `- *${escaped(title)}*${terms ? `: ${said(terms)}${at}` : ''}`;
}

function sourcesOf(derivation: Derivation): string[] {
  return [...(derivation.source ? [derivation.source] : []), ...derivation.steps.flatMap(sourcesOf)];
}
