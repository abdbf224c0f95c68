import assert from 'node:assert/strict';
import { thresholdOf } from '../../../server/src/analysis/threshold';
import { thresholdsOf } from '../../../server/src/analysis/thresholds';
import { toText } from '../../../server/src/orders';
import { analysisOf, fact, networkText } from './support';

const equations = (text: string, name: string): string[] => {
  const analysis = analysisOf(text);
  const { pieces, order } = fact(analysis, name);
  const { region, chart } = analysis;
  const all = thresholdsOf(pieces, region);
  for (const { at, where } of all) {
    // What claims say of each of them.
    const { holds } = thresholdOf(order, at, region);
    for (const part of where)
      assert.ok(
        holds.some((other) => other.closure().includes(part)),
        at.key(),
      );
  }
  return all.map(({ at }) => toText(chart.condition({ form: at, sense: '=' }))).toSorted();
};

describe('thresholds', () => {
  it('are where two layers of any width change between d, sqrt(N1*d) and d^3', () => {
    // Equal at N1 = d and at N1 = d^5.
    assert.deepEqual(equations(networkText(1, 3, 'erf'), 'samples(p)'), ['N1 ~ d', 'N1 ~ d^5']);
  });

  it('of three layers are those of the narrower one, and where the two are equal', () => {
    assert.deepEqual(equations(networkText(2, 3, 'erf'), 'samples(p)'), [
      'N1 ~ d',
      'N1 ~ d^5',
      'N2 ~ N1',
      'N2 ~ d',
      'N2 ~ d^5',
    ]);
  });

  it('are none where another pattern has the same order, and none at the end of the region', () => {
    // min(N, d)*n/n: one order on each side of N = d, whatever n is; the region ends at N = d^2.
    const text = 'scale d\nscale n\nscale N = d^a, 0 <= a <= 2\nlet E = min(N, d)*n/n';
    assert.deepEqual(equations(text, 'E'), ['N ~ d']);
    assert.deepEqual(equations('scale d\nscale N\nassume N <= d\nlet E = min(N, d)', 'E'), []);
    assert.deepEqual(equations('scale d\nscale N\nassume N ~ d\nlet E = min(N^2, d^3)', 'E'), []);
  });

  it('are where an order jumps', () => {
    const text = `${networkText(1, 3, 'erf', 'patterns lazy, cheap')}
pattern cheap on layer of feature j {
  require narrow: layer.width <= norm(layer.input, j)
  norm(k) = 1 for j | k
}`;
    assert.deepEqual(equations(text, 'energy(p)'), ['N1 ~ d']);
  });

  it('lie in the exponents that the assumptions leave free', () => {
    const text = 'scale d\nscale n\nscale N\nassume N ~ n*d\nlet E = N + n^3';
    assert.equal(equations(text, 'E').length, 1);
  });
});
