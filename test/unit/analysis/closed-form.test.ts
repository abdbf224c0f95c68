import assert from 'node:assert/strict';
import { Rational } from '../../../server/src/orders';
import { analysisOf, fact, networkText, pointOf } from './support';

const q = (n: number, d = 1): Rational => Rational.of(n, d);
const min = (...xs: Rational[]): Rational => xs.reduce((a, b) => (b.compare(a) < 0 ? b : a));
const max = (...xs: Rational[]): Rational => xs.reduce((a, b) => (b.compare(a) > 0 ? b : a));

/** E = min(d^m, max(d, sqrt(d min N))), and d for a linear target: derived by hand, independently of the engine. */
function closedForm(degree: number, widths: readonly Rational[]): Rational {
  if (degree === 1) return q(1);
  return min(
    q(degree),
    max(
      q(1),
      q(1)
        .plus(min(...widths))
        .times(q(1, 2)),
    ),
  );
}

function grid(layers: number, steps: number): Rational[][] {
  const axis = Array.from({ length: steps + 1 }, (_, i) => q(6 * i, steps));
  return axis.flatMap((x) => (layers === 1 ? [[x]] : grid(layers - 1, steps).map((rest) => [x, ...rest])));
}

describe('energy of dense networks against its closed form', () => {
  const cases = [
    { layers: 1, steps: 60, degrees: [1, 2, 3, 4, 5, 6] },
    { layers: 2, steps: 24, degrees: [1, 2, 3, 5, 6] },
    { layers: 3, steps: 12, degrees: [1, 2, 3, 5] },
  ];
  for (const { layers, steps, degrees } of cases)
    for (const degree of degrees)
      it(`${layers} hidden layer(s), He${degree}, every width in [1, d^6]`, () => {
        const analysis = analysisOf(networkText(layers, degree, 'generic'));
        assert.deepEqual(analysis.diagnostics, []);
        const { order } = fact(analysis, 'energy(p)');
        for (const widths of grid(layers, steps)) {
          const point = pointOf(analysis, widths.map((w, i) => `a${i + 1}=${w.toString()}`).join(','));
          assert.equal(order.at(point)?.toString(), closedForm(degree, widths).toString(), widths.join(', '));
        }
      });

  it('erf, which carries odd degrees only, has the same energy for odd targets', () => {
    for (const degree of [1, 3, 5, 9]) {
      const analysis = analysisOf(networkText(2, degree, 'erf'));
      const { order } = fact(analysis, 'energy(p)');
      for (const widths of grid(2, 12)) {
        const point = pointOf(analysis, widths.map((w, i) => `a${i + 1}=${w.toString()}`).join(','));
        assert.equal(order.at(point)?.toString(), closedForm(degree, widths).toString(), widths.join(', '));
      }
    }
  });
});
