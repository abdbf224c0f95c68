import assert from 'node:assert/strict';
import type { Step } from '../../../trainer/network-schema';
import type { PosteriorPlan } from '../../../trainer/posterior-schema';
import { readPlan } from '../../../trainer/schema';
import { analysisOf } from './support';

const DENSE = `scale d
scale N1 = d^a, 0 <= a <= 6
scale N2 = d^b, 0 <= b <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
posterior p of f on y { ridge 1 }
`;

const CONV = `scale d
scale S = d^s, 0 <= s <= 1
scale C = d^c, 0 <= c <= 2
data x : gaussian(d)
target y = w . patch(x, S)
network f(x) {
  h = conv(x, C, S)
  out dense(h, 1)
}
posterior p of f on y {}
`;

const ATTENTION = `scale d
scale L = d^l, 0 <= l <= 3
scale H = d^h, 0 <= h <= 4
data x : sequence(L, d)
target y = (q . x.query) * (k . x) * (v . x)
network f(x) {
  a = attention(x, H)
  out dense(a, 1)
}
posterior p of f on y {}
`;

/** The plan of a text's only verify block, as a trainer reads it. */
function planOf(text: string): PosteriorPlan {
  const { diagnostics, verifications } = analysisOf(text);
  assert.deepEqual(
    diagnostics.map(({ code, message }) => `${code}: ${message}`),
    [],
  );
  const plan = readPlan(JSON.parse(JSON.stringify(verifications[0]?.plan)));
  assert.equal(plan.format, 'powercount-posterior/1');
  return plan as PosteriorPlan;
}

function refusalOf(text: string): string {
  const { diagnostics, verifications } = analysisOf(text);
  assert.equal(verifications[0]?.plan, undefined);
  return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

const dense = (to: string, from: string, width: number, deviation: number): Step => ({
  ...{ op: 'dense', to, from, width, deviation, multiplier: 1, rate: 0 },
});

describe('plans of posteriors', () => {
  it('data have a name in runs that no layer has', () => {
    const plan = (layer: string): PosteriorPlan =>
      planOf(
        `${DENSE.replaceAll(/\bx\b/g, 'z').replaceAll('h1', layer)}verify count(p.${layer}) { d in 4 .. 16; N1 = d; N2 = 4*d; sizes 2 }`,
      );
    const named = (step: Step): Step => JSON.parse(JSON.stringify(step).replaceAll(/"x\b/g, '"h1')) as Step;
    const [first, second, ...rest] = plan('x').sizes[0]!.network;
    assert.deepEqual(
      [first, second],
      [{ op: 'input', to: "x'", dim: 4, of: 'gaussian', positions: 1 }, dense('x', "x'", 4, 1 / 2)],
    );
    assert.deepEqual(rest.map(named), plan('h1').sizes[0]!.network.slice(2));
    assert.deepEqual(plan('x').target, [{ input: "x'", coordinate: 0, degree: 3 }]);
    assert.equal(plan('x').observable.of, 'x');
  });

  it('dense layers to any depth have weights of variance one over fan-in', () => {
    const plan = planOf(`${DENSE}verify samples(p) { d in 4 .. 16; N1 = d; N2 = 4*d; sizes 2 }`);
    assert.deepEqual(plan.sizes[0]!.network, [
      { op: 'input', to: 'x', dim: 4, of: 'gaussian', positions: 1 },
      dense('h1', 'x', 4, 1 / 2),
      { op: 'activation', to: 'h1.erf', from: 'h1', function: 'erf' },
      dense('h2', 'h1.erf', 16, 1 / 2),
      { op: 'activation', to: 'h2.erf', from: 'h2', function: 'erf' },
      dense('out', 'h2.erf', 1, 1 / 4),
      { op: 'output', from: 'out' },
    ]);
    assert.deepEqual(plan.target, [{ input: 'x', coordinate: 0, degree: 3 }]);
    assert.deepEqual([plan.along, plan.prediction.exponent, plan.precision], ['d', '1', 'single']);
    assert.deepEqual(
      plan.sizes.map(({ value, note, scale }) => [value, note, Math.round(scale * 1e9) / 1e9]),
      [
        [4, 'N1 = 4, N2 = 16', 4],
        [16, 'N1 = 16, N2 = 64', 16],
      ],
    );
  });

  it('patches are positions, which the read-out sums with weights of its own', () => {
    const plan = planOf(`${CONV}verify samples(p) { d in 16 .. 64; S = sqrt(d); C = sqrt(d); sizes 2 }`);
    assert.deepEqual(plan.sizes[0]!.network, [
      { op: 'input', to: 'x', dim: 4, of: 'gaussian', positions: 4 },
      dense('h', 'x', 4, 1 / 2),
      { op: 'flatten', to: 'h.flat', from: 'h' },
      dense('out', 'h.flat', 1, 1 / 4),
      { op: 'output', from: 'out' },
    ]);
    assert.equal(plan.prediction.exponent, '3/4');
  });

  it('attention has a query of its own, a key that all heads share, and a factor of the target at the query', () => {
    const plan = planOf(`${ATTENTION}verify samples(p) { d in 4 .. 8; L = d; H = 2; sizes 2 }`);
    assert.deepEqual(plan.sizes[0]!.network, [
      { op: 'input', to: 'x', dim: 4, of: 'gaussian', positions: 4 },
      { op: 'input', to: 'x.query', dim: 4, of: 'gaussian', positions: 1 },
      dense('a.query', 'x.query', 8, 1 / 4),
      dense('a.value', 'x', 2, 1 / 2),
      { op: 'attend', to: 'a', query: 'a.query', key: 'x', value: 'a.value', heads: 2, factor: 1 },
      dense('out', 'a', 1, 1 / Math.sqrt(2)),
      { op: 'output', from: 'out' },
    ]);
    assert.deepEqual(plan.target, [
      { input: 'x.query', coordinate: 0, degree: 1 },
      { input: 'x', coordinate: 0, degree: 1 },
      { input: 'x', coordinate: 1, degree: 1 },
    ]);
  });

  describe("of modules of one's own", () => {
    /** `conv` behind `conv`, then a read-out that all windows share. */
    const POOL =
      'module pool(input, width) of feature j {\n  units width\n  norm(units, j) = norm(input, j)\n';
    const BUILD = '  build weights(mean(input), width, sqrt(positions(input) / fan_in))\n';
    const windows = (pool: string, body: string): string => `scale d
scale S = d^s, 0 <= s <= 1
scale C = d^c, 0 <= c <= 2
${pool}
data x : gaussian(d)
target y = w . patch(x, S)
network f(x) {
  ${body}
}
posterior p of f on y {}
verify samples(p) { d in 16 .. 64; S = 2; C = 3; sizes 2; expect 0 }`;

    it('have the steps that they are built of, in any layer', () => {
      const body = 'h = conv(x, C, S); k = conv(linear(h), 2*C, 4); out pool(linear(k), 1)';
      const plan = planOf(windows(`${POOL}${BUILD}}`, body));
      assert.deepEqual(plan.sizes[0]!.network, [
        { op: 'input', to: 'x', dim: 2, of: 'gaussian', positions: 8 },
        dense('h', 'x', 3, 2 ** (-1 / 2)),
        { op: 'activation', to: 'h.linear', from: 'h', function: 'linear' },
        { op: 'flatten', to: 'h.linear.by4', from: 'h.linear', size: 4 },
        dense('k', 'h.linear.by4', 6, 12 ** (-1 / 2)),
        { op: 'activation', to: 'k.linear', from: 'k', function: 'linear' },
        { op: 'mean', to: 'k.linear.mean', from: 'k.linear' },
        dense('out', 'k.linear.mean', 1, Math.sqrt(2 / 6)),
        { op: 'output', from: 'out' },
      ]);
    });

    it("take the place of the library's where they say how they are built", () => {
      const own = `module dense(input, width, K) of feature j {
  units width
  norm(units, j) = norm(input, j) * positions(input) * K^2
  build weights(windows(input, positions(input)), width, fan_in^(-1/2) / K)
}
scale K = 1`;
      const text = windows(own, 'h = conv(x, C, S); out dense(h, 1, K)').replace('C = 3', 'C = 3; K = 2/5');
      const { verifications, diagnostics } = analysisOf(text);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ['overrides'],
      );
      const plan = verifications[0]?.plan as PosteriorPlan;
      // What is no size is no whole number.
      assert.deepEqual(plan.sizes[0]!.network.slice(2), [
        { op: 'flatten', to: 'h.flat', from: 'h' },
        dense('out', 'h.flat', 1, 24 ** (-1 / 2) / 0.4),
        { op: 'output', from: 'out' },
      ]);
    });

    it('name the steps of attention after its parts, and those of nothing else twice', () => {
      const own = `module both(input, heads) of feature j {
  units heads
  activation softmax
  norm(units, 2*j) = norm(input, j)^2
  norm(output, k + j) = norm(units, k) * positions(input) * norm(input, j)
  build weights(attend(weights(input.query, 2*heads), weights(input, 2), weights(input, heads), 2), heads)
}
`;
      const text = ATTENTION.replace('data', `${own}data`).replace('attention(', 'both(');
      const plan = planOf(`${text}verify samples(p) { d in 4 .. 8; L = d; H = 2; sizes 2 }`);
      assert.deepEqual(
        plan.sizes[0]!.network.map((step) => ('to' in step ? `${step.op} ${step.to}` : step.op)),
        [
          ...['input x', 'input x.query', 'dense a.inner.query', 'dense a.inner.key', 'dense a.inner.value'],
          ...['attend a.inner', 'dense a', 'dense out', 'output'],
        ],
      );
    });

    it('are refused where they do not say how they are built, with the file to say it in', () => {
      const body = 'h = conv(x, C, S); out pool(h, 1)';
      assert.match(
        refusalOf(windows(`${POOL}}`, body)),
        /No trainer knows how `pool` is built: say it in its declaration, in main, as in `build weights/,
      );
      const imported = windows('import "own/pool.scale"', body);
      const of = (file: string): string =>
        analysisOf(imported, { 'own/pool.scale': file })
          .diagnostics.map((d) => d.message)
          .join();
      assert.match(of(`${POOL}}`), /in its declaration, in pool\.scale/);
      assert.match(
        of(`${POOL}  build weights(input, width)\n}`),
        /`pool` cannot be built as pool\.scale says: What is built leaves several positions/,
      );
      assert.equal(of(`${POOL}${BUILD}}`), '');
    });

    it('are refused where they tell coordinates of the data apart, since the target is along axes in runs only', () => {
      const attention = (how: string): string =>
        `${ATTENTION.replace(
          'data',
          `module own(input, heads) of feature j {
  units heads
  activation softmax
  norm(units, 2*j) = norm(input, j)^2
  norm(output, k + j) = norm(units, k) * positions(input) * norm(input, j)
  build ${how}
}
data`,
        ).replace('attention(', 'own(')}verify samples(p) { d in 4 .. 8; L = d; H = 2; sizes 2 }`;
      const query = 'weights(input.query, units(input))';
      planOf(attention(`weights(attend(${query}, input, input, units(input)), heads)`));
      for (const how of [
        `weights(attend(${query}, input, input, units(input)/2), heads)`,
        `weights(attend(${query}, weights(input, units(input)), input, units(input)/2), heads)`,
        `weights(attend(input.query, weights(input, units(input)), weights(input, 2), units(input)/2), heads)`,
      ])
        assert.match(
          refusalOf(attention(how)),
          /weights between the data and whatever tells entries apart/,
          how,
        );
      const own = `module squash(input, width) of feature j {
  units width
  activation erf
  norm(units, j) = norm(input, j) * positions(input)
  build weights(erf(windows(input, positions(input))), width)
}`;
      assert.match(
        refusalOf(windows(own, 'h = squash(x, C); out dense(h, 1)').replace('w . patch(x, S)', 'w . x')),
        /weights between the data/,
      );
    });

    it('are refused where numbers do not fit', () => {
      const body = 'h = conv(x, C, S); out pool(h, 1)';
      const built = (how: string): string => windows(`${POOL}  build ${how}\n}`, body);
      const hidden = (second: string): string =>
        windows(`${POOL}${BUILD}}`, `h = conv(x, C, S); k = ${second}; out pool(linear(k), 1)`);
      const cases: [string, RegExp][] = [
        [hidden('conv(linear(h), C, 3)'), /a window of 3 must divide the 8 positions/],
        [hidden('conv(linear(h), C, 1/5)'), /Every size must be a number from 1/],
        [built('weights(mean(input), width, positions(input)^(1/2) / 0.0)'), /Zero has no order/],
        [built('weights(input.query, width)'), /Only a sequence has a query token/],
        [
          windows(`${POOL}${BUILD}}`, 'h = conv(x, C, 2*S); out pool(h, 1)')
            .replace('S = 2', 'S = 4')
            .replace('2*S', 'S/2'),
          /a window of 2 must divide the 16 positions that there are and hold whole patches of the target, of 4/,
        ],
        [
          windows(`${POOL}${BUILD}}`, 'h = pool(x, C); out dense(h, 1)').replace('w . patch(x, S)', 'w . x'),
          /a first layer that sees patches of the target, of 16 coordinates, as wholes/,
        ],
      ];
      for (const [text, message] of cases) assert.match(refusalOf(text), message, text);
    });
  });

  it('go along any scale: along another than the first, the exponent is that of the sizes themselves', () => {
    const along = (range: string): string =>
      planOf(`${DENSE}verify samples(p) { ${range} }`).prediction.exponent;
    assert.equal(along('d in 8 .. 32; N1 = d^2; N2 = d^3'), '3/2');
    assert.equal(along('N1 in 16 .. 256; N2 = 1024; d = 8'), '1/2');
    assert.equal(along('N2 in 16 .. 256; N1 = 12; d = 8'), '0');
    assert.match(
      refusalOf(`${DENSE}verify samples(p) { N2 in 16 .. 256; N1 = 64; d = 8 }`),
      /Between these sizes the exponent changes/,
    );
  });

  it('a width may be given by its exponent', () => {
    const text = DENSE.replace('scale N2 = d^b, 0 <= b <= 6', 'scale N2 = d');
    const plan = planOf(`${text}verify samples(p) { d in 4 .. 16; a = 1; N1 = d; N2 = d; sizes 2 }`);
    assert.equal(plan.prediction.exponent, '1');
    assert.match(
      refusalOf(`${text}verify samples(p) { d in 4 .. 16; a = 2; N1 = d; N2 = d; sizes 2 }`),
      /do not allow these sizes/,
    );
  });

  it('observe counts, alignments, errors and eigenvalues at a number of samples', () => {
    const block = 'd in 8 .. 16; N1 = d^2; N2 = d^3; sizes 2';
    const count = planOf(`${DENSE}verify count(p.h1) { ${block}; samples 20*d }`);
    assert.deepEqual(count.observable, { kind: 'count', of: 'h1' });
    assert.equal(count.prediction.exponent, '1/2');
    assert.deepEqual(
      count.sizes.map(({ samples }) => samples),
      [160, 320],
    );
    const usual = planOf(`${DENSE}verify alignment(p) { ${block}; expect 0 }`);
    assert.deepEqual(
      usual.sizes.map(({ samples, scale }) => [samples, Math.round(288 * scale)]),
      [
        [6517, 6517],
        [18432, 18432],
      ],
    );
    for (const kind of ['alignment', 'error', 'eigenvalue'])
      assert.match(refusalOf(`${DENSE}verify ${kind}(p) { ${block} }`), /say which exponent to `expect`/);
  });

  it('have what a block sets: seeds, margin, precision, and a ridge at every size', () => {
    const text = DENSE.replace('ridge 1', 'ridge kappa').replace('data', 'scale kappa = 1\ndata');
    const plan = planOf(
      `${text}verify samples(p) { d in 8 .. 16; N1 = d; N2 = d; kappa = 1/10; seeds 7; margin 1/8; precision double; effort 2; sizes 2 }`,
    );
    assert.deepEqual([plan.seeds, plan.margin, plan.precision, plan.effort], [7, 0.125, 'double', 2]);
    assert.deepEqual(
      plan.sizes.map(({ ridge, scale }) => [ridge, Number(scale.toFixed(6))]),
      [
        [0.1, 0.8],
        [0.1, 1.6],
      ],
    );
  });

  it('are refused, with the reason, where nothing could be run', () => {
    const cases: [string, RegExp][] = [
      [
        `${CONV}verify samples(p) { d in 16 .. 32; S = sqrt(d); C = 4; sizes 2 }`,
        /must divide the dimension/,
      ],
      [`${DENSE}verify samples(p) { d in 8 .. 32; N1 = d }`, /N2.*value|equation/],
      [
        `${DENSE.replace('He3(w . x)', 'He3(w . x) + He1(v . x)')}verify samples(p) { d in 8 .. 32; N1 = d; N2 = d }`,
        /target of one part/,
      ],
      [
        `${DENSE.replace(/erf/g, 'generic')}verify samples(p) { d in 8 .. 32; N1 = d; N2 = d }`,
        /Trainers have no activation `generic`/,
      ],
      [`${DENSE}verify pattern(p) { d in 8 .. 32; N1 = d; N2 = d }`, /Runs measure `samples`/],
    ];
    for (const [text, message] of cases) assert.match(refusalOf(text), message);
  });
});
