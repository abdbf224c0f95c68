import type { Standing } from '../analysis/dynamics/standing';
import type { Analysis, Derivation, Fact, TrainingResult } from '../analysis/facts';
import { conditionsOf } from '../analysis/say';
import { list, toText, type Region } from '../orders';
import type { Statement } from '../syntax/tree';
import { table } from './explain';
import { code, escaped, sentence, type Page } from './markdown';
import type { Snapshot } from './snapshot';
import { holdingParts, rulesOf, trainingTitle } from './trainings';

/** What hovers say of trainings, of their weights and of what is claimed of them. */

/** What it is, what of it holds where, and by whose rules. */
export function trainingPage(page: Page, snapshot: Snapshot, result: TrainingResult): void {
  const { analysis } = snapshot;
  const { name } = result.training.statement;
  page.paragraph(`**${code(name.text)}** — ${escaped(trainingTitle(result))}`);
  recognition(page, result, analysis);
  table(
    page,
    ['property', 'holds'],
    result
      .standings()
      .filter(({ weight }) => weight === undefined)
      .map((standing) => [code(standing.name), holding(page, standing, analysis)]),
  );
  weightsTable(page, snapshot, result);
  const sources = rulesOf(result).flatMap(({ source }) => source ?? []);
  page.paragraph(`*Source: ${[...new Set(sources)].map(escaped).join('; ')}*`);
}

/** The known parametrizations that it is: those with the same multipliers, and those that the symmetry makes the same. */
function recognition(page: Page, result: TrainingResult, { chart }: Analysis): void {
  const all = result.recognised();
  const same = all.filter(({ shifts }) => shifts.length === 0).map(({ name }) => `**${escaped(name)}**`);
  if (same.length > 0) page.paragraph(`This is ${same.join(', ')}.`);
  const shifted = all.flatMap(({ name, shifts }) => {
    const factors = shifts.map(({ weight, by }) => {
      const [only, ...others] = by.pieces;
      return only && others.length === 0
        ? `${code(weight)} times ${page.formula(chart.monomial(only.value))}`
        : code(weight);
    });
    return factors.length > 0
      ? [`- **${escaped(name)}**, with the multiplier of ${factors.join(', of ')}`]
      : [];
  });
  const { optimizer } = result.training;
  if (shifted.length > 0)
    page.paragraph(
      `${same.length > 0 ? 'It is also' : 'This is'}, up to the symmetry of ${escaped(optimizer.written)}:`,
      '',
      ...shifted,
    );
}

function holding(page: Page, standing: Standing, analysis: Analysis): string {
  const { region, chart } = analysis;
  const parts = holdingParts(standing, analysis);
  if (parts.length === 0) return 'nowhere';
  const said = (part: Region): string => {
    const conditions = conditionsOf(part, region, chart);
    return conditions.length === 0 ? 'everywhere' : page.formula(list(conditions));
  };
  const { always } = standing;
  const limits = always && !always.isEmpty() ? `; for all scales where ${said(always)}` : '';
  return parts.map(said).join('; or ') + limits;
}

const QUANTITIES = [
  ['size', 'size'],
  ['update', 'update'],
  ['change', 'change'],
  ['rate', 'rate'],
  ['max_rate', 'largest rate'],
] as const;
/** Trainings side by side. */
const MOST_TRAININGS = 4;

type Quantity = (typeof QUANTITIES)[number][0];

/** The fact that says a quantity of a weight; what changes the output is said of the training. */
function factOf(
  { facts }: Snapshot,
  { training }: TrainingResult,
  quantity: Quantity,
  weight: string,
): Fact | undefined {
  const t = training.statement.name.text;
  const isOutput = training.counting.weight(weight)?.node === training.counting.program.output;
  const name = isOutput && quantity === 'change' ? `change(${t})` : `${quantity}(${t}.${weight})`;
  return facts.get(name)?.value;
}

/** What is known of a weight, or of the value that it makes, in each training of its network, or in one. */
export function weightPage(page: Page, snapshot: Snapshot, weight: string, of: Statement): void {
  const isOf = ({ training: { statement } }: TrainingResult): boolean =>
    of.kind === 'training'
      ? statement.name.text === of.name.text
      : of.kind === 'network' && statement.network.text === of.name.text;
  const all = snapshot.analysis.trainings.filter(isOf);
  const trainings = all.slice(0, MOST_TRAININGS);
  const rows = QUANTITIES.map(([quantity]) => trainings.map((t) => factOf(snapshot, t, quantity, weight)));
  const labels = QUANTITIES.map(([, label]) => label);
  const heads = trainings.map((result) => code(result.training.statement.name.text));
  factTable(page, [code(weight), ...heads], labels, rows);
  if (all.length > trainings.length) page.paragraph(`… and ${all.length - trainings.length} more trainings`);
}

/** Weights of a training that are told. */
const MOST_WEIGHTS = 8;

function weightsTable(page: Page, snapshot: Snapshot, result: TrainingResult): void {
  const names = result.training.counting.weights.map(({ weight }) => weight.name);
  const shown = names.slice(0, MOST_WEIGHTS);
  const rows = shown.map((name) => QUANTITIES.map(([quantity]) => factOf(snapshot, result, quantity, name)));
  factTable(page, ['', ...QUANTITIES.map(([, label]) => label)], shown.map(code), rows);
  if (names.length > shown.length) page.paragraph(`… and ${names.length - shown.length} more weights`);
}

/** Orders in cells; where all are derived under the same conditions, these are said below. */
function factTable(
  page: Page,
  head: readonly string[],
  labels: readonly string[],
  rows: readonly (readonly (Fact | undefined)[])[],
): void {
  const facts = rows.flat().flatMap((fact) => fact ?? []);
  if (facts.length === 0) return;
  const conditions = facts.map(({ pieces }) => (pieces.length === 1 ? (pieces[0]?.when ?? []) : []));
  const [first = []] = conditions;
  const isCommon = new Set(conditions.map((when) => when.map(toText).join())).size === 1;
  const cell = ({ summary, pieces }: Fact): string => {
    const [only, ...others] = pieces;
    if (!only || others.length > 0) return summary ? page.formula(summary) : `${pieces.length} regions`;
    const where = isCommon || only.when.length === 0 ? '' : ` where ${page.formula(list(only.when))}`;
    return page.formula(only.formula) + where;
  };
  table(
    page,
    head,
    rows.flatMap((row, i) =>
      row.some(Boolean) ? [[labels[i] ?? '', ...row.map((fact) => (fact ? cell(fact) : '0'))]] : [],
    ),
  );
  if (isCommon && first.length > 0) page.paragraph(`where ${page.formula(list(first))}`);
}

const MOST = 16;

/** What a claimed property stands on, with what of it holds in the region of the claim. */
export function requirementsList(page: Page, { steps }: Derivation): void {
  // Of one name for several values, such as those before and behind a block, the one that fails is told.
  const titles = steps.map(({ title }) => title);
  const failing = new Set(titles.filter((t) => t.startsWith('✗')).map((t) => t.slice(1)));
  const shown = [...new Set(titles.filter((t) => t.startsWith('✗') || !failing.has(t.slice(1))))];
  page.paragraph('It stands on:', '').add(...shown.slice(0, MOST).map((title) => `- ${sentence(title)}`));
  if (shown.length > MOST) page.paragraph(`… and ${shown.length - MOST} more`);
}
