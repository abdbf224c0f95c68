import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analysisOf } from './support';

/**
 * Random abc-parametrizations: weights n^-a w with w ~ N(0, n^(-2b)), one rate n^-c for all. The expected answers are the
 * formulas of arXiv:2011.14522 (Theorem 3.3 and its corollaries) for gradient descent, and of arXiv:2308.01814 for updates
 * without the size of the gradient, in integers: exponents here are in twelfths.
 */
interface Abc {
  /** Layers 1 to L, then the output. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: number;
}

const ONE = 12;
const HALF = 6;

interface Answer {
  readonly r: number;
  /** Features move too far even where the read-out is followed only as far as it is stable. */
  readonly explodes: boolean;
  /** Features and output are of the right size at initialisation. */
  readonly starts: boolean;
  readonly stable: boolean;
  readonly nontrivial: boolean;
}

type Optimizer = 'sgd' | 'adam';

function answer({ a, b, c }: Abc, optimizer: Optimizer): Answer {
  const last = a.length - 1;
  const output = a[last]! + b[last]!;
  const powers = optimizer === 'sgd' ? 2 : 1;
  const learnt = powers * a[last]! + c;
  const slowest = Math.min(...a.slice(0, last).map((x, l) => powers * x + (l === 0 ? ONE : 0)));
  const moves = (back: number): number =>
    (optimizer === 'sgd' ? Math.min(output, back) : 0) + c - ONE + slowest;
  const r = moves(learnt);
  const starts = a.every((x, l) => (l === last ? output >= HALF : x + b[l]! === (l === 0 ? 0 : HALF)));
  const stable = starts && r >= 0 && learnt >= ONE && output + r >= ONE;
  const explodes = starts && moves(Math.max(learnt, ONE)) < 0;
  return { r, explodes, starts, stable, nontrivial: stable && (output + r === ONE || learnt === ONE) };
}

/** The smallest c at which a parametrization is stable, if one is: what stability asks of c has no upper end. */
function leastStable(abc: Abc, optimizer: Optimizer): number {
  for (let c = -6 * ONE; c <= 8 * ONE; c++) if (answer({ ...abc, c }, optimizer).stable) return c;
  return 0;
}

const exponent = fc.oneof(
  fc.integer({ min: -2, max: 3 }).map((k) => k * HALF),
  fc.integer({ min: -ONE, max: 2 * ONE }),
);

/** Any parametrization. */
const anything: fc.Arbitrary<Abc> = fc.integer({ min: 2, max: 4 }).chain((layers) =>
  fc.record({
    a: fc.array(exponent, { minLength: layers, maxLength: layers }),
    b: fc.array(exponent, { minLength: layers, maxLength: layers }),
    c: exponent,
  }),
);

/** One whose features and output are of the right size at initialisation, half of them with the largest stable rate. */
const starting = (optimizer: Optimizer): fc.Arbitrary<Abc> =>
  fc
    .tuple(
      anything,
      fc.constantFrom(0, 0, HALF, ONE, 3, 5),
      fc.constantFrom('alike', 'alike', 'any'),
      fc.constantFrom(0, 0, 0, 1, -1, HALF, undefined),
    )
    .map(([{ a, c }, excess, inner, beside]) => {
      const last = a.length - 1;
      const first = optimizer === 'sgd' ? -HALF : -ONE;
      const moved = a.map((x, l) =>
        inner === 'any' || l === last ? x : (l === 0 ? first : 0) + (a[0]! % 4),
      );
      const b = moved.map((x, l) => (l === 0 ? 0 : HALF) - x + (l === last ? excess : 0));
      const abc = { a: moved, b, c };
      return beside === undefined ? abc : { ...abc, c: leastStable(abc, optimizer) + beside };
    });

/** One that learns features by gradient descent, or just not: the slowest hidden layer and the read-out give r = 0, the others are free above. */
const learning: fc.Arbitrary<Abc> = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: -ONE, max: ONE }).map((k) => 2 * k),
    fc.array(fc.constantFrom(0, 0, 1, 5), { minLength: 3, maxLength: 3 }),
    fc.tuple(fc.constantFrom(0, 0, 1, HALF), fc.constantFrom(0, 0, 1, HALF)),
    fc.boolean(),
    fc.constantFrom(0, 0, 0, -1, 1),
  )
  .map(([hidden, slowest, above, [excess, more], byUpdates, beside]) => {
    const inner = above
      .slice(0, hidden)
      .map((x, l) => (slowest - (l === 0 ? ONE : 0)) / 2 + (l === 0 ? 0 : x));
    // r = min(output, learnt) + c - 1 + slowest = 0, where the smaller of the two is 1 or more.
    const smaller = ONE + 2 * excess;
    const c = ONE - slowest - smaller;
    const output = smaller + (byUpdates ? more : 0);
    const last = (smaller - c) / 2 + (byUpdates ? 0 : more);
    const a = [...inner, last];
    return { a, b: [...inner.map((x, l) => (l === 0 ? 0 : HALF) - x), output - last], c: c + beside };
  });

const power = (twelfths: number): string => `n^(${twelfths}/12)`;
const layerNames = (count: number): string[] =>
  Array.from({ length: count }, (_, l) => (l === count - 1 ? 'out' : `h${l + 1}`));

function networkText(layers: number): string {
  const names = layerNames(layers);
  const layer = (name: string, l: number): string => {
    const input = l === 0 ? 'x' : `tanh(${names[l - 1]})`;
    return name === 'out' ? `out dense(${input}, 1)` : `${name} = dense(${input}, n)`;
  };
  return [`network f${layers}(x) {`, ...names.map(layer), '}'].join('\n');
}

/** A training with the rate of each layer, or of all. */
function trainingText(
  name: string,
  optimizer: string,
  { a, b }: Omit<Abc, 'c'>,
  c: number | readonly number[],
): string {
  const settings = layerNames(a.length).flatMap((layer, l) => [
    `multiplier ${layer} = ${power(-a[l]!)}`,
    `init ${layer} = ${power(-b[l]!)}`,
    ...(typeof c === 'number' ? [] : [`rate ${layer} = ${power(-c[l]!)}`]),
  ]);
  if (typeof c === 'number') settings.push(`rate ${power(-c)}`);
  return `training ${name} of f${a.length} { optimizer ${optimizer}; parametrization standard; ${settings.join('; ')} }`;
}

type Status = 'proven' | 'refuted';
interface Expected {
  readonly claim: string;
  readonly status: Status;
}

/** What the formulas say of a training. Where r < 0 it is unstable, and only its sign has a meaning. */
function expectedOf(name: string, abc: Abc, optimizer: Optimizer): Expected[] {
  const { r, explodes, stable, nontrivial } = answer(abc, optimizer);
  const features = `change(${name}.h${abc.a.length - 1})`;
  const is = (truth: boolean): Status => (truth ? 'proven' : 'refuted');
  const claims: Expected[] = [
    { claim: `stable(${name})`, status: is(stable) },
    { claim: `unstable(${name})`, status: is(!stable) },
  ];
  if (explodes) claims.push({ claim: `${features} >> 1`, status: 'proven' });
  if (!stable) return claims;
  claims.push({ claim: `${features} ~ ${power(-r)}`, status: 'proven' });
  claims.push({ claim: `nontrivial(${name})`, status: is(nontrivial) });
  if (nontrivial)
    claims.push(
      { claim: `feature_learning(${name})`, status: is(r === 0) },
      { claim: `kernel(${name})`, status: is(r > 0) },
    );
  return claims;
}

function compare(statements: readonly string[], expected: readonly Expected[]): void {
  const text = ['scale n', ...statements, ...expected.map((e) => `claim ${e.claim}`)].join('\n');
  const analysis = analysisOf(text);
  const said = [...analysis.document.diagnostics, ...analysis.diagnostics];
  const other = said.filter((d) => d.code !== 'claim-refuted').map((d) => d.message);
  assert.deepEqual(other, [], text);
  const wrong = expected.filter((e, i) => analysis.claims[i]?.status !== e.status);
  const about = statements.filter((s) => wrong.some((e) => s.includes(`${/\((\w+)/.exec(e.claim)?.[1]} of`)));
  assert.deepEqual(wrong, [], about.join('\n'));
}

const networks = [2, 3, 4].map(networkText);
const BATCH = 25;

describe('random parametrizations', () => {
  const drawn: Record<Optimizer, Abc[]> = {
    sgd: [
      ...fc.sample(anything, { numRuns: 1000, seed: 2011 }),
      ...fc.sample(starting('sgd'), { numRuns: 600, seed: 14522 }),
      ...fc.sample(learning, { numRuns: 400, seed: 33 }),
    ],
    adam: fc.sample(starting('adam'), { numRuns: 300, seed: 2308 }),
  };
  for (const optimizer of ['sgd', 'adam'] as const) {
    const all = drawn[optimizer];
    it(`${all.length} of them have the stability, the triviality and the exponent r of the formulas (${optimizer})`, () => {
      for (let from = 0; from < all.length; from += BATCH) {
        const batch = all.slice(from, from + BATCH);
        const trainings = batch.map((abc, i) => trainingText(`t${i}`, optimizer, abc, abc.c));
        const expected = batch.flatMap((abc, i) => expectedOf(`t${i}`, abc, optimizer));
        compare([...networks, ...trainings], expected);
      }
    });

    it(`of which enough are unstable, trivial, learn features, or do not (${optimizer})`, () => {
      const answers = all.map((abc) => answer(abc, optimizer));
      const least = all.length / 20;
      const count = (is: (x: Answer) => boolean): number => answers.filter(is).length;
      if (optimizer === 'sgd') assert.ok(count((x) => !x.starts) > least);
      assert.ok(count((x) => x.starts && !x.stable) > least);
      assert.ok(count((x) => x.stable && !x.nontrivial) > least);
      assert.ok(count((x) => x.nontrivial && x.r === 0) > least);
      assert.ok(count((x) => x.nontrivial && x.r > 0) > least);
    });
  }

  // (a, b, c) -> (a + s, b - s, c - k*s): the function that is trained stays the same.
  const symmetries = { sgd: 2, momentum: 2, adam: 1, sign: 1, adafactor: 0 };
  for (const [optimizer, k] of Object.entries(symmetries))
    it(`shifting powers between multiplier, deviation and rate changes nothing (${optimizer})`, () => {
      const shifted = fc.tuple(starting('sgd'), fc.array(exponent, { minLength: 8, maxLength: 8 }));
      for (const [abc, random] of fc.sample(shifted, { numRuns: 40, seed: 3 })) {
        const shift = abc.a.map((_, l) => random[l]!);
        const rates = abc.a.map((_, l) => abc.c + (random[l + 4]! % HALF));
        const moved = {
          a: abc.a.map((x, l) => x + shift[l]!),
          b: abc.b.map((x, l) => x - shift[l]!),
        };
        const movedRates = rates.map((c, l) => c - k * shift[l]!);
        const names = layerNames(abc.a.length);
        const same = names.flatMap((layer, l) => [
          ...['size', 'gradient', 'update', 'change'].map((q) => `${q}(s.${layer}) ~ ${q}(t.${layer})`),
          `rate(s.${layer}) * decay(s.${layer}) ~ rate(t.${layer}) * decay(t.${layer})`,
          `max_rate(t.${layer}) ~ max_rate(s.${layer}) * ${power(k * shift[l]!)}`,
        ]);
        compare(
          [
            ...networks,
            trainingText('s', optimizer, abc, rates),
            trainingText('t', optimizer, moved, movedRates),
          ],
          ['change(s) ~ change(t)', ...same].map((claim) => ({ claim, status: 'proven' })),
        );
      }
    });
});
