import type { ClaimResult, Derivation, VerifyResult } from '../analysis/facts';
import { toText, type Point } from '../orders';
import type { ClaimStatement, Span } from '../syntax/tree';
import type { ClaimTest, TestsAnswer, VerifyTest } from './contract';
import { findings } from './diagnostics';
import { runText, verdictText, type Runs } from './runs';
import { claimKey, type Snapshot } from './snapshot';

/**
 * The claims and verify blocks of a text as tests, in its order. Nothing is run: claims are decided already.
 * @param explained with the derivations of claims, which are worked out on being asked for
 */
export function tests(snapshot: Snapshot, runs: Runs, explained = false): TestsAnswer {
  const { document, verifications } = snapshot.analysis;
  const all = document.statements.flatMap((statement) => {
    if (statement.kind === 'claim') return claimTest(snapshot, statement, explained);
    const block =
      statement.kind === 'verify' ? verifications.find((v) => v.statement === statement) : undefined;
    return block ? verifyTest(snapshot, block, runs) : [];
  });
  return { complete: document.diagnostics.length === 0, tests: all };
}

function claimTest(snapshot: Snapshot, statement: ClaimStatement, explained: boolean): ClaimTest {
  const said = onLine(snapshot, statement).replace(/^claim /, '');
  const place = { label: said, key: said, range: snapshot.range(statement) };
  const claim = snapshot.claims.get(claimKey({ statement }, snapshot.analysis.document.text));
  if (!claim)
    return { kind: 'claim', ...place, status: 'none', message: mistake(snapshot, statement), derivation: [] };
  const differs = claim.status === 'refuted' ? difference(snapshot, claim) : undefined;
  return {
    ...{ kind: 'claim', ...place, status: claim.status, message: plain(claim.message) },
    derivation: explained ? lines(claim.derivation.steps) : [],
    ...(differs ? { differs } : {}),
  };
}

function verifyTest(snapshot: Snapshot, block: VerifyResult, runs: Runs): VerifyTest {
  const { statement } = block;
  const run = runs.of(snapshot.uri, block, snapshot.analysis.verifications);
  const range = statement.items.find(({ kind }) => kind === 'verify-range');
  const label = [statement.subject, ...(range ? [range] : [])]
    .map((part) => onLine(snapshot, part))
    .join(', ');
  return {
    ...{ kind: 'verify', label, key: onLine(snapshot, statement), range: snapshot.range(statement) },
    offset: statement.start,
    ...(block.plan ? { plan: block.plan.source.hash } : {}),
    ...(run ? { run: { text: verdictText(run) ?? runText(run), outdated: run.outdated } } : {}),
  };
}

const onLine = (snapshot: Snapshot, span: Span): string => snapshot.written(span).replace(/\s+/g, ' ').trim();

/** Why nothing is known of a statement. */
function mistake(snapshot: Snapshot, { start, end }: ClaimStatement): string {
  const errors = findings(snapshot).filter((f) => f.severity === 'error' && !f.code.startsWith('claim-'));
  const error = errors.find((f) => start <= f.start && f.end <= end) ?? errors[0];
  return plain(error?.message ?? 'Nothing is derived that could decide it.');
}

/** The two sides of a refuted comparison, at the point that its message names. */
function difference(snapshot: Snapshot, { statement, decision }: ClaimResult): ClaimTest['differs'] {
  const { chart } = snapshot.analysis;
  const { first, rest } = statement.claim;
  const [step, another] = rest;
  if (decision?.status !== 'refuted' || !step || another) return undefined;
  const left = onLine(snapshot, first);
  const pattern = first.kind === 'call' ? winner(snapshot, left, decision.witness) : undefined;
  if (pattern) {
    const said = step.sides.map((side) => snapshot.written(side)).join(', ');
    return { claimed: `${left} = ${said}`, derived: `${left} = ${pattern}` };
  }
  const [claimed, derived] = [decision.right, decision.left].map((e) => toText(chart.power(e)));
  return { claimed: `${left} ${step.relation} ${claimed}`, derived: `${left} ~ ${derived}` };
}

function winner(snapshot: Snapshot, asked: string, point: Point): string | undefined {
  if (!asked.startsWith('pattern(')) return undefined;
  const fact = snapshot.facts.get(asked.replace(/\s+/g, '').replace('pattern', 'samples'));
  return fact?.value.at(point)?.pattern?.join(', ');
}

const MOST = 12;

/** The first two levels of a derivation, formulas before their reasons. */
function lines(steps: readonly Derivation[]): string[] {
  const all = steps.flatMap((step) => [line(step), ...step.steps.map((inner) => `  ${line(inner)}`)]);
  return all.length > MOST ? [...all.slice(0, MOST), `… and ${all.length - MOST} more`] : all;
}

function line({ title, formula, source }: Derivation): string {
  const said = formula ? `${toText(formula)}: ${title}` : title;
  return plain(source ? `${said} [${source}]` : said);
}

/** Sentences of ours enclose code in backticks; a test's message is plain text. */
const plain = (text: string): string => text.replaceAll('`', '');
