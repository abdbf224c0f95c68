import { Form, Rational, toText } from '../../orders';
import type * as Drawn from '../../../../plot/data';
import type { Diagram, DiagramAxis } from '../diagram';
import type { Analysis } from '../facts';
import { layersOf, patternWords } from '../posterior/pattern-words';
import type { PicturedPiece } from './pictured';
import { pointAt, X, Y, type Vertex } from './polygon';
import type { Fixed } from './slice';

/** The diagram as plain numbers and strings, for whoever draws it. */
export function drawable(diagram: Diagram, analysis: Analysis): Drawn.PhaseDiagram {
  const { fact, x, y, fixed, cells, thresholds, thin, point } = diagram;
  const hasExponent = cells.some(({ value }) => value !== undefined);
  const graph = y.form || !hasExponent ? undefined : graphOf(diagram);
  const note = noteOf(diagram);
  const layers = layersOf(fact.name, analysis);
  const places = [...new Set(fact.pieces.map(identity))];
  return {
    quantity: fact.name,
    fixed: fixed.map((value) => fixedText(value, analysis)).join(', '),
    x: axis(x, analysis),
    y: y.form || hasExponent ? axis(y, analysis) : { ...axis(y, analysis), name: '', meaning: '', ticks: [] },
    regions: cells.map((cell) => ({
      order: toText(cell.formula),
      ...(cell.value ? { exponent: exponentText(cell.value, diagram) } : {}),
      pattern: patternWords(cell.pattern, layers),
      ties: cell.ties.map((tie) => patternWords(tie, layers)),
      kind: cell.kind,
      place: places.indexOf(identity(cell)),
      rings: cell.rings.map((ring) => ring.map(vertex)),
    })),
    thin: thin.map(({ formula, pattern, equation, from, to }) => ({
      says: [toText(formula), ...pattern].join(', '),
      ...(equation ? { equation: toText(equation) } : {}),
      from: vertex(from),
      to: vertex(to),
    })),
    thresholds: thresholds.map(({ equation, from, to, between }) => ({
      equation: toText(equation),
      from: vertex(from),
      to: vertex(to),
      between,
    })),
    ...(point ? { point: vertex(point) } : {}),
    ...(graph ? { graph } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

const identity = ({ formula, pattern }: Pick<PicturedPiece, 'formula' | 'pattern'>): string =>
  `${toText(formula)}: ${pattern?.join() ?? ''}`;

/** `c = 1/2` for an exponent, `L = sqrt(n)` for a scale. */
export const fixedText = ({ name, value }: Fixed, { scales, chart }: Analysis): string =>
  `${name} = ${scales.has(name) ? toText(chart.power(value)) : value.toString()}`;

/** What the places mean where no cell is; undefined where there are none. */
export function noteOf({ fact, derived, allowed }: Diagram): string | undefined {
  const reasons = [
    ...(derived ? [] : [`${fact.name} is not derived`]),
    ...(allowed ? [] : ['the text leaves the exponents out']),
  ];
  return reasons.length === 0 ? undefined : `Where nothing is shown, ${reasons.join(' or ')}.`;
}

/** The exponent in the names of the axes. */
export const exponentText = (value: Form, { x, y }: Diagram): string =>
  affine(
    value.substitute(
      new Map([
        [X, Form.variable(x.name)],
        [Y, Form.variable(y.name)],
      ]),
    ),
  );

/** `a = log N1 / log d`, or `c` for a free exponent that is no scale's. */
export function meaningOf({ name, form }: DiagramAxis, { chart, scales }: Analysis): string {
  const log = (scale: string): string => `log ${scale} / log ${chart.base}`;
  if (!form || scales.has(name)) return log(name);
  const logs = form
    .variables()
    .filter((variable) => !chart.isExponent(variable))
    .map((scale) => {
      const text = form.coefficient(scale).equals(Rational.one) ? log(scale) : `(${log(scale)})`;
      return [scale, Form.variable(text)] as const;
    });
  return logs.length === 0 ? name : `${name} = ${affine(form.substitute(new Map(logs)))}`;
}

const affine = (form: Form): string => toText({ kind: 'affine', form });

const exact = (q: Rational): Drawn.Exact => ({ value: q.toNumber(), exact: q.toString() });

const vertex = ({ x, y }: Vertex): Drawn.Vertex => ({ x: exact(x), y: exact(y) });

const axis = (given: DiagramAxis, analysis: Analysis): Drawn.Axis => ({
  name: given.name,
  meaning: meaningOf(given, analysis),
  low: exact(given.low),
  high: exact(given.high),
  ticks: ticksOf(given).map(exact),
});

/** Multiples of a power of two, four to eight of them. */
function ticksOf({ low, high }: DiagramAxis): Rational[] {
  const span = high.minus(low);
  const two = Rational.of(2);
  let step = Rational.one;
  while (span.over(step).compare(Rational.of(8)) > 0) step = step.times(two);
  while (span.over(step).compare(Rational.of(4)) < 0) step = step.over(two);
  const ticks: Rational[] = [];
  for (
    let tick = low.negate().over(step).floor().negate().times(step);
    tick.compare(high) <= 0;
    tick = tick.plus(step)
  )
    ticks.push(tick);
  return ticks;
}

/** The exponent along the only axis: a line for each run of cells that follow one another. */
function graphOf({ cells }: Diagram): Drawn.Vertex[][] {
  const ends = cells
    .flatMap(({ polygons, value }) =>
      value ? polygons.map((polygon) => ({ value, xs: polygon.map((v) => v.x) })) : [],
    )
    .map(({ value, xs }) => {
      const [low, high] = [xs.reduce((a, b) => a.min(b)), xs.reduce((a, b) => a.max(b))];
      const at = (x: Rational): Vertex => ({ x, y: value.evaluate(pointAt({ x, y: Rational.zero })) });
      return [at(low), at(high)] as const;
    })
    .sort(([a], [b]) => a.x.compare(b.x));
  const lines: Vertex[][] = [];
  for (const [from, to] of ends) {
    const line = lines.at(-1);
    if (line?.at(-1)?.x.equals(from.x)) line.push(to);
    else lines.push([from, to]);
  }
  return lines.map((line) => line.map(vertex));
}
