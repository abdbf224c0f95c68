import { InlayHintKind, type InlayHint, type Range } from 'vscode-languageserver-protocol';
import type { Fact, TrainingResult } from '../analysis/facts';
import { regionsText } from '../analysis/say';
import { toText } from '../orders';
import type { Span } from '../syntax/tree';
import type { Theme } from './contract';
import { Page } from './markdown';
import { claimPage, factPage, mark } from './pages';
import { verdictText, type Runs } from './runs';
import { claimKey, type Snapshot } from './snapshot';
import { trainingPage } from './training-pages';
import { holdingParts, trainingNamed } from './trainings';

const LONGEST = 80;

/** What a hint is about, for its tooltip. */
export interface HintData {
  readonly uri: string;
  readonly fact?: string;
  readonly claim?: string;
  readonly training?: string;
}

/**
 * Derived orders behind the statements that declare them, and what became of claims and measurements. They stand at the end of
 * a line: inside of it, each keystroke would move what is being typed. A name whose order an edit under way has made
 * underivable keeps the last one, so that hints do not come and go.
 */
export function inlayHints(snapshot: Snapshot, range: Range, runs: Runs): InlayHint[] {
  const { document, verifications } = snapshot.analysis;
  const from = snapshot.text.offsetAt(range.start);
  const to = snapshot.text.offsetAt(range.end);
  const hints: InlayHint[] = [];
  const hint = (offset: number, label: string, about: Omit<HintData, 'uri'>): void => {
    const data: HintData = { uri: snapshot.uri, ...about };
    const position = snapshot.text.positionAt(offset);
    if (from <= offset && offset <= to)
      hints.push({ position, label, kind: InlayHintKind.Type, paddingLeft: true, data });
  };
  for (const statement of document.statements) {
    if (statement.kind === 'posterior' || statement.kind === 'let') {
      const name = statement.kind === 'let' ? statement.name.text : `samples(${statement.name.text})`;
      const fact = snapshot.facts.get(name)?.value;
      const end = statement.kind === 'let' ? statement.end : headerEnd(document.text, statement);
      if (fact) hint(end, factLabel(fact), { fact: name });
    } else if (statement.kind === 'training') {
      const result = trainingNamed(snapshot.analysis, statement.name.text);
      if (result)
        hint(headerEnd(document.text, statement), stabilityLabel(result, snapshot), {
          training: statement.name.text,
        });
    } else if (statement.kind === 'claim') {
      const key = claimKey({ statement }, document.text);
      const claim = snapshot.claims.get(key);
      if (claim) hint(statement.end, mark(claim), { claim: key });
    } else if (statement.kind === 'verify') {
      const block = verifications.find((v) => v.statement === statement);
      const run = block && runs.of(snapshot.uri, block, verifications);
      const verdict = run && verdictText(run);
      if (verdict) hint(statement.end, verdict, {});
    }
  }
  return hints;
}

/** The end of a block, or of its first line. */
function headerEnd(text: string, { start, end }: Span): number {
  const [line = ''] = text.slice(start, end).split(/[\r\n]/, 1);
  return start + line.trimEnd().length;
}

/** `stable where c <= 0` */
function stabilityLabel(result: TrainingResult, { analysis }: Snapshot): string {
  const { region, chart } = analysis;
  const stable = result.standings().find(({ property }) => property === 'stable');
  const parts = stable ? holdingParts(stable, analysis) : [];
  if (parts.length === 0) return 'unstable';
  const where = regionsText(parts, region, chart);
  if (where === 'everywhere') return 'stable';
  return where.length <= LONGEST ? `stable where ${where}` : `stable in ${parts.length} regions`;
}

function factLabel(fact: Fact): string {
  const quantity = /^(\w+)\(/.exec(fact.name)?.[1];
  const text = fact.summary && toText(fact.summary);
  const said = text && text.length <= LONGEST ? `~ ${text}` : `${fact.pieces.length} regions`;
  return quantity ? `${quantity} ${said}` : said;
}

/** The hint with its derivation. */
export function withTooltip(hint: InlayHint, snapshot: Snapshot | undefined, theme: Theme): InlayHint {
  const about = hint.data as HintData | undefined;
  const page = new Page(theme);
  const fact = about?.fact === undefined ? undefined : snapshot?.facts.get(about.fact);
  if (snapshot && fact) factPage(page, snapshot, fact);
  const claim = about?.claim === undefined ? undefined : snapshot?.claims.get(about.claim);
  if (claim) claimPage(page, claim);
  const training =
    about?.training === undefined ? undefined : snapshot && trainingNamed(snapshot.analysis, about.training);
  if (snapshot && training) trainingPage(page, snapshot, training);
  const value = page.toString();
  return value === '' ? hint : { ...hint, tooltip: { kind: 'markdown', value } };
}
