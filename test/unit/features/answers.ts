import type { Analysis, Derivation, FactContent } from '../../../server/src/analysis/facts';
import { thresholdsOf } from '../../../server/src/analysis/thresholds';
import { Rational, Region, toText, type Form, type Point } from '../../../server/src/orders';
import { codeLenses } from '../../../server/src/features/code-lens';
import { completion } from '../../../server/src/features/completion';
import { definition } from '../../../server/src/features/definition';
import { diagnostics } from '../../../server/src/features/diagnostics';
import { foldings } from '../../../server/src/features/folding';
import { hover } from '../../../server/src/features/hover';
import { inlayHints } from '../../../server/src/features/inlay-hints';
import { outline } from '../../../server/src/features/outline';
import { Panel } from '../../../server/src/features/panel';
import { PointsOfView } from '../../../server/src/features/point-of-view';
import { quickFixes } from '../../../server/src/features/quick-fixes';
import { highlights, references } from '../../../server/src/features/references';
import { Runs } from '../../../server/src/features/runs';
import { semanticTokens } from '../../../server/src/features/semantic-tokens';
import { Snapshot } from '../../../server/src/features/snapshot';
import { tests } from '../../../server/src/features/tests';

export type Answers = Readonly<Record<string, unknown>>;

const theme = { foreground: '#cccccc', fontSize: 14 };

const derivation = ({ formula, steps, ...rest }: Derivation): unknown => ({
  ...rest,
  formula: formula && toText(formula),
  steps: steps.map(derivation),
});

const derived = (fact: FactContent, region: Region): unknown => ({
  name: fact.name,
  summary: fact.summary && toText(fact.summary),
  order: fact.order.pieces.map((p) => [p.region.key(), p.value.key()]),
  derivation: derivation(fact.derivation),
  pieces: fact.pieces.map((p) => [
    ...[p.region.key(), p.value.key(), toText(p.formula), p.when.map(toText), p.pattern],
    derivation(p.derivation),
  ]),
  thresholds: thresholdsOf(fact.order.pieces, region),
});

const forms = (all: ReadonlyMap<string, Form>): unknown => [...all].map(([name, form]) => [name, form.key()]);

/** Everything that an analysis says, as plain data. Facts and points are asked at `point` too. */
function analysed(a: Analysis, point: Point | undefined): Answers {
  return {
    reading: [a.document.diagnostics, a.document.comments, a.document.statements],
    mistakes: a.diagnostics,
    frame: [a.region.key(), forms(a.scales), forms(a.exponents), a.products.key],
    symbols: a.symbols.map((s) => [s.kind, s.name, s.uri, s.span, s.statement]),
    facts: a.facts.map((f) => [f.span, f.statement, derived(f, a.region)]),
    points: point && a.facts.map((f) => [f.name, f.at(point), f.candidates?.(point)]),
    claims: a.claims.map((c) => [
      ...[c.text, c.status, c.message, c.waitsFor, c.region.key(), c.decision, c.statement],
      derivation(c.derivation),
    ]),
    plans: a.verifications,
    trainings: a.trainings.map((t) => [
      t.training.statement.name.text,
      t.recognised().map(({ name }) => name),
      t.facts.map((f) => derived(f, a.region)),
      t.standings(),
    ]),
  };
}

/** What one can ask, and where. */
export interface Question {
  readonly hovers: readonly number[];
  readonly places: readonly number[];
  readonly panel: readonly number[];
  readonly exponents: number;
}

/** Everything that features answer about a state of a text, as plain data; of this state alone. */
export function answersOf(snapshot: Snapshot, open: readonly Snapshot[], question: Question): Answers {
  const { analysis, text, version } = snapshot;
  const runs = new Runs();
  const points = new PointsOfView();
  const whole = { start: text.positionAt(0), end: text.positionAt(text.getText().length) };
  const values = [...analysis.exponents.keys()].map(
    (name, i) => [name, Rational.of(question.exponents + i, 2)] as const,
  );
  const found = analysis.pointAt(new Map(values));
  const point = typeof found === 'string' || !analysis.region.contains(found) ? undefined : found;
  const asked: Record<string, unknown> = {
    version,
    ...analysed(analysis, point),
    published: diagnostics(snapshot),
    fixes: quickFixes(snapshot, whole),
    hints: inlayHints(snapshot, whole, runs),
    lenses: codeLenses(snapshot, runs),
    tokens: semanticTokens(snapshot).data,
    outline: outline(snapshot),
    foldings: foldings(snapshot),
    tests: tests(snapshot, runs, true),
  };
  for (const at of question.places) {
    asked[`definition ${at}`] = definition(snapshot, at);
    asked[`references ${at}`] = references(snapshot, at, true, open);
    asked[`highlights ${at}`] = highlights(snapshot, at);
    asked[`completion ${at}`] = completion(text.getText(), at, snapshot, true);
  }
  for (const at of question.hovers) asked[`hover ${at}`] = hover(snapshot, at, theme, runs, points);
  for (const offset of question.panel)
    asked[`panel ${offset}`] = new Panel(points, runs).answer(snapshot, { uri: snapshot.uri, offset });
  asked.after = analysis.diagnostics;
  return Object.fromEntries(Object.entries(asked).map(([what, value]) => [what, plain(value)]));
}

/** The same state of a text without what is kept on screen of earlier ones. */
export const alone = (snapshot: Snapshot): Snapshot =>
  new Snapshot(snapshot.version, snapshot.analysis, (snapshot as unknown as { others: [] }).others);

/** As text, with numbers, forms and regions written out. */
function plain(value: unknown): string {
  return JSON.stringify(
    value,
    (_, v: unknown) => {
      if (typeof v === 'bigint') return `${v}n`;
      if (v instanceof Map) return [...(v as ReadonlyMap<unknown, unknown>)];
      if (v instanceof Set) return [...(v as ReadonlySet<unknown>)];
      if (v instanceof Rational) return v.toString();
      if (v instanceof Region) return v.key();
      if (typeof v === 'object' && v !== null && 'key' in v && typeof v.key === 'function')
        return (v as Form).key();
      return v;
    },
    1,
  );
}
