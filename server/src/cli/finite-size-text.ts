import type { Piece } from '../analysis/facts';
import { HEURISTIC, type Estimate, type Estimates } from '../analysis/posterior/finite-size/estimates';
import { Form, toText, type Chart, type Interval, type Notation, type Rational } from '../orders';
import { columns } from './columns';
import type { FiniteSize } from './finite-size';
import type { Style } from './style';

/** What `derive --at d=64,N=256` prints for a reader, by paragraphs; `why` explains an order. */
export function finiteSizeText(
  finite: FiniteSize,
  chart: Chart,
  style: Style,
  why: (piece: Piece) => readonly string[],
): string[][] {
  const { sizes, orders, posteriors } = finite;
  const powers = [...sizes.exponents].filter(([name]) => chart.isExponent(name));
  const at = [
    ...[...sizes.values].map(([name, size]) => `${name} = ${decimal(Math.log(size))}`),
    ...powers.map(([name, power]) => `${name} = ${power.toString()}`),
  ].join(', ');
  return [
    [style(`At ${at}`, 'bold'), HEURISTIC],
    orders.flatMap(({ fact, piece, value }) => [
      `${fact.name} ~ ${withNumber(toText(piece.formula), decimal(value))}`,
      ...why(piece),
    ]),
    ...posteriors.map((posterior) =>
      posterior.shown.length === 0
        ? [`Nothing is derived of ${posterior.name} at these sizes.`]
        : [
            style(`Patterns of ${posterior.name}, the least energy first (heuristic)`, 'bold'),
            ...table(
              [
                ['', 'here', 'order', 'samples', ...sizes.free.map((scale) => `in ${scale}`), ''],
                ...posterior.shown.flatMap((e) => rows(e, posterior.ridge, finite, chart)),
              ],
              style,
            ),
            ...notes(posterior, sizes.free).map((note) => style(`  ${note}`, 'faint')),
          ],
    ),
  ].filter((lines) => lines.length > 0);
}

/** A pattern's energy, and below it the parameters. */
function rows(e: Estimate, ridge: number, { sizes }: FiniteSize, chart: Chart): string[][] {
  const { unit, free } = sizes;
  const size = (exponent: Rational | undefined): string => decimal(exponent && exponent.toNumber() * unit);
  const { exponent, order, least } = e.asymptotic;
  return [
    [
      e.pattern.join(', '),
      decimal(e.energy),
      withNumber(formula(order, chart), size(exponent)),
      decimal(e.energy + ridge),
      ...free.map((name) => slope(e.slopes?.get(name))),
      least ? 'least order' : '',
    ],
    ...e.parameters.map(({ name, value, low, high, asymptotic }) => [
      `  ${name}`,
      low === high ? decimal(value) : `${decimal(value)} in ${range(decimal(low), decimal(high))}`,
      withNumber(formula(asymptotic.order, chart), range(size(asymptotic.low), size(asymptotic.high))),
    ]),
  ];
}

function formula(order: Form | Interval | undefined, chart: Chart): string | undefined {
  const say = (form: Form): Notation => chart.monomial(form);
  if (!order || order instanceof Form) return order && toText(say(order));
  const [low = '', high = ''] = [order.low, order.high].map((end) => end && toText(say(end)));
  return range(low, high);
}

/** Where an end is open nothing holds the parameter away from zero, or from infinity. */
const range = (low: string, high: string): string =>
  low === high ? low : `${low || '0'} .. ${high || 'infinity'}`;

const withNumber = (order: string | undefined, number: string): string =>
  order === undefined || order === number ? number : `${order} = ${number}`;

function notes({ shown, others, within, complete }: Estimates, scales: readonly string[]): string[] {
  const open = shown.some((e) => e.parameters.some(({ low, high }) => low !== high));
  return [
    'here: the least sum of the terms; parameters need not be whole numbers',
    ...(open
      ? ['a .. b: all reach it; the smallest is shown, for the first such parameter before the next']
      : []),
    `${scales.map((name) => `in ${name}`).join(', ')}: d log energy / d log scale at these sizes`,
    ...(others > 0
      ? [
          `${others} more${within < Infinity ? ` with orders up to ${within} times the energy of the least order` : ''}`,
        ]
      : []),
    ...(complete
      ? []
      : [
          'there are too many patterns to try all: these are the best at some sizes, or tie in the exponents',
        ]),
  ];
}

const slope = (value: number | undefined): string =>
  value === undefined ? '-' : (Math.round(value * 100) / 100 || 0).toFixed(2);

/** Four digits of a number that is given by its natural logarithm: none is too large. */
export function decimal(log: number | undefined): string {
  if (log === undefined) return '';
  const power = Math.floor(log / Math.LN10 + 1e-9);
  if (power >= 7 || power < -4) {
    const digits = Number(Math.exp(log - power * Math.LN10).toPrecision(4));
    return `${digits}e${power}`;
  }
  const value = Math.exp(log);
  return String(power >= 4 ? Math.round(value) : Number(value.toPrecision(4)));
}

function table(rows: readonly (readonly string[])[], style: Style): string[] {
  return columns(rows).map((line, i) => (i === 0 ? style(line, 'faint') : line));
}
