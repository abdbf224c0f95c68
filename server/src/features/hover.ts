import type { Hover } from 'vscode-languageserver-protocol';
import type { ClaimResult } from '../analysis/facts';
import { keywords, type Keyword, type Place } from '../syntax/keywords';
import type { Call, Name, NumberLiteral, Span, Statement } from '../syntax/tree';
import { nodePath, type Node } from '../syntax/walk';
import { Rational } from '../orders';
import { builtin } from './builtins';
import type { Theme } from './contract';
import { code, Page, sentence } from './markdown';
import { PointsOfView } from './point-of-view';
import { builtinPage, claimPage, entityPage, factPage, keywordPage, verifyPage } from './pages';
import type { Runs } from './runs';
import { claimKey, type Snapshot } from './snapshot';
import { weightPage } from './training-pages';

/** What is known of the thing under the cursor: its order as a picture, where it holds, why, and by which source. */
export function hover(
  snapshot: Snapshot,
  offset: number,
  theme: Theme,
  runs: Runs,
  points = new PointsOfView(),
): Hover | null {
  const page = new Page(theme);
  const span = write(page, snapshot, offset, runs, points);
  const markdown = page.toString();
  return span && markdown !== ''
    ? { contents: { kind: 'markdown', value: markdown }, range: snapshot.range(span) }
    : null;
}

/** Writes the page, and says what it is about: a quantity, a name, a number, a keyword, or the claim around it all. */
function write(
  page: Page,
  snapshot: Snapshot,
  offset: number,
  runs: Runs,
  points: PointsOfView,
): Span | undefined {
  const { document, verifications } = snapshot.analysis;
  if (document.comments.some((c) => c.start < offset && offset < c.end)) return undefined;
  const path = nodePath(document, offset);
  const call = path.findLast((n): n is Call => n.kind === 'call');
  if (call?.callee.kind === 'name' && within(call.callee, offset)) {
    const about = quantity(page, snapshot, call, call.callee, points, claimOf(snapshot, path[0]));
    // What holds under given patterns is no fact of its own, nor is a property: the claim says it.
    const isClaimed = call.args.length > 1 || ['property', 'of weight'].includes(kindOf(call.callee));
    if (about === call.callee && isClaimed) claimAround(page, snapshot, path[0]);
    if (about) return about;
  }
  const set = settingAt(path[0], offset);
  if (set && path[0]) {
    weightPage(page, snapshot, set.text, path[0] as Statement);
    return set;
  }
  const named = snapshot.nameAt(offset);
  if (named) {
    entityPage(page, snapshot, named.entity, points);
    return named.span;
  }
  const [statement, inner] = [path[0], path.at(-1)];
  if (inner?.kind === 'number' && inner.text.includes('.')) return number(page, inner);
  if (claimAround(page, snapshot, statement)) return statement;
  const keyword = keywordAt(snapshot, path, offset);
  if (keyword) keywordPage(page, keyword.keyword);
  if (keyword?.keyword.word === 'out' && statement?.kind === 'network')
    weightPage(page, snapshot, 'out', statement);
  const subject = keyword && subjectOf(statement, keyword.span);
  if (subject) weightPage(page, snapshot, subject.text, statement as Statement);
  const block = keyword && verifications.find((v) => v.statement === (statement as Statement));
  if (block) verifyPage(page, snapshot, block, runs);
  return keyword?.span;
}

const claimOf = ({ claims, analysis }: Snapshot, statement: Node | undefined): ClaimResult | undefined =>
  statement?.kind === 'claim' ? claims.get(claimKey({ statement }, analysis.document.text)) : undefined;

function claimAround(page: Page, snapshot: Snapshot, statement: Node | undefined): boolean {
  const claim = claimOf(snapshot, statement);
  if (claim) claimPage(page, claim, { beside: 'diagnostic' });
  return claim !== undefined;
}

/** `samples(p)` and its like with what is derived, and the engine's functions. */
function quantity(
  page: Page,
  snapshot: Snapshot,
  call: Call,
  callee: Name,
  points: PointsOfView,
  claim: ClaimResult | undefined,
): Span | undefined {
  const known = builtin(callee.text);
  if (!known) return undefined;
  const written = snapshot.written(call).replace(/\s+/g, '');
  // The patterns of a posterior are told with its samples, region by region.
  const asked = written.replace(/^pattern\(/, 'samples(');
  const isAsked = known.kind === 'quantity' || known.kind === 'of training';
  const fact = isAsked ? snapshot.facts.get(asked) : undefined;
  if (fact) factPage(page, snapshot, fact, points, claim);
  if (!fact || asked !== written) builtinPage(page, known);
  return fact ? call : callee;
}

const kindOf = ({ text }: Name): string => builtin(text)?.kind ?? '';

/** The weight that a setting of a training names at an offset: `u` in `rate u = n^-1`. */
function settingAt(statement: Node | undefined, offset: number): Name | undefined {
  if (statement?.kind !== 'training') return undefined;
  return statement.settings.flatMap(({ subject }) => subject ?? []).find((name) => within(name, offset));
}

/** The weight of the setting that begins with a word. */
function subjectOf(statement: Node | undefined, { start }: Span): Name | undefined {
  if (statement?.kind !== 'training') return undefined;
  return statement.settings.find(({ key }) => key.start === start)?.subject;
}

function number(page: Page, literal: NumberLiteral): Span {
  page.paragraph(
    sentence(`\`${literal.text}\` is exactly ${code(Rational.parse(literal.text).toString())}.`),
  );
  return literal;
}

const within = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

const BLOCKS: Readonly<Partial<Record<Node['kind'], Place>>> = {
  network: 'network',
  posterior: 'posterior',
  training: 'training',
  verify: 'verify',
  activation: 'activation',
  pattern: 'pattern',
  module: 'module',
  optimizer: 'optimizer',
  parametrization: 'parametrization',
  alignment: 'alignment',
  curve: 'curve',
  resource: 'resource',
};

/** The keyword under the cursor, by the places where its word may stand here. */
function keywordAt(
  { analysis }: Snapshot,
  path: readonly Node[],
  offset: number,
): { keyword: Keyword; span: Span } | undefined {
  const { text } = analysis.document;
  let [start, end] = [offset, offset];
  while (/[\p{L}\d_']/u.test(text.charAt(start - 1))) start--;
  while (/[\p{L}\d_']/u.test(text.charAt(end))) end++;
  const [statement] = path;
  const inside = statement && BLOCKS[statement.kind];
  const places: (Place | undefined)[] =
    !statement || statement.start === start
      ? ['statement']
      : [inside, inside === 'parametrization' ? 'weights' : undefined, 'header', 'expression'];
  const word = text.slice(start, end);
  const keyword = places.flatMap((p) => keywords.filter((k) => k.word === word && k.place === p))[0];
  return keyword && { keyword, span: { start, end } };
}
