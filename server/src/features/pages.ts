import type { ClaimResult, Fact, VerifyResult } from '../analysis/facts';
import { powerOf } from '../analysis/runs/drawable';
import { relation, word } from '../orders';
import type { Keyword } from '../syntax/keywords';
import type { Span } from '../syntax/tree';
import { docComment } from '../syntax/walk';
import { builtin, type Builtin } from './builtins';
import { regions, sources, value, why } from './explain';
import { code, escaped, sentence, type Page } from './markdown';
import type { Entity } from './names';
import { planWords } from './plan-words';
import type { PointsOfView } from './point-of-view';
import { runnersUp } from './runners-up';
import { runText, type Runs } from './runs';
import { owner, type Known, type Snapshot } from './snapshot';
import { requirementsList, trainingPage, weightPage } from './training-pages';
import { trainingNamed } from './trainings';

/** What hovers, tooltips and completion say about one thing each. */

const BEFORE = ' — *from before this edit*';

/**
 * @param points from where the user looks: with it, the page says what wins there, and what comes close
 * @param claim the claim that it is looked at in
 */
export function factPage(
  page: Page,
  snapshot: Snapshot,
  { value: fact, before }: Known<Fact>,
  points?: PointsOfView,
  claim?: ClaimResult,
): void {
  const { analysis } = snapshot;
  page.paragraph(`**${code(fact.name)}**${subject(snapshot, fact)}${before ? BEFORE : ''}`);
  value(page, fact, analysis);
  const [only, ...others] = fact.pieces;
  // Of several regions the table of values has the reasons.
  if (only && others.length === 0 && only.derivation.steps.length > 0) why(page, fact.derivation);
  const table = regions(page, fact, analysis);
  // Before the table: a hover shows a few lines, and this is what one asks of a claim that fails.
  if (points && !before)
    runnersUp(page, analysis, fact, points.of(analysis, fact, claim), table?.balanced === false);
  table?.write();
  sources(page, fact.derivation);
}

/** Which network and target a posterior's fact is about, or what is written of an order. */
function subject(snapshot: Snapshot, fact: Fact): string {
  const name = owner(fact.name);
  for (const s of snapshot.analysis.document.statements)
    if (s.kind === 'let' && s.name.text === name) return ` = ${code(snapshot.written(s.value))}`;
    else if (s.kind === 'posterior' && s.name.text === name)
      return ` — posterior of ${code(s.network.text)} on ${code(s.target.text)}`;
    else if (s.kind === 'curve' && s.name.text === name) return ` — learning curve of ${code(s.target.text)}`;
  return '';
}

const MARKS: Readonly<Record<ClaimResult['status'], string>> = {
  proven: '✓ proven',
  refuted: '✗ does not follow',
  undecided: '? not decided',
  empty: '∅ says nothing',
  waiting: '… waits',
};

/** What became of a claim, in two words. */
export const mark = ({ status, waitsFor }: ClaimResult): string =>
  waitsFor === undefined ? MARKS[status] : `${MARKS[status]} for ${waitsFor}`;

/** @param beside what the editor shows with the page: the diagnostic of a refuted claim has its message already */
export function claimPage(
  page: Page,
  claim: ClaimResult,
  { beside }: { readonly beside?: 'diagnostic' } = {},
): void {
  page.paragraph(`**${mark(claim)}** — ${code(claim.text)}`);
  if (!(beside && claim.status === 'refuted')) page.paragraph(sentence(claim.message));
  const [reason] = claim.derivation.steps;
  if (reason?.formula) page.paragraph(page.formula(reason.formula));
  if (!reason) return;
  // What a property stands on has no steps of its own.
  if (isProperty(claim)) return requirementsList(page, claim.derivation);
  why(page, reason);
  sources(page, reason);
}

const isProperty = ({ statement: { claim } }: ClaimResult): boolean =>
  claim.first.kind === 'call' &&
  claim.first.callee.kind === 'name' &&
  ['property', 'of weight'].includes(builtin(claim.first.callee.text)?.kind ?? '');

export function verifyPage(page: Page, snapshot: Snapshot, block: VerifyResult, runs: Runs): void {
  const { plan, text } = block;
  const run = runs.of(snapshot.uri, block, snapshot.analysis.verifications);
  if (run) page.paragraph(`**${escaped(runText(run))}**`);
  if (!plan) return;
  const predicted = relation(word(text), '~', powerOf(plan.along, plan.prediction.exponent));
  page.paragraph('Predicted along these sizes:').paragraph(page.formula(predicted));
  page.paragraph(planWords(plan).map(sentence).join(' '));
  if (run?.state.kind !== 'verdict') return;
  const { reason, wouldDecide } = run.state.verdict;
  page.paragraph(sentence(reason));
  if (wouldDecide) page.paragraph(`What would decide: ${sentence(wouldDecide)}`);
}

export function builtinPage(page: Page, { shape, doc }: Builtin): void {
  page.paragraph(`**${code(shape)}**`).paragraph(sentence(doc));
}

export function keywordPage(page: Page, { shape, doc, status }: Keyword): void {
  const later = status === 'reserved' ? ' Nothing is derived from it yet.' : '';
  page.paragraph(`**${code(shape)}**`).paragraph(sentence(doc) + later);
}

const NOUNS: Readonly<Partial<Record<Entity['kind'], string>>> = {
  exponent: 'free exponent',
  direction: 'direction of the data',
  let: 'order',
};

/** What is told first of a thing with facts of its own. */
const MAIN: Readonly<Partial<Record<Entity['kind'], string>>> = { posterior: 'samples', curve: 'error' };

/** A declared name: its order if it has one, its declaration, what is written above it, and its rule's source. */
export function entityPage(page: Page, snapshot: Snapshot, entity: Entity, points?: PointsOfView): void {
  const { kind, name, statement } = entity;
  const fact = snapshot.facts.get(kind in MAIN ? `${MAIN[kind]}(${name})` : name);
  const training = kind === 'training' ? trainingNamed(snapshot.analysis, name) : undefined;
  if (training) trainingPage(page, snapshot, training);
  else if (fact && (kind in MAIN || kind === 'let')) factPage(page, snapshot, fact, points);
  else
    page.paragraph(`**${code(name)}** — ${NOUNS[kind] ?? kind}`).paragraph(...declaration(snapshot, entity));
  if (kind === 'layer') weightPage(page, snapshot, name, statement);
  if (kind === 'layer')
    for (const count of snapshot.facts.values())
      if (count.value.name.startsWith('count(') && count.value.name.endsWith(`.${name})`))
        factPage(page, snapshot, count);
  const document = snapshot.documentOf(entity.uri);
  const local = kind === 'layer' || kind === 'parameter';
  const comment = document && !local && docComment(document, statement);
  if (comment) page.paragraph(escaped(comment));
  if (local || !('notes' in statement)) return;
  const { because, source } = statement.notes;
  if (because) page.paragraph(`*Why:* ${sentence(because.value)}`);
  if (source) page.paragraph(`*Source: ${escaped(source.value)}*`);
}

const MOST_LINES = 14;

/** The declaration as it is written, so that nobody has to go there to read it. */
function declaration(snapshot: Snapshot, { uri, statement, span, kind }: Entity): string[] {
  const text = snapshot.documentOf(uri)?.text;
  if (text === undefined) return [];
  const whole = kind === 'layer' || kind === 'parameter' ? itemAround(text, span) : statement;
  const lines = text.slice(whole.start, whole.end).split(/\r\n|\r|\n/);
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), '  …'] : lines;
  const notes = /^\s*(source|because) "/; // said below, where they can be read
  return [
    '~~~scale',
    ...shown.filter((l) => !notes.test(l)).map((l) => l.replace(/^\s*~~~/, '').slice(0, 300)),
    '~~~',
  ];
}

function itemAround(text: string, { start, end }: Span): Span {
  const from = Math.max(...['\n', ';', '{'].map((c) => text.lastIndexOf(c, start - 1)));
  const to = ['\n', ';', '}'].map((c) => text.indexOf(c, end)).filter((i) => i >= 0);
  const item = text.slice(from + 1, Math.min(...to, text.length));
  return { start: from + 1 + item.length - item.trimStart().length, end: from + 1 + item.trimEnd().length };
}
