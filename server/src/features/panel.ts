import type { Device } from '../../../trainer/runner';
import type { Pictured } from '../analysis/diagram';
import { regimePicture, regimesName } from '../analysis/diagram/regimes';
import type { ClaimResult, Derivation, Fact, TrainingResult } from '../analysis/facts';
import { layersOf } from '../analysis/posterior/pattern-words';
import type { Point } from '../orders';
import type { Statement } from '../syntax/tree';
import { findings } from './diagnostics';
import { candidatesView, formula } from './panel-candidates';
import { diagramView, gridOf } from './panel-diagram';
import type { PanelAnswer, PanelRequest } from './panel-contract';
import { moved, startingPoint } from './panel-point';
import { runViews } from './panel-run';
import { subjectAt, type Subject } from './panel-subject';
import { regimeHere, regimeReason, trainingView } from './panel-training';
import { claimView, orderHere, orderView, reason } from './panel-views';
import { axesOf, exponentsAt, scalesAt, type PointsOfView } from './point-of-view';
import type { Runs } from './runs';
import { owner, type Snapshot } from './snapshot';
import { trainingNamed } from './trainings';

/** Declarations that hold in other texts. */
const RULES: ReadonlySet<Statement['kind']> = new Set([
  'activation',
  'pattern',
  'module',
  'resource',
  'optimizer',
  'parametrization',
  'alignment',
]);
/** Texts whose last whole state is kept. */
const KEPT = 10;

/** An order or a training, the claim it is seen through, and the text that both are of. */
interface Seen {
  readonly subject: string;
  /** What is looked at, with all that it is about. */
  readonly about: Subject;
  /** What its diagram is of. */
  readonly pictured: Pictured;
  readonly fact: Fact | undefined;
  /** The training that it is, or of which it is an order. */
  readonly training: TrainingResult | undefined;
  readonly claim: ClaimResult | undefined;
  readonly snapshot: Snapshot;
  readonly before: boolean;
}

/** Answers the derivation panel. It keeps the last whole state of a text, so that one can look around while it is broken. */
export class Panel {
  private readonly whole = new Map<string, Snapshot>();

  constructor(
    private readonly points: PointsOfView,
    private readonly runs: Runs,
  ) {}

  answer(snapshot: Snapshot, request: PanelRequest, device?: Device): PanelAnswer {
    const state = request.state?.uri === snapshot.uri ? request.state : undefined;
    const seen = this.see(snapshot, request.offset, state?.subject);
    if ('kind' in seen) return seen;
    const { pictured, fact, training, claim, before } = seen;
    const { analysis } = seen.snapshot;
    const axes = axesOf(analysis);
    const grid = gridOf(analysis, axes, [request.axes, state?.axes]);
    const from = startingPoint(analysis, axes, seen, state);
    const { point, chosen, note } = request.move
      ? moved(analysis, axes, from.point, request.move, grid)
      : { ...from, note: undefined };
    if (chosen) this.points.choose(snapshot.uri, exponentsAt(point, axes));
    const exponents = axes.map(({ name, form }) => ({ axis: name, value: form.evaluate(point).toString() }));
    return {
      kind: 'view',
      state: {
        uri: snapshot.uri,
        offset: request.offset,
        subject: seen.subject,
        point: Object.fromEntries(exponents.map(({ axis, value }) => [axis, value])),
        chosen,
        axes: grid.axes.map(({ name }) => name),
      },
      before,
      name: pictured.name,
      ...(claim ? { claim: claimView(claim, analysis) } : {}),
      runs: runViews(seen.snapshot, seen.about, { runs: this.runs, device }, before),
      ...(fact ? { order: orderView(fact, point, layersOf(fact.name, analysis)) } : {}),
      point: {
        scales: scalesAt(point, analysis).map(formula),
        exponents,
        order: fact ? orderHere(fact, point, analysis) : regimeHere(training, point),
        ...(note ? { note } : {}),
      },
      ...(training
        ? { training: trainingView(training, point, analysis) }
        : fact && { candidates: candidatesView(fact, point, analysis, envelopeOf(seen.snapshot, fact)) }),
      why: fact ? reason(derivationAt(fact, point)) : regimeReason(training, point, analysis),
      diagram: diagramView(analysis, pictured, axes, grid, point),
    };
  }

  closed(uri: string): void {
    this.whole.delete(uri);
    this.points.forget(uri);
  }

  /** What to show for a cursor: of this text, else of the last whole one, else the sentence that says why nothing. */
  private see(snapshot: Snapshot, offset: number, last: string | undefined): Seen | PanelAnswer {
    const subject = subjectAt(snapshot, offset, last);
    const now = subject && seenIn(snapshot, subject, false);
    if (now) {
      this.whole.delete(snapshot.uri);
      this.whole.set(snapshot.uri, snapshot);
      if (this.whole.size > KEPT) this.whole.delete(this.whole.keys().next().value as string);
      return now;
    }
    const whole = isBroken(snapshot) ? this.whole.get(snapshot.uri) : undefined;
    const before = whole && (subject ?? subjectAt(whole, offset, last));
    const known = whole && before && (seenIn(whole, before, true) ?? lastSeen(whole, last));
    if (known) return known;
    const rules = !subject && snapshot.analysis.document.statements.some(({ kind }) => RULES.has(kind));
    return { kind: 'empty', message: whyNothing(snapshot, subject), ...(rules ? { rules } : {}) };
  }
}

function seenIn(snapshot: Snapshot, subject: Subject, before: boolean): Seen | undefined {
  const { key, facts, statement } = subject;
  const { analysis } = snapshot;
  const claim = statement.kind === 'claim' ? snapshot.claims.get(key) : undefined;
  const seen = { subject: key, about: subject, claim, snapshot, before };
  for (const name of facts) {
    const training = trainingNamed(analysis, owner(name));
    if (training && name === regimesName(training))
      return { ...seen, pictured: regimePicture(training), fact: undefined, training };
    const fact = snapshot.facts.get(name);
    if (fact && !fact.before) return { ...seen, pictured: fact.value, fact: fact.value, training };
  }
  return undefined;
}

const derivationAt = ({ pieces, derivation }: Fact, point: Point): Derivation =>
  pieces.find(({ region }) => region.contains(point))?.derivation ?? derivation;

function lastSeen(whole: Snapshot, last: string | undefined): Seen | undefined {
  const offset = whole.analysis.document.text.length;
  const subject = last === undefined ? undefined : subjectAt(whole, offset, last);
  return subject?.key === last && subject ? seenIn(whole, subject, true) : undefined;
}

/** Where each pattern wins is told by the samples, which are there wherever patterns are; counts are not. */
const envelopeOf = (snapshot: Snapshot, fact: Fact): Fact['pieces'] =>
  (snapshot.facts.get(`samples(${owner(fact.name)})`)?.value ?? fact).pieces;

const mistakes = (snapshot: Snapshot) =>
  findings(snapshot).filter(({ severity, code }) => severity === 'error' && !code.startsWith('claim-'));

const isBroken = (snapshot: Snapshot): boolean => mistakes(snapshot).length > 0;

function whyNothing(snapshot: Snapshot, subject: Subject | undefined): string {
  const found = findings(snapshot).filter(({ code }) => !code.startsWith('claim-'));
  const own =
    subject &&
    found.find(({ start, end }) => subject.statement.start <= start && end <= subject.statement.end);
  const first = own ?? mistakes(snapshot)[0] ?? found[0];
  const line = first && `line ${snapshot.text.positionAt(first.start).line + 1}: ${first.message}`;
  if (subject)
    return `Nothing is derived of \`${subject.facts[0] ?? subject.key}\`${line ? ` yet; ${line}` : '.'}`;
  return line
    ? `The text has mistakes, so nothing is derived yet; ${line}`
    : 'Nothing is derived in this text: declare a `posterior` or a `training`, or an order with `let`.';
}
