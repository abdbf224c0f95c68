import { costText } from '../../../trainer/report';
import type { Device } from '../../../trainer/runner';
import type { Plan, Verdict } from '../../../trainer/schema';
import type { VerifyResult } from '../analysis/facts';
import { drawableRun, ends, powerOf } from '../analysis/runs/drawable';
import { relation, toText, word } from '../orders';
import { toTex } from '../typeset/tex';
import { formula } from './panel-candidates';
import type { Formula, FoundView, PointRow, RunStanding, RunView } from './panel-contract';
import { measured, verifyKey, type Subject } from './panel-subject';
import { plan as planAt } from './plan';
import { planWords } from './plan-words';
import { runText, verdictOf, type Run, type Runs } from './runs';
import { owner, type Snapshot } from './snapshot';

/** What the client has said of runs, and where the next one would be. */
export interface Running {
  readonly runs: Runs;
  readonly device?: Device | undefined;
}

/** The runs of what the panel looks at: that of a verify block, or those of the blocks that measure what it is about. */
export function runViews(
  snapshot: Snapshot,
  about: Subject,
  { runs, device }: Running,
  before: boolean,
): RunView[] {
  const { verifications } = snapshot.analysis;
  return verifications
    .filter((block) => concerns(snapshot, block, about))
    .map((block) =>
      runView(snapshot, block, runs.of(snapshot.uri, block, verifications), {
        here: about.statement.kind === 'verify',
        before,
        device,
      }),
    );
}

/** A declaration is about all of its quantities, a claim about those that it names. */
function concerns(snapshot: Snapshot, { statement }: VerifyResult, about: Subject): boolean {
  const { key, facts, statement: at } = about;
  if (at.kind === 'verify') return verifyKey(snapshot, statement) === key;
  const { quantity, facts: own } = measured(snapshot, statement);
  if (at.kind === 'posterior' || at.kind === 'training') return owner(quantity) === at.name.text;
  return [quantity, ...own].some((name) => facts.includes(name));
}

function runView(
  snapshot: Snapshot,
  { plan, text, statement }: VerifyResult,
  run: Run | undefined,
  { here, before, device }: { here: boolean; before: boolean; device: Device | undefined },
): RunView {
  const view = { name: text, here, state: standing(run), says: run ? runText(run) : 'never run' };
  const verdict = run && verdictOf(run);
  const found = plan && verdict ? { found: foundView(plan, verdict, run.state.kind === 'running') } : {};
  if (!plan) {
    const { start } = statement;
    const answer = planAt(snapshot, start);
    return { ...view, plan: 'problem' in answer ? [answer.problem] : [] };
  }
  const isRunning = run?.state.kind === 'running' && !run.outdated;
  return {
    ...view,
    ...found,
    plan: planWords(plan, device),
    predicted: formula(relation(word(text), '~', powerOf(plan.along, plan.prediction.exponent))),
    ...(before
      ? {}
      : {
          action: isRunning
            ? { kind: 'cancel', hash: plan.source.hash }
            : { kind: 'verify', offset: statement.start },
        }),
  };
}

function standing(run: Run | undefined): RunStanding {
  if (!run) return 'never run';
  if (run.outdated) return 'outdated';
  return run.state.kind === 'verdict' ? run.state.verdict.status : run.state.kind;
}

/** @param soFar more is to come: what would decide may be under way */
function foundView(plan: Plan, verdict: Verdict, soFar: boolean): FoundView {
  const { measured: exponent, reason, wouldDecide, points } = verdict;
  const drawable = drawableRun(plan, verdict);
  return {
    ...(exponent ? { measured: measuredFormula(plan.name, verdict.along, exponent) } : {}),
    level: Math.round(100 * (exponent?.level ?? 0.95)),
    reason: soFar ? `So far: ${reason}` : reason,
    ...(wouldDecide === undefined || soFar ? {} : { wouldDecide }),
    cost: costText(verdict),
    points: points.map(pointRow),
    ...(drawable ? { fit: drawable.fit, ...(drawable.curves ? { curves: drawable.curves } : {}) } : {}),
  };
}

/** A measured exponent never stands without its interval. */
function measuredFormula(
  name: string,
  along: string,
  { exponent, low, high }: NonNullable<Verdict['measured']>,
): Formula {
  const [value = '', from = '', to = ''] = [exponent, low, high].map((n) => n.toFixed(2));
  return {
    tex: `${toTex(word(name))} \\sim ${toTex(word(along))}^{\\,${value}\\;[${from},\\,${to}]}`,
    text: `${toText(word(name))} ~ ${along}^${value}, between ${from} and ${to}`,
  };
}

function pointRow({ size, note, value, low, high, bracketed, seeds }: Verdict['points'][number]): PointRow {
  const { low: from, high: to } = ends(low, high);
  return {
    size: `${size}`,
    value: digits(value),
    interval: `${from === null ? '0' : digits(from)} to ${to === null ? '∞' : digits(to)}`,
    seeds,
    note: [note ?? '', bracketed ? 'chains from both sides did not meet' : ''].filter(Boolean).join('; '),
  };
}

/** Three digits are more than any of these numbers has. */
const digits = (value: number): string => `${Number(value.toPrecision(3))}`;
