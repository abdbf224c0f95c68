import assert from 'node:assert/strict';
import { readPlan } from '../../../trainer/schema';
import type { Step } from '../../../trainer/network-schema';
import type { TrainingPlan } from '../../../trainer/training-schema';
import { trainingCell } from '../../../trainer/embedded/training/cell';
import { compiledKernels } from '../trainer/kernels';
import { analysisOf } from './support';

const MLP = `scale n
network f(x) {
  u = dense(x, n)
  v = dense(tanh(u), n)
  out dense(tanh(v), 1)
}
`;

const BLOCKS = `scale n
scale L
network f(x) {
  h = dense(x, n)
  repeat L { h = h + L^(-1/2) * dense(tanh(h), n) }
  out dense(h, 1)
}
`;

/** The plan of a text's only verify block, as a trainer reads it. */
function planOf(text: string): TrainingPlan {
  const { diagnostics, verifications } = analysisOf(text);
  assert.deepEqual(
    diagnostics.filter(({ code }) => code !== 'overrides').map(({ code, message }) => `${code}: ${message}`),
    [],
  );
  const plan = readPlan(JSON.parse(JSON.stringify(verifications[0]?.plan)));
  assert.equal(plan.format, 'powercount-training/1');
  return plan as TrainingPlan;
}

function refusalOf(text: string): string {
  const { diagnostics, verifications } = analysisOf(text);
  assert.equal(verifications[0]?.plan, undefined);
  return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

/** Numbers are made by logarithms, and lose the last digits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, v: unknown) =>
    typeof v === 'number' ? Number(v.toPrecision(12)) : v,
  );

const flat = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) => (step.op === 'repeat' ? [step, ...flat(step.body)] : [step]));

describe('plans of trainings', () => {
  it('have numbers for every multiplier, deviation and rate, and the exponent along the range', () => {
    const plan = planOf(
      `${MLP}training t of f { optimizer sgd; parametrization mup }\nverify update(t.v) { n in 16 .. 64; sizes 2; seeds 3; rate 1/2 }`,
    );
    assert.deepEqual(rounded(plan.sizes[1]), {
      value: 64,
      note: '',
      network: [
        { op: 'input', to: 'x.0', dim: 8, of: 'gaussian', positions: 1 },
        // Data of order one have 8 dimensions, and the multiplier makes up for them.
        {
          ...{ op: 'dense', to: 'u', from: 'x.0', width: 64 },
          ...{ multiplier: rounded(1 / Math.sqrt(8)), deviation: 1, rate: 0.5 * 64 },
        },
        { op: 'activation', to: 'v.2', from: 'u', function: 'tanh' },
        { op: 'dense', to: 'v', from: 'v.2', width: 64, multiplier: 1, deviation: 1 / 8, rate: 0.5 },
        { op: 'activation', to: 'out.4', from: 'v', function: 'tanh' },
        { op: 'dense', to: 'out', from: 'out.4', width: 1, multiplier: 1 / 64, deviation: 1, rate: 0.5 * 64 },
        { op: 'output', from: 'out' },
      ],
    });
    assert.deepEqual(
      [plan.along, plan.prediction, plan.observable, plan.optimizer, plan.seeds],
      ['n', { exponent: '0' }, { kind: 'update', of: 'v' }, { name: 'sgd' }, 3],
    );
  });

  it('go along any scale; the others have numbers, free exponents too', () => {
    const text = `${BLOCKS}exponent c\ntraining t of f { optimizer adam; parametrization residual(1/2); rate h_branch = L^c/n }\n`;
    const plan = planOf(`${text}verify update(t.h_branch) { L in 4 .. 16; sizes 3; n = 32; c = -1/2 }`);
    assert.deepEqual([plan.along, plan.prediction.exponent], ['L', '-1/2']);
    const rates = plan.sizes.map(({ network }) =>
      flat(network).map((s) => (s.op === 'dense' && s.to === 'h_branch' ? s.rate : 0)),
    );
    assert.ok(
      Math.abs(Math.max(...rates[0]!) / Math.max(...rates[2]!) - 2) < 1e-12,
      'rates go like L^(-1/2)',
    );
    const repeats = plan.sizes.map(({ network }) => flat(network).find((s) => s.op === 'repeat'));
    assert.deepEqual(
      repeats.map((s) => s?.op === 'repeat' && s.count),
      [4, 8, 16],
    );
    const along = planOf(`${text}verify update(t.h_branch) { n in 16 .. 64; L = n; c = 0 }`);
    assert.equal(along.prediction.exponent, '0');
    const diagonal = planOf(`${text}verify update(t.h_branch) { n in 16 .. 64; L = n; c = -1 }`);
    assert.equal(diagonal.prediction.exponent, '-1');
  });

  it('observe streams as well as weights, and the output', () => {
    const text = `${BLOCKS}training t of f { optimizer sgd; parametrization residual(1/2) }\n`;
    const sizes = '{ L in 4 .. 16; n = 32 }';
    const stream = planOf(`${text}verify change(t.h) ${sizes}`);
    const carried = stream.sizes[0]!.network.find((s) => s.op === 'repeat');
    assert.ok(carried?.op === 'repeat');
    assert.deepEqual(stream.observable, { kind: 'change', of: carried.carry[0]!.name });
    assert.deepEqual(planOf(`${text}verify change(t) ${sizes}`).observable, { kind: 'change' });
  });

  it('take numbers as a training writes them', () => {
    const text = `${MLP}training t of f { optimizer sgd; parametrization mup; rate u = 3*n; init out = 1/10 }\n`;
    const { sizes } = planOf(`${text}verify update(t.u) { n in 16 .. 64; rate 1 }`);
    const [u, out] = ['u', 'out'].map((name) => sizes[0]!.network.find((s) => 'to' in s && s.to === name));
    assert.ok(u?.op === 'dense' && u.rate === 48);
    assert.ok(out?.op === 'dense' && out.deviation === 0.1);
  });

  it('divide the base rate by the largest predicted change', () => {
    const rateAt = (setting: string): number => {
      const text = `${MLP}training t of f { optimizer sgd; parametrization mup; rate v = ${setting} }\n`;
      const step = planOf(`${text}verify update(t.v) { n in 16 .. 64 }`).sizes.at(-1)!.network[3]!;
      return step.op === 'dense' ? step.rate : NaN;
    };
    assert.ok(Math.abs(rateAt('1') - 0.2) < 1e-12);
    assert.ok(Math.abs(rateAt('n^(1/2)') - 0.2) < 1e-12, 'n^(1/2) too large, divided by 64^(1/2)');
  });

  it('can be run: a transformer block with embeddings, biases, normalisation and attention', async () => {
    const plan = planOf(`scale n
scale d
network f(x) {
  h = embed(x, n)
  g = normalize(h)
  q = dense(g, n)
  k = dense(g, n)
  v = dense(g, n)
  a = attend(q, k, v, d)
  h = h + dense(a, n)
  m = bias(dense(normalize(h), n))
  h = h + dense(relu(m), n)
  out dense(normalize(h), 1)
}
training t of f { optimizer adamw; parametrization mup }
verify change(t.m) { n in 16 .. 64; sizes 3; d = 8; seeds 2 }`);
    const inputs = plan.sizes[0]!.network.filter((s) => s.op === 'input');
    assert.deepEqual(
      inputs.map(({ of, positions }) => [of, positions]),
      [['gaussian', 4]],
    );
    const ops = new Set(plan.sizes[0]!.network.map(({ op }) => op));
    for (const op of ['normalize', 'bias', 'attend', 'activation', 'sum'] as const)
      assert.ok(ops.has(op), op);
    const heads = plan.sizes.map(({ network }) => network.find((s) => s.op === 'attend'));
    assert.deepEqual(
      heads.map((s) => s?.op === 'attend' && s.heads),
      [2, 4, 8],
    );
    const [found] = trainingCell(await compiledKernels(), plan, { size: 0, seed: 0 }).found;
    assert.ok(found !== null && found > 0 && found < 10, `${found}`);
  });

  it('tell shampoo its exponent', () => {
    const text = (optimizer: string): string =>
      `${MLP}training t of f { optimizer ${optimizer}; parametrization mup; rate maximal }\nverify update(t.v) { n in 16 .. 64 }`;
    assert.deepEqual(planOf(text('shampoo(1/2, 1)')).optimizer, { name: 'shampoo', exponent: 0.5 });
    assert.match(refusalOf(text('shampoo(1/2, n)')), /shampoo in one block/);
  });

  it('are refused, with the reason, where nothing could be run', () => {
    const sgd = 'training t of f { optimizer sgd; parametrization mup }\n';
    const blocks = 'training t of f { optimizer sgd; parametrization residual(1/2) }\n';
    const cases: [string, RegExp][] = [
      [
        `${MLP}${sgd}verify rate(t.u) { n in 16 .. 64 }`,
        /Runs measure `size`, `gradient`, `update`, `change`/,
      ],
      [`${MLP}${sgd}verify update(t.w) { n in 16 .. 64 }`, /unknown-name/],
      [`${BLOCKS}${blocks}verify change(t) { L in 4 .. 16 }`, /bad-verify: Give `n` a value/],
      [
        `${MLP}${sgd}verify change(t) { n in 64 .. 90000 }`,
        /cannot be trained: .*width must be a whole number/,
      ],
      [`${BLOCKS}${blocks}verify change(t) { n in 4 .. 16; n = 3; L = 2 }`, /`n` has its range already/],
      [
        `${BLOCKS}${blocks}verify change(t) { n in 4 .. 16; L = 2; rate 0 }`,
        /`rate` must be a number above 0/,
      ],
      [`${BLOCKS}${blocks}verify change(t) { n in 4 .. 16; L in 4 .. 16 }`, /one range/],
      [
        `${MLP}training t of f { optimizer lion; parametrization mup; rate maximal }\nverify change(t) { n in 16 .. 64 }`,
        /No trainer runs `lion`; they run `sgd`/,
      ],
      [
        `${MLP}optimizer sgd { update gradient^2 }\n${sgd}verify change(t) { n in 16 .. 64 }`,
        /the library's `sgd`, and this one is declared elsewhere/,
      ],
      [
        `${BLOCKS}training t of f { optimizer sgd; parametrization residual(1/2); rate h = n + 100*L }\nverify update(t.h) { n in 4 .. 64; L = 8; }`,
        /Between these sizes the exponent changes/,
      ],
    ];
    for (const [text, message] of cases) assert.match(refusalOf(text), message);
  });
});
