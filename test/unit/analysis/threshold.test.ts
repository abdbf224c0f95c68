import assert from 'node:assert/strict';
import type { ClaimResult } from '../../../server/src/analysis/facts';
import { analysisOf, networkText } from './support';

type Verdict = ClaimResult['status'];

/**
 * Claims of one text with what becomes of them. The energies that the claims stand on have closed forms:
 * min(d^3, max(d, sqrt(d*min(N1, N2)))) for cubes, so that the thresholds can be read off.
 */
const claims: Readonly<Record<string, { text: string; of: [claim: string, Verdict, message?: RegExp][] }>> = {
  'one hidden layer': {
    text: networkText(1, 3, 'erf'),
    of: [
      ['threshold(samples(p), N1) ~ d', 'proven'],
      ['threshold(samples(p), N1) ~ d^5', 'proven'],
      [
        'threshold(samples(p), N1) ~ d^2',
        'refuted',
        /at N1 ~ d\^2 the form does not change\. It changes nowhere/,
      ],
      ['threshold(samples(p), N1) ~ d^7', 'empty'],
      ['threshold(energy(p, lazy), N1) ~ d', 'refuted'],
      // The ends of a range are no thresholds: there is one side only.
      ['threshold(samples(p), N1) ~ 1', 'refuted'],
      ['threshold(samples(p), N1) ~ d^6', 'refuted'],
      ['threshold(samples(p), N1) ~ d when N1 >= d', 'refuted'],
      ['threshold(samples(p), N1) ~ d when N1 ~ d', 'refuted'],
      ['threshold(samples(p), N1) ~ d^2 when N1 >= d^3', 'empty'],
      // Any order, and any product of scales.
      ['threshold(N1 + d^2, N1) ~ d^2', 'proven'],
      ['threshold(N1 + d^2, N1 * d) ~ d^3', 'proven'],
      ['threshold(d, N1) ~ d^2', 'refuted'],
      // Counts are derived where the layer specialises only: sqrt(N1/d) up to d^5.
      ['threshold(count(p.h1), N1) ~ d', 'proven'],
      ['threshold(count(p.h1), N1) ~ d^5', 'undecided', /Nothing is derived at N1 ~ d\^/],
    ],
  },
  'two hidden layers': {
    text: networkText(2, 3, 'erf'),
    of: [
      ['threshold(samples(p), N2) ~ d^5', 'refuted', /It changes exactly where N2 ~ d\^5, N1 >= d\^5\./],
      ['threshold(samples(p), N2) ~ d^5 when N1 >= d^5', 'proven'],
      ['threshold(samples(p), N2) ~ d^5 when N2 <= N1', 'proven'],
      ['threshold(samples(p), N1) ~ N2', 'refuted', /exactly where d <= N2 <= d\^5, N1 ~ N2\./],
      ['threshold(samples(p), N1) ~ N2 when d <= N2, N2 <= d^5', 'proven'],
      // In a region that is thin itself, thresholds are thinner by one dimension.
      ['threshold(samples(p), N1) ~ d when N2 ~ d^3', 'proven'],
      ['threshold(samples(p), N1) ~ d^3 when N2 ~ d^3', 'proven'],
      ['threshold(samples(p), N1) ~ d^2 when N2 ~ d^3', 'refuted'],
      ['threshold(samples(p), N1) ~ d when N2 ~ d', 'refuted'],
    ],
  },
  'a jump': {
    text: `${networkText(1, 3, 'erf', 'patterns lazy, cheap')}
pattern cheap on layer of feature j {
  require narrow: layer.width <= norm(layer.input, j)
  norm(k) = 1 for j | k
}`,
    of: [
      ['threshold(energy(p), N1) ~ d', 'proven'],
      ['threshold(energy(p), N1) ~ d^2', 'refuted'],
      ['threshold(energy(p), N1) ~ d when N1 >> d', 'empty'],
    ],
  },
  'too much work to derive': {
    text: networkText(5, 3, 'erf', 'coherence off'),
    of: [['threshold(energy(p), N1) ~ d', 'undecided', /Nothing is derived at/]],
  },
};

describe('claims of thresholds', () => {
  for (const [name, { text, of }] of Object.entries(claims))
    for (const [claim, status, message] of of)
      it(`${name}: ${claim} is ${status}`, () => {
        const [decided] = analysisOf(`${text}\nclaim ${claim}`).claims;
        assert.equal(decided?.status, status, decided?.message);
        if (message) assert.match(decided.message, message);
      });

  const wrong: [claim: string, code: string][] = [
    ['threshold(samples(p)) ~ d', 'wrong-arguments'],
    ['threshold(samples(p), N1, d) ~ d', 'wrong-arguments'],
    ['threshold(samples(p), N1) << d', 'wrong-arguments'],
    ['threshold(samples(p), N1) ~ d ~ N1', 'wrong-arguments'],
    ['threshold(samples(p), N1 + d) ~ d', 'not-an-order'],
    ['threshold(samples(p), N1) ~ d + d^2', 'not-an-order'],
  ];
  for (const [claim, code] of wrong)
    it(`${claim} is no question: ${code}`, () => {
      const { claims: decided, diagnostics } = analysisOf(`${networkText(1, 3, 'erf')}\nclaim ${claim}`);
      assert.deepEqual(
        diagnostics.map((d) => d.code),
        [code],
      );
      assert.deepEqual(decided, []);
    });
});
