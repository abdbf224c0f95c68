import { diagramOf, type Diagram, type Pictured, type Question, type Range } from '../analysis/diagram';
import { drawable } from '../analysis/diagram/drawable';
import type { Analysis } from '../analysis/facts';
import { Rational, type Point } from '../orders';
import type { Axes, DiagramView, Nothing } from './panel-contract';
import { gridStep, range, type Axis } from './point-of-view';

/** One or two axes that a diagram spans, and the steps in which arrow keys move along them. */
export interface Grid {
  readonly axes: readonly Axis[];
  readonly steps: readonly Rational[];
}

/** For an axis that the text does not bound. */
const STEP = Rational.of(1, 4);

/** The grid of the first wish that the text can meet; else of the first two axes that can go together. */
export function gridOf(
  { region, products }: Analysis,
  axes: readonly Axis[],
  wishes: readonly (Axes | undefined)[],
): Grid {
  const named = (name: string): Axis | undefined => axes.find((axis) => axis.name === name);
  const met = wishes
    .map((wish) => [...new Set((wish ?? []).flatMap((name) => named(name) ?? []))])
    .find(([x, y]) => x && (axes.length < 2 || (y && !products.couple(x.form, y.form))));
  const pairs = axes.flatMap((x, i) => axes.slice(i + 1).map((y) => [x, y] as const));
  const chosen = met ?? pairs.find(([x, y]) => !products.couple(x.form, y.form)) ?? axes.slice(0, 1);
  const steps = chosen.map(({ form }) => {
    const { low, high } = range(region, form);
    return low && high ? gridStep(low, high) : STEP;
  });
  return { axes: chosen, steps };
}

/** The picture around the point under view: the exponents that are no axes have its values. */
export function diagramView(
  analysis: Analysis,
  fact: Pictured,
  axes: readonly Axis[],
  grid: Grid,
  point: Point,
): DiagramView | Nothing {
  if (axes.length === 0)
    return {
      kind: 'nothing',
      message: `No exponent is free: every scale is a fixed power of \`${analysis.chart.base}\`, so there is one point and nothing to draw.`,
    };
  const names = grid.axes.map(({ name }) => name);
  const at = new Map(
    axes.filter(({ name }) => !names.includes(name)).map(({ name, form }) => [name, form.evaluate(point)]),
  );
  const made = pictureOf(analysis, { fact, axes: names, at }, grid, point);
  return typeof made === 'string'
    ? { kind: 'nothing', message: `There is no diagram: ${made}.` }
    : {
        kind: 'diagram',
        picture: drawable(made, analysis),
        choices: axes.map(({ name }) => name),
        axes: names,
      };
}

/** Pictures by the pieces that they are of, which survive edits elsewhere: moving the point does not draw them again. */
const known = new WeakMap<Pictured['pieces'], Map<string, Diagram | string>>();
const KEPT = 20;

function pictureOf(analysis: Analysis, question: Question, { axes }: Grid, point: Point): Diagram | string {
  const { fact, at = new Map<string, Rational>() } = question;
  const pictures = known.get(fact.pieces) ?? new Map<string, Diagram | string>();
  known.set(fact.pieces, pictures);
  const key = [
    fact.name,
    analysis.region.key(),
    analysis.chart.key,
    ...axes.map(({ name, form }) => `${name}: ${form.key()}`),
    ...[...at].map(([name, value]) => `${name} = ${value.toString()}`),
  ].join('\n');
  const made = pictures.get(key) ?? diagramOf(analysis, question);
  if (!pictures.has(key) && pictures.size >= KEPT) pictures.clear();
  pictures.set(key, made);
  if (typeof made === 'string') return made;
  const [x, y = fact.order ? fact.order.at(point) : Rational.of(1, 2)] = axes.map(({ form }) =>
    form.evaluate(point),
  );
  const shown = x && y && within(x, made.x) && within(y, made.y);
  // Where an axis has no end, the picture may have to reach further to show the point.
  return shown ? { ...made, point: { x, y } } : diagramOf(analysis, { ...question, point });
}

const within = (value: Rational, { low, high }: Range): boolean =>
  value.compare(low) >= 0 && value.compare(high) <= 0;
