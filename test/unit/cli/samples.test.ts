import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '../../../server/src/syntax/format';
import { bundle, powercount, root } from './program';

describe('the samples on the command line', () => {
  before(bundle);

  const samples = join(root, 'samples');

  /** What each sample says is wrong, in the sequence of its text; all else in it is proven, and there is no warning. */
  const refuted: Record<string, string[]> = {
    'two-layer.scale': [],
    'linear.scale': [],
    'balance.scale': [],
    'three-layer.scale': [
      'samples(p) ~ kappa * sqrt(N2 * d) when d <= N2, N2 <= d^5',
      'pattern(p) = specialization, magnetization when N1 >= d, N2 >= d',
    ],
    'three-layer-rows.scale': ['rows ~ samples(p)'],
    'cnn.scale': ['samples(p) ~ d^(3/4) when S ~ sqrt(d)'],
    'attention.scale': ['samples(one) ~ sqrt(L * d^3)'],
    'mean-field.scale': ['naive >~ d'],
    'staircase.scale': ['samples(r) << samples(p) when N >> d'],
    'deep.scale': ['samples(p) ~ (d * N^4 * B * T)^(1/7) when d <= N, d <= B, d <= T'],
    'diminishing-returns.scale': ['error(f) ~ P^-3 when N >= P, T >= P^2'],
    'own-pattern.scale': ['pattern(p) = pretrained when S >> 1'],
    'mup.scale': ['stable(sp) when c >= 1/2'],
    'depth-mup.scale': ['diverse(t) when 1/2 <= alpha, alpha <= 1'],
    'two-layer-blocks.scale': ['stable(t) when c <= 1/2'],
    'completep.scale': ['update(t.u) ~ 1'],
    'transfer-transformer.scale': ['rate(t.u_bias) ~ rate(t.u)'],
    'no-residual.scale': ['max_rate(t.h_branch) ~ L^-1'],
    'looped.scale': ['stable(t) when alpha >= 1/2'],
  };

  for (const [file, expected] of Object.entries(refuted))
    it(`${file} is right but for ${expected.length} claims that are meant to be wrong`, () => {
      const { status, out } = powercount(samples, 'check', '--json', file);
      const found = JSON.parse(out) as { code: string; line: number }[];
      assert.deepEqual(
        found.map((d) => d.code),
        expected.map(() => 'claim-refuted'),
        out,
      );
      const lines = readFileSync(join(samples, file), 'utf8').split('\n');
      assert.deepEqual(
        found.map((d) => lines[d.line - 1]),
        expected.map((claim) => `claim ${claim}`),
      );
      assert.equal(status, expected.length > 0 ? 1 : 0);
    });

  for (const file of readdirSync(join(samples, 'experiments')))
    it(`experiments/${file} is right, and can be run`, () => {
      const { status, out } = powercount(samples, 'check', '--json', join('experiments', file));
      assert.deepEqual([status, JSON.parse(out)], [0, []]);
      const text = readFileSync(join(samples, 'experiments', file), 'utf8');
      assert.ok(/^verify /m.test(text));
      assert.equal(format(text), text);
    });

  it('all are looked at', () => {
    const files = readdirSync(samples).filter((f) => f.endsWith('.scale'));
    assert.deepEqual(files.sort(), ['broken.scale', ...Object.keys(refuted)].sort());
    assert.equal(powercount(samples, 'check', 'broken.scale').status, 1);
  });

  it('what they import stands as the formatter prints it', () => {
    for (const file of readdirSync(join(samples, 'own'))) {
      const text = readFileSync(join(samples, 'own', file), 'utf8');
      assert.equal(format(text), text, file);
    }
  });

  // By hand. Dense: max(d, sqrt(d min N)), capped by d^m. Windows W = d/S: max(S, W, sqrt(C d)), capped by S^m W. Attention:
  // max(d^2, sqrt(H L d^3), L d). Mean-field: M d and N N/M balance at N sqrt(d). Two quadratic layers: M1 d, M2 N/M1 and
  // N/M2 balance at (N^2 d)^(1/3). A pooled read-out: C for one channel that is there, else max(S, sqrt(C S)). A rate
  // n^-c moves standard features by n^(1/2 - c).
  const cases: [file: string, at: string, fact: string, exponent: string, pattern: string][] = [
    ['two-layer.scale', 'a=1/2', 'samples(p)', '1', 'specialization'],
    ['two-layer.scale', 'a=3/2', 'samples(p)', '5/4', 'specialization'],
    ['two-layer.scale', 'a=6', 'samples(p)', '3', 'lazy'],
    ['three-layer.scale', 'a=2,b=3/2', 'samples(p)', '5/4', 'lazy,specialization'],
    ['three-layer.scale', 'a=3/2,b=3', 'samples(p)', '5/4', 'specialization,lazy'],
    ['three-layer-rows.scale', 'a=1,b=5/2', 'samples(q)', '1', 'specialization,lazy'],
    ['three-layer-rows.scale', 'a=1,b=5/2', 'rows', '3/2', ''],
    ['cnn.scale', 's=1/2,c=1/2', 'samples(p)', '3/4', 'specialization'],
    ['cnn.scale', 's=1/4,c=1/8', 'samples(p)', '3/4', 'specialization'],
    ['cnn.scale', 's=1/8,c=2', 'samples(q)', '5/4', 'lazy'],
    ['attention.scale', 'l=1,h=1/2', 'samples(p)', '9/4', 'specialization'],
    ['attention.scale', 'l=1/2,h=0', 'samples(one)', '2', 'specialization'],
    ['attention.scale', 'l=1/2,h=0', 'samples(printed)', '7/4', 'specialization'],
    ['attention.scale', 'l=2,h=0', 'samples(printed)', '3', 'specialization'],
    ['mean-field.scale', 'a=1', 'samples(m)', '3/2', 'specialization'],
    ['mean-field.scale', 'a=6', 'samples(s)', '3', 'lazy'],
    ['staircase.scale', 'a=2', 'samples(r)', '3/2', 'specialization'],
    ['staircase.scale', 'a=2', 'samples(z)', '5/3', 'specialization,specialization'],
    ['staircase.scale', 'a=5', 'samples(z)', '7/2', 'lazy,specialization'],
    ['deep.scale', 'a=3,b=3/2,c=2', 'samples(p)', '5/4', 'lazy,lazy,specialization,lazy,lazy,lazy'],
    ['deep.scale', 'a=6,b=6,c=6', 'samples(p)', '3', 'lazy,lazy,lazy,lazy,lazy,lazy'],
    ['diminishing-returns.scale', 'N=3/2,T=3,C=1,v=0,l=0,a=2', 'error(f)', '-5/2', 'error of width'],
    ['own-pattern.scale', 's=1/2,c=1/4', 'samples(p)', '1/4', 'pretrained'],
    ['own-pattern.scale', 's=1/2,c=3/2', 'samples(p)', '1', 'specialization'],
    ['mup.scale', 'c=3/4', 'change(sp.h3)', '-1/4', ''],
    ['mup.scale', 'c=1', 'change(sp)', '0', ''],
  ];
  for (const [file, at, fact, exponent, pattern] of cases)
    it(`derive ${fact} ~ d^(${exponent}) for ${file} at ${at}`, () => {
      const { status, out } = powercount(samples, 'derive', file, '--at', at, '--json');
      const { facts } = JSON.parse(out);
      assert.deepEqual([status, facts[fact].exponent], [0, exponent]);
      assert.equal(String(facts[fact].pattern ?? ''), pattern);
    });
});
