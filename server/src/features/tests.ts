import type { ClaimResult, Derivation, VerifyResult } from '../analysis/facts';
import { pointText } from '../analysis/say';
import { toText, type Point } from '../orders';
import type { ClaimStatement, VerifyStatement } from '../syntax/tree';
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
  const place = { label: label(snapshot, statement), range: snapshot.range(statement) };
  const claim = snapshot.claims.get(claimKey({ statement }, snapshot.analysis.document.text))?.value;
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
  return {
    ...{ kind: 'verify', label: label(snapshot, statement), range: snapshot.range(statement) },
    offset: statement.start,
    ...(run ? { run: { text: verdictText(run) ?? runText(run), outdated: run.outdated } } : {}),
  };
}

/** `samples(p) ~ d^2 when N <= d`, and `samples(p), d in 8 .. 64, N = d`. */
function label(snapshot: Snapshot, statement: ClaimStatement | VerifyStatement): string {
  const said = snapshot.written(statement).replace(/\s+/g, ' ').trim();
  if (statement.kind === 'claim') return said.replace(/^claim /, '');
  const items = statement.items.map((item) => snapshot.written(item).replace(/\s+/g, ' ').trim());
  return [snapshot.written(statement.subject), ...items.filter((item) => item !== '')].join(', ');
}

/** Why nothing is known of a statement. */
function mistake(snapshot: Snapshot, { start, end }: ClaimStatement): string {
  const errors = findings(snapshot).filter((f) => f.severity === 'error' && !f.code.startsWith('claim-'));
  const error = errors.find((f) => start <= f.start && f.end <= end) ?? errors[0];
  return plain(error?.message ?? 'Nothing is derived that could decide it.');
}

/** The two sides of a refuted comparison where they differ. */
function difference(snapshot: Snapshot, { statement, decision }: ClaimResult): ClaimTest['differs'] {
  const { chart, scales } = snapshot.analysis;
  const { first, rest } = statement.claim;
  const [step, another] = rest;
  if (decision?.status !== 'refuted' || !step || another) return undefined;
  const at = pointText(decision.witness, scales, chart);
  const where = at ? ` at ${at}` : '';
  const left = snapshot.written(first).replace(/\s+/g, ' ');
  const pattern = first.kind === 'call' ? winner(snapshot, left, decision.witness) : undefined;
  if (pattern) {
    const said = step.sides.map((side) => snapshot.written(side)).join(', ');
    return { claimed: `${left} = ${said}${where}`, derived: `${left} = ${pattern}${where}` };
  }
  const [claimed, derived] = [decision.right, decision.left].map((e) => toText(chart.power(e)));
  return {
    claimed: `${left} ${step.relation} ${claimed}${where}`,
    derived: `${left} ~ ${derived}${where}`,
  };
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
