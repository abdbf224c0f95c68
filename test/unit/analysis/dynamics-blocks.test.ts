import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analysisOf } from './support';

/**
 * Random residual blocks of k layers behind a multiplier L^-alpha, whose updates are L^(s_1) … L^(s_k) relative to the weights
 * as drawn. The expected answers are the conditions of arXiv:2310.02244 (k = 1) and arXiv:2603.00541 (any k): products of the
 * updates of any of the layers with the other weights as drawn add up over L blocks, L * L^-alpha * prod L^(s_i), and the
 * blocks as drawn add up to L^(1/2) * L^-alpha. In integers: exponents here are in twelfths.
 */
interface Block {
  readonly alpha: number;
  readonly sizes: readonly number[];
  readonly optimizer: 'sgd' | 'adam' | 'muon';
}

const ONE = 12;
const HALF = 6;

const blocks: fc.Arbitrary<Block> = fc
  .record({
    alpha: fc.oneof(fc.constantFrom(HALF, ONE), fc.integer({ min: 2, max: 2 * ONE })),
    sizes: fc.array(fc.integer({ min: -ONE, max: HALF }), { minLength: 1, maxLength: 3 }),
    optimizer: fc.constantFrom('sgd' as const, 'adam' as const, 'muon' as const),
    edge: fc.constantFrom('inside', 'inside', 'on the edge'),
  })
  .map(({ alpha, sizes, optimizer, edge }) => {
    const bounded = edge === 'inside' ? sizes : sizes.map((s) => Math.min(s, 0));
    const over = Math.max(...bounded) + ONE - alpha;
    return { alpha, sizes: edge === 'inside' ? sizes : bounded.map((s) => s - over), optimizer };
  })
  // Where updates exceed the weights as drawn, gradients grow with them; the conditions are on updates.
  .filter(({ sizes, optimizer }) => optimizer !== 'sgd' || sizes.every((s) => s <= 0));

/** What the updates change, as an exponent of L: of the products of any of them the largest. */
function changeOf({ alpha, sizes }: Block): number {
  const growing = sizes.filter((s) => s > 0);
  return ONE - alpha + (growing.length > 0 ? growing.reduce((a, b) => a + b) : Math.max(...sizes));
}

const power = (twelfths: number): string => `L^(${twelfths}/12)`;

/** Widths are those of the depth, so that rates tiny in the width stand for none. */
function textOf({ alpha, sizes, optimizer }: Block): string[] {
  const layers = sizes.map((_, i) => `u${i} = dense(${i === 0 ? 'h' : `relu(u${i - 1})`}, n)`);
  // The derivative by a branch is L^-alpha of that by the stream.
  const rates = {
    sgd: (s: number) => power(s + alpha),
    adam: (s: number) => `n^-1 * ${power(s)}`,
    muon: power,
  };
  return [
    'scale L; scale n = L',
    'network f(x) {',
    'h = dense(x, n)',
    'repeat L {',
    ...layers,
    `h = h + ${power(-alpha)} * u${sizes.length - 1}`,
    '}',
    'out dense(h, 1)',
    '}',
    `training t of f { optimizer ${optimizer}; parametrization mup_plain; rate n^-9`,
    ...sizes.map((s, i) => `rate u${i} = ${rates[optimizer](s)}`),
    '}',
  ];
}

describe('random residual blocks', () => {
  const drawn = fc.sample(blocks, { numRuns: 150, seed: 2603 });

  it('are stable, move the output and stay faithful where the conditions on products of updates say so', () => {
    for (const block of drawn) {
      const change = changeOf(block);
      const stable = block.alpha >= HALF && change <= 0;
      const claims: [string, boolean][] = [
        ['stable(t)', stable],
        ['unstable(t)', !stable],
      ];
      if (stable)
        claims.push(
          [`change(t) ~ ${power(change)}`, true],
          ['nontrivial(t)', change === 0],
          ['faithful(t)', block.sizes.every((s) => s <= 0)],
        );
      const text = [...textOf(block), ...claims.map(([claim]) => `claim ${claim}`)].join('\n');
      const found = analysisOf(text).claims.map(({ status }, i) => [claims[i]?.[0], status]);
      const wanted = claims.map(([claim, holds]) => [claim, holds ? 'proven' : 'refuted']);
      assert.deepEqual(found, wanted, text);
    }
  });

  it('of which enough are of every kind', () => {
    const least = drawn.length / 20;
    const count = (is: (b: Block) => boolean): number => drawn.filter(is).length;
    assert.ok(count((b) => b.alpha < HALF) > least);
    assert.ok(count((b) => b.alpha >= HALF && changeOf(b) > 0) > least);
    assert.ok(count((b) => b.alpha >= HALF && changeOf(b) === 0) > least);
    assert.ok(count((b) => b.alpha >= HALF && changeOf(b) < 0) > least);
    assert.ok(count((b) => changeOf(b) <= 0 && b.sizes.some((s) => s > 0)) > least);
  });
});

describe('sums of sums, in which a value is reached in many ways', () => {
  const sums = Array.from({ length: 60 }, (_, i) => `a${i + 1} = a${i} + a${i}`).join('\n');
  const block = (first: string): string => `scale n
scale L
network f(x) {
  h = dense(x, n)
  repeat L {
    a0 = ${first}
    ${sums}
    h = h + L^-1 * a60
  }
  out dense(h, 1)
}
training t of f { optimizer adam; parametrization completep }
claim faithful(t)
`;

  it('are read value by value', () => {
    const { claims } = analysisOf(block('dense(h, n)'));
    assert.deepEqual(
      claims.map(({ status }) => status),
      ['proven'],
    );
  });

  it('are refused as such where they are of the stream', () => {
    const [found] = analysisOf(block('L^-1 * h + dense(h, n)')).diagnostics;
    assert.match(found?.message ?? '', /must be added once, and without a multiplier/);
  });
});
