import assert from 'node:assert/strict';
import type { ClaimResult } from '../../../server/src/analysis/facts';
import { analysisOf, fact, networkText, pointOf } from './support';

/** Lazily the cube costs d^3; `own` costs nothing where its requirements let it act. */
const text = (...requirements: string[]): string => `${networkText(1, 3, 'erf', 'patterns lazy, own')}
pattern own on layer of feature j {
${requirements.map((line, i) => `  require limit${i}: ${line}\n`).join('')}  norm(k) = 1 for j | k
}`;
const NARROW = 'layer.width <= norm(layer.input, j)';
const WIDE = 'layer.width >= norm(layer.input, j)';

type Expected = [claim: string, status: ClaimResult['status'], message?: RegExp];

const cases: Readonly<Record<string, { text: string; claims: Expected[] }>> = {
  'where the energy jumps, at N ~ d the least counts': {
    text: text(NARROW),
    claims: [
      ['energy(p) ~ 1 when N1 <= d', 'proven'],
      ['energy(p) ~ 1 when N1 ~ d', 'proven'],
      ['energy(p) ~ d^3 when N1 >> d', 'proven'],
      ['energy(p) ~ d^3 when N1 >= d', 'refuted', /at N1 ~ d the left side is 1 .* exactly where N1 >> d\./],
      ['energy(p) ~ d^3 when N1 ~ d', 'refuted', /It holds nowhere/],
      ['energy(p) <~ d^3', 'proven'],
      ['energy(p) >~ 1', 'proven'],
      ['energy(p) << d^3', 'refuted', /exactly where N1 <= d\./],
      ['pattern(p) = own when N1 <= d', 'proven'],
      ['pattern(p) = lazy when N1 >> d', 'proven'],
      ['pattern(p) = lazy when N1 >= d', 'refuted', /exactly where N1 >> d\./],
      ['energy(p, own) ~ 1 when N1 >> d', 'undecided', /Nothing is derived at/],
    ],
  },
  'on a thin set': {
    text: text(NARROW, WIDE),
    claims: [
      ['energy(p) ~ 1 when N1 ~ d', 'proven'],
      ['energy(p) ~ d^3 when N1 >> d', 'proven'],
      ['energy(p) ~ d^3 when N1 << d', 'proven'],
      ['energy(p) ~ d^3', 'refuted', /at N1 ~ d the left side is 1 .* exactly where N1 >> d; or N1 << d\./],
      ['energy(p) <~ energy(p, lazy)', 'proven'],
      ['energy(p) ~ energy(p, lazy)', 'refuted'],
      ['pattern(p) = own when N1 ~ d', 'proven'],
      ['pattern(p) = lazy', 'refuted', /exactly where N1 >> d; or N1 << d\./],
      ['energy(p, own) ~ 1 when N1 ~ d', 'proven'],
      ['energy(p, own) ~ 1', 'undecided'],
      // The order is the same on both sides.
      ['threshold(energy(p), N1) ~ d', 'refuted'],
    ],
  },
};

describe('claims of orders that jump', () => {
  for (const [name, { text: written, claims }] of Object.entries(cases))
    it(name, () => {
      const analysis = analysisOf([written, ...claims.map(([claim]) => `claim ${claim}`)].join('\n'));
      assert.equal(analysis.claims.length, claims.length);
      for (const [i, { text: claim, status, message }] of analysis.claims.entries()) {
        assert.equal(status, claims[i]![1], `${claim}: ${message}`);
        assert.match(message, claims[i]![2] ?? /./);
      }
    });

  it('have at every point the value that claims find there', () => {
    for (const [requirements, values] of [
      [[NARROW], { '1/2': '0', '1': '0', '3/2': '3' }],
      [[WIDE], { '1/2': '3', '1': '0', '3/2': '0' }],
      [[NARROW, WIDE], { '1/2': '3', '1': '0', '3/2': '3' }],
    ] as const) {
      const analysis = analysisOf(text(...requirements));
      for (const [a1, exponent] of Object.entries(values)) {
        const point = pointOf(analysis, `a1=${a1}`);
        const energy = fact(analysis, 'energy(p)');
        assert.equal(energy.order.at(point)?.toString(), exponent, `N1 = d^(${a1})`);
        assert.equal(energy.at(point)?.exponent.toString(), exponent, `N1 = d^(${a1})`);
      }
    }
  });

  it('say of targets of several parts in a piece what holds at a point, on sets without interior too', () => {
    const several = (requirements: string[], divides = 'j | k'): string =>
      text(...requirements)
        .replaceAll('erf', 'generic')
        .replace('y = ', 'y = He2(v . x) + ')
        .replace('lazy', 'lazy, specialization')
        .replace('j | k', divides);
    const convolution = `scale d
scale N1 = d^a1, 0 <= a1 <= 3
scale M = d^m, 0 <= m <= 3
data x : sequence(M, d)
target y = He2(u . x) + He3(v . x)
pattern own on layer of feature j {
  choose P in [layer.width^2, 1]
  norm(k) = layer.width^2
}
network f(x) {
  h1 = conv(x, N1, 1)
  out dense(generic(h1), 1)
}
posterior p of f on y {}`;
    const values = ['0', '1/2', '1', '3/2', '2'];
    for (const [name, written, at, exponent] of [
      ['the part that needs the most jumps', convolution, 'a1=0, m=1/2', '1/2'],
      ['all parts jump', several([NARROW, WIDE]), 'a1=1', '0'],
      ['one part jumps, and another one decides', several([NARROW, WIDE], '3 | k'), 'a1=1', undefined],
      ['one part jumps on one side', several([NARROW], '3 | k'), 'a1=1', undefined],
    ] as const) {
      const analysis = analysisOf(written);
      const energy = fact(analysis, 'energy(p)');
      const points =
        written === convolution ? values.flatMap((a) => values.map((m) => `a1=${a}, m=${m}`)) : [];
      for (const place of [at, ...points, ...(points.length > 0 ? [] : values.map((a) => `a1=${a}`))]) {
        const point = pointOf(analysis, place);
        const said = energy.pieces.filter(({ region }) => region.contains(point));
        const truth = energy.at(point)?.exponent.toString();
        assert.deepEqual(
          [...new Set(said.map(({ value }) => value.evaluate(point).toString()))],
          [truth],
          `${name}: ${place}`,
        );
        if (place === at && exponent !== undefined) assert.equal(truth, exponent, name);
      }
      const shown = energy.pieces.map(({ region, value }) => `${value.key()} on ${region.key()}`);
      assert.equal(new Set(shown).size, shown.length, `${name}: ${shown.join('\n')}`);
    }
  });
});
