import assert from 'node:assert/strict';
import { Rational, type Order } from '../../../server/src/orders';
import { Fraction } from './oracle/fraction';
import { analysisOf, fact, networkText } from './support';

const min = (...xs: Fraction[]): Fraction => xs.reduce((a, b) => (b.minus(a).sign() < 0 ? b : a));
const max = (...xs: Fraction[]): Fraction => xs.reduce((a, b) => (b.minus(a).sign() > 0 ? b : a));

/** E = min(d^m, max(d, sqrt(d min N))), and d for a linear target: derived by hand, independently of the engine. */
function closedForm(degree: number, widths: readonly Fraction[]): Fraction {
  if (degree === 1) return Fraction.one;
  const balanced = Fraction.one.plus(min(...widths)).over(Fraction.of(2));
  return min(Fraction.of(degree), max(Fraction.one, balanced));
}

/** All widths d^x with x from 0 to 6 in equal steps. */
function grid(layers: number, steps: number): Fraction[][] {
  const axis = Array.from({ length: steps + 1 }, (_, i) => Fraction.of(6 * i, steps));
  return layers === 0 ? [[]] : axis.flatMap((x) => grid(layers - 1, steps).map((rest) => [x, ...rest]));
}

/** The exponent at these widths; N1, N2 … are the coordinates of `networkText`. */
function at(order: Order, widths: readonly Fraction[]): string | undefined {
  return order.at(new Map(widths.map((w, i) => [`N${i + 1}`, Rational.parse(w.toString())])))?.toString();
}

describe('energy of dense networks against its closed form', () => {
  const free = [
    { layers: 1, steps: 120 },
    { layers: 2, steps: 24 },
    { layers: 3, steps: 12 },
    { layers: 4, steps: 6 },
  ];
  for (const { layers, steps } of free)
    for (const degree of [1, 2, 3, 4, 5, 6])
      it(`${layers} hidden layer(s), He${degree}, every width in [1, d^6]`, () => {
        const analysis = analysisOf(networkText(layers, degree, 'generic'));
        assert.deepEqual(analysis.diagnostics, []);
        const { order } = fact(analysis, 'energy(p)');
        for (const widths of grid(layers, steps))
          assert.equal(at(order, widths), closedForm(degree, widths).toString(), widths.join(', '));
      });

  const parities = [
    { activation: 'erf', degrees: [1, 3, 5, 9] },
    { activation: 'relu', degrees: [1, 2, 4, 6] },
  ];
  for (const { activation, degrees } of parities)
    it(`${activation}, which carries some degrees only, has the same energy for the targets that it can express`, () => {
      for (const degree of degrees) {
        const { order } = fact(analysisOf(networkText(2, degree, activation)), 'energy(p)');
        for (const widths of grid(2, 12))
          assert.equal(at(order, widths), closedForm(degree, widths).toString(), widths.join(', '));
      }
    });

  const fixed = [
    { layers: 1, steps: 6, degrees: [1, 2, 3, 6] },
    { layers: 2, steps: 4, degrees: [3, 6] },
    { layers: 3, steps: 2, degrees: [3] },
    { layers: 4, steps: 1, degrees: [2, 3] },
  ];
  for (const { layers, steps, degrees } of fixed)
    it(`${layers} hidden layer(s), each width written as a power of d`, () => {
      for (const degree of degrees)
        for (const widths of grid(layers, steps)) {
          const text = widths.reduce(
            (t, w, i) =>
              t.replace(
                `scale N${i + 1} = d^a${i + 1}, 0 <= a${i + 1} <= 6`,
                `scale N${i + 1} = d^(${w.toString()})`,
              ),
            networkText(layers, degree, 'generic'),
          );
          const { order } = fact(analysisOf(text), 'energy(p)');
          const ones = widths.map(() => Fraction.zero); // a width d^0 is a coordinate, at zero
          assert.equal(at(order, ones), closedForm(degree, widths).toString(), text);
        }
    });
});
