import assert from 'node:assert/strict';
import { join } from 'node:path';
import { bundle, powercount, root } from './program';

describe('the samples on the command line', () => {
  before(bundle);

  const samples = join(root, 'samples');

  it('are checked: what they say is true but for what is meant to be false', () => {
    assert.equal(powercount(samples, 'check', 'two-layer.scale', 'linear.scale', 'balance.scale').status, 0);
    const { status, out } = powercount(samples, 'check', '--json', 'three-layer.scale');
    assert.deepEqual([...new Set(JSON.parse(out).map((d: { code: string }) => d.code))], ['claim-refuted']);
    assert.equal(status, 1);
    assert.equal(powercount(samples, 'check', 'broken.scale').status, 1);
  });

  // By hand: P* ~ kappa max(d, sqrt(d N)), and with three layers kappa max(d, sqrt(d min(N1, N2))).
  const cases: [string, string, string, string][] = [
    ['two-layer.scale', 'a=1/2', '1', 'specialization'],
    ['two-layer.scale', 'a=3/2', '5/4', 'specialization'],
    ['two-layer.scale', 'a=6', '3', 'lazy'],
    ['three-layer.scale', 'a=2,b=3/2', '5/4', 'lazy,specialization'],
    ['three-layer.scale', 'a=3/2,b=3', '5/4', 'specialization,lazy'],
  ];
  for (const [file, at, exponent, pattern] of cases)
    it(`derive P* ~ d^(${exponent}) for ${file} at ${at}`, () => {
      const { status, out } = powercount(samples, 'derive', file, '--at', at, '--json');
      const { facts } = JSON.parse(out);
      assert.deepEqual([status, facts['samples(p)'].exponent], [0, exponent]);
      assert.equal(String(facts['samples(p)'].pattern), pattern);
    });
});
