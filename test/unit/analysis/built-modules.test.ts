// Rule and build of a module belong together: the prior of what is built must have the norm that the rule says. The lazy
// energy of a network is the norm of the target, the inverse of its eigenvalue in the prior's kernel, and that eigenvalue is the
// mean square of <f, y> over weights drawn from the prior. Nothing here knows how norms are derived.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Engine, type Kernels } from '../../../trainer/embedded/engine';
import { Noise } from '../../../trainer/embedded/noise';
import { Samples } from '../../../trainer/embedded/posterior/target';
import type { PosteriorPlan, PosteriorSize } from '../../../trainer/posterior-schema';
import { compiledKernels } from '../trainer/kernels';
import { analysisOf } from './support';

/** The plan of a lazy network; its scale at each size is the target's norm as derived. */
function planOf(lines: readonly string[], block: string): PosteriorPlan {
  const text = [...lines, `verify alignment(p) { ${block}; sizes 2; samples 8; expect 0 }`].join('\n');
  const { diagnostics, verifications } = analysisOf(text);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
    text,
  );
  return verifications[0]?.plan as PosteriorPlan;
}

/** Draws weights from the prior again and again, for `look` to see what the network makes of its inputs. */
function drawn(engine: Engine, draws: number, look: (output: ArrayLike<number>) => number): number {
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (const { key, deviation, data } of engine.weights) {
      const noise = new Noise('prior', key, draw);
      data.forEach((_, i) => (data[i] = deviation * noise.gaussian(i)));
    }
    engine.forward();
    sum += look(engine.output.data);
  }
  return sum / draws;
}

/** Of a linear network and target: <f, y> is what f makes of the target's own direction, of length one. */
function linearEigenvalue(kernels: Kernels, { network }: PosteriorSize, draws: number): number {
  const engine = new Engine(kernels, network, { samples: 1, precision: 'double', keep: true });
  for (const { dim, positions, data } of engine.inputs)
    data.forEach((_, i) => (data[i] = i % dim === 0 ? 1 / Math.sqrt(positions) : 0));
  return drawn(engine, draws, (f) => f[0]! ** 2);
}

/** Of any: the product of <f, y> on two halves of random data has the mean <f, y>^2. */
function eigenvalue(kernels: Kernels, plan: PosteriorPlan, size: number, draws: number): number {
  const half = 1536;
  const { network } = plan.sizes[size]!;
  const engine = new Engine(kernels, network, { samples: 2 * half, precision: 'double', keep: true });
  new Samples(engine, plan.target, '', `${size}`, 1, 0).need(2 * half);
  return drawn(engine, draws, (f) => {
    const mean = (first: number): number => {
      let sum = 0;
      for (let p = first; p < first + half; p++) sum += f[p]! * engine.targets[p]!;
      return sum / half;
    };
    return mean(0) * mean(half);
  });
}

/** Modules of a text's own, with norms worked out by hand from what they are built of. */
const OWN = [
  'module pool(input, width) of feature j {',
  '  units width',
  '  norm(units, j) = norm(input, j)',
  '  build weights(mean(input), width, (positions(input) / fan_in)^(1/2))',
  '}',
  'module faint(input, width) of feature j {',
  '  units width',
  '  norm(units, j) = norm(input, j) * positions(input)',
  '  build mean(weights(input, width))',
  '}',
  'module pairs(input, width, patch, K) of feature j {',
  '  units width',
  '  positions positions(input) / patch',
  '  norm(units, j) = norm(input, j) * patch^2 * units(input) * K^2',
  '  build weights(windows(weights(input, units(input)), patch), width, fan_in^-1 / K)',
  '}',
];

const DATA = [
  ...['scale d', 'scale S = d^s, 0 <= s <= 1', 'scale W = d^t, 0 <= t <= 1', 'scale C = d^c, 0 <= c <= 4'],
  ...['scale K = d^k, 0 <= k <= 2', 'assume S * W <= d', 'data x : gaussian(d)'],
];

/** The first layer sees patches or everything; those behind do anything with what is left. */
const chain = fc.record({
  patches: fc.boolean(),
  first: fc.constantFrom('', 'mean_field'),
  hidden: fc.array(
    fc.constantFrom(
      ...['dense(h, C)', 'conv(h, C, 1)', 'conv(h, 2*C, W)', 'mean_field(h, C)'],
      ...['pool(h, C)', 'faint(h, C)', 'pairs(h, C, 1, K)'],
    ),
    { maxLength: 2 },
  ),
  out: fc.constantFrom('dense', 'mean_field', 'pool', 'faint'),
});

describe('modules are built as their rules say', function () {
  this.timeout(120_000);
  let kernels: Kernels;
  before(async () => (kernels = await compiledKernels()));

  it('random chains of linear layers have the norms that are derived, with prefactor one', () => {
    // At a fixed seed: what is measured has an error of five per cent.
    fc.assert(
      fc.property(chain, ({ patches, first, hidden, out }) => {
        // Windows of windows are there once.
        const once = hidden.filter((h, i) => !h.includes('W') || (patches && hidden.indexOf(h) === i));
        const layers = [patches ? 'conv(x, C, S)' : `${first || 'dense'}(x, C)`, ...once];
        const plan = planOf(
          [
            ...DATA,
            ...OWN,
            `target y = w . ${patches ? 'patch(x, S)' : 'x'}`,
            'network f(x) {',
            ...layers.map((layer, i) => `  h${i} = ${layer.replace('(h', `(h${i - 1}`)}`),
            `  out ${out}(h${layers.length - 1}, 1)`,
            '}',
            'posterior p of f on y { patterns lazy }',
          ],
          'd in 24 .. 48; S = d/8; W = 2; C = d/2; K = 3',
        );
        for (const size of plan.sizes) {
          const product = linearEigenvalue(kernels, size, 1200) * size.scale;
          assert.ok(Math.abs(product - 1) < 0.3, `${layers.join('; ')}; ${out} at ${size.value}: ${product}`);
        }
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('sequences: dense and mean-field layers over tokens', () => {
    for (const module of ['dense', 'mean_field'])
      for (const d of [4, 8]) {
        const plan = planOf(
          [
            ...['scale d', 'scale L = d^l, 0 <= l <= 3', 'scale N = d^a, 0 <= a <= 3'],
            ...['data x : sequence(L, d)', 'target y = v . x'],
            ...['network f(x) {', `  h = conv(x, N, 1)`, `  out ${module}(h, 1)`, '}'],
            'posterior p of f on y { patterns lazy }',
          ],
          `d in ${d} .. ${4 * d}; L = d/2; N = 12`,
        );
        for (const size of plan.sizes) {
          const product = linearEigenvalue(kernels, size, 1200) * size.scale;
          assert.ok(Math.abs(product - 1) < 0.3, `${module} at ${size.value}: ${product}`);
        }
      }
  });

  it('attention goes with the dimension of tokens and the length of the context', () => {
    const of = (d: number, L: number): number => {
      const plan = planOf(
        [
          ...['scale d', 'scale L = d^l, 0 <= l <= 3', 'scale H = d^h, 0 <= h <= 4'],
          ...['data x : sequence(L, d)', 'target y = (q . x.query) * (k . x) * (v . x)'],
          ...['network f(x) {', '  a = attention(x, H)', '  out dense(a, 1)', '}'],
          'posterior p of f on y { patterns lazy }',
        ],
        `d in ${d} .. ${d + 1}; L = ${L}; H = 6`,
      );
      assert.equal(Math.round(plan.sizes[0]!.scale), L * d ** 3);
      return eigenvalue(kernels, plan, 0, 240) * plan.sizes[0]!.scale;
    };
    const few = of(3, 6);
    // Exponents that were wrong by one would make these two and more.
    for (const [d, L] of [
      [6, 6],
      [3, 12],
    ] as const) {
      const ratio = of(d, L) / few;
      assert.ok(ratio > 0.62 && ratio < 1.6, `d = ${d}, L = ${L}: ${ratio}`);
    }
  });
});
