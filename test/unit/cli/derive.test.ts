import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount, root, started } from './program';

/** Two layers, He3: P* ~ max(d, sqrt(d N)), by hand; beyond N = d^5 the lazy network's d^3 is less. */
const network = `scale d
scale N = d^a, 0 <= a <= 8
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }
let F = N/d^(1/3)
claim samples(p) ~ sqrt(N*d) when N >= d, N <= d^5
claim samples(p) << d
`;

describe('powercount derive', () => {
  before(bundle);

  const cwd = folderWith({
    'network.scale': network,
    'fixed.scale': 'scale d\nscale N = d^3\nlet E = minimize over M in [1, N] of M*d + N/M\n',
    'two.scale': 'scale d\nscale N = d^a, a >= 1\nscale n\nlet E = N*n\n',
    'small-ridge.scale': network.replace('ridge 1', 'ridge 1/sqrt(d)'),
    // A quadratic feature, N << d: learning layers in any number cost d, in any way.
    'ties.scale': network
      .replace('He3', 'He2')
      .replace('out dense(erf(h)', 'g = dense(relu(h), N)\n  k = dense(relu(g), N)\n  out dense(relu(k)'),
    'broken.scale': 'scale d\nlet E = d^2\nlet F = d *\n',
    'empty.scale': '',
    'ridge.scale': network
      .replace('ridge 1', 'ridge 2*kappa')
      .replace('data x', 'scale n = sqrt(d)\nscale kappa = 1/20\ndata x'),
  });
  const json = (...words: string[]) => {
    const { status, out, err } = powercount(cwd, 'derive', '--json', ...words);
    assert.deepEqual([status, err], [0, '']);
    return JSON.parse(out);
  };

  it('gives exact exponents at a point', () => {
    const by = (a: string) => json('network.scale', '--at', `a=${a}`).facts;
    const expected = { '1/2': '1', '2.5': '7/4', '5': '3' };
    for (const [a, exponent] of Object.entries(expected))
      assert.equal(by(a)['samples(p)'].exponent, exponent, a);
    assert.equal(by('1/7').F.exponent, '-4/21');
    assert.deepEqual(by('3')['samples(p)'].pattern, ['specialization']);
    assert.deepEqual(by('6')['samples(p)'].pattern, ['lazy']);
  });

  it('tells the patterns of deep networks by the layers that learn, and their thresholds by the orders', () => {
    const { out } = powercount(root, 'derive', 'samples/deep.scale');
    assert.match(out, /^ {2}sqrt\(B\*d\) +specialization in h3, the others lazy +when /m);
    assert.match(out, /^ {4}T ~ B +between sqrt\(B\*d\) and sqrt\(T\*d\) +when /m);
    const told = out.slice(0, out.indexOf('Claims'));
    assert.doesNotMatch(told, /lazy, lazy, lazy/);
    const { pieces, thresholds } = json(join(root, 'samples/deep.scale')).facts['samples(p)'];
    assert.equal(pieces[0].pattern.length, 6);
    assert.equal(thresholds[0].between[0].pattern.length, 6);
  });

  it('names every pattern that ties, at a threshold', () => {
    const { pattern, ties } = json('network.scale', '--at', 'a=5').facts['samples(p)'];
    const all = [pattern, ...ties].map(String);
    assert.ok(all.includes('lazy') && all.includes('specialization'), all.join('; '));
    assert.equal(new Set(all).size, all.length);
  });

  it('says at a point what comes next, how far off, and what decides', () => {
    // Lazy costs d^3. Coherence, beta >= N^(2/3) and D >= d/N^(1/3), lets magnetization and gfl cost N^(2/3)*d.
    const { decisive, next } = json('network.scale', '--at', 'a=3/2').facts['samples(p)'];
    assert.deepEqual(decisive, []);
    const said = next.map(({ pattern, above }: Record<string, string>) => `${pattern} ${above}`);
    assert.deepEqual(said.toSorted(), ['gfl 3/4', 'lazy 7/4', 'magnetization 3/4']);
    // Without coherence one neuron, mu2*d = N/mu2^3, costs (N*d^3)^(1/4).
    const below = ['network.scale', '--at', 'a=1/2'];
    assert.deepEqual(json(...below).facts['samples(p)'].decisive, [{ name: 'coherence', without: '7/8' }]);
    const { out } = powercount(cwd, 'derive', ...below);
    assert.match(out, /^ {2}coherence decides here: without it d\^\(7\/8\)$/m);
    assert.match(out, /^ {4}lazy +d\^2 above$/m);
    // A ridge 1/sqrt(d) makes samples of energies.
    const { samples, energy } = Object.fromEntries(
      ['samples', 'energy'].map((q) => [q, json('small-ridge.scale', '--at', 'a=1/2').facts[`${q}(p)`]]),
    );
    assert.deepEqual([samples.exponent, samples.decisive[0].without], ['1/2', '3/8']);
    assert.deepEqual([energy.exponent, energy.decisive[0].without], ['1', '7/8']);
  });

  it('lists some of many ties, and how many more there are', () => {
    const { ties } = json('ties.scale', '--at', 'a=1/2').facts['energy(p)'];
    const { out } = powercount(cwd, 'derive', 'ties.scale', '--at', 'a=1/2', '--of', 'energy(p)');
    assert.equal((out.match(/reaches the same$/gm) ?? []).length, 8);
    assert.match(out, new RegExp(`^ {2}… and ${ties.length - 8} more reach the same$`, 'm'));
  });

  it('names the thresholds of a posterior', () => {
    const { out } = powercount(cwd, 'derive', 'network.scale');
    assert.match(out, /^ {4}N ~ d\^5 +between lazy and specialization$/m);
    assert.match(out, /^ {4}N ~ d +between d and sqrt\(N\*d\)$/m);
    const { facts } = json('network.scale');
    assert.deepEqual(
      facts['samples(p)'].thresholds.map(({ equation }: { equation: string }) => equation).toSorted(),
      ['N ~ d', 'N ~ d^5'],
    );
    assert.equal(facts.F.thresholds, undefined);
  });

  it('tells an energy that is the samples in one line, and no other', () => {
    const text = (...words: string[]): string => powercount(cwd, 'derive', ...words).out;
    assert.match(text('network.scale'), /^energy\(p\) ~ samples\(p\)\n\n/m);
    assert.match(text('network.scale', '--of', 'energy(p)'), /^ {2}d\^3 +lazy/m);
    assert.doesNotMatch(text('small-ridge.scale'), /~ samples/);
  });

  it('without a point gives the pieces, and a let is a fact too', () => {
    const { scale, at, facts } = json('network.scale');
    assert.deepEqual([scale, at], ['d', null]);
    assert.equal(facts['samples(p)'].exponent, null);
    const lazy = facts['samples(p)'].pieces.find(
      ({ pattern }: { pattern: string[] }) => pattern[0] === 'lazy',
    );
    assert.deepEqual(lazy, { when: ['N >= d^5'], order: 'd^3', pattern: ['lazy'] });
    assert.equal(facts.F.order, facts.F.pieces[0].order);
    assert.equal(facts.F.pieces[0].pattern, null);
  });

  it('needs no point where the text fixes everything', () => {
    const { facts, at } = json('fixed.scale');
    assert.deepEqual(at, {});
    assert.equal(facts.E.exponent, '2');
    assert.match(powercount(cwd, 'derive', 'fixed.scale').out, /^E ~ d\^2, exponent 2\n/);
  });

  it('says of each claim whether it follows', () => {
    const { claims } = json('network.scale');
    const seen = claims.map((c: Record<string, unknown>) => [c.line, c.claim, c.status]);
    assert.deepEqual(seen, [
      [11, 'samples(p) ~ sqrt(N*d)', 'proven'],
      [12, 'samples(p) << d', 'refuted'],
    ]);
    assert.deepEqual(claims[0].when, ['N >= d', 'N <= d^5']);
  });

  it('derives one thing when asked for one', () => {
    assert.deepEqual(Object.keys(json('network.scale', '--of', 'samples( p )').facts), ['samples(p)']);
  });

  it('explains with sources', () => {
    const plain = powercount(cwd, 'derive', 'network.scale').out;
    const { out } = powercount(cwd, 'derive', 'network.scale', '--why');
    assert.doesNotMatch(plain, /arXiv/);
    assert.match(out, /h: specialization, degree 1 to 3 {2}\[arXiv:2512\.04165/);
    assert.match(out, /because M neurons/);
    assert.match(out, /M\(h\) ~ sqrt\(N\/d\)/);
  });

  it('refuses a point that is none, in one line', () => {
    const cases: [string, string, RegExp][] = [
      ['network.scale', 'b=1', /--at b=1: there is no free exponent or scale b/],
      ['network.scale', 'a=9', /--at a=9: the text does not allow/],
      ['network.scale', 'a=-1', /--at a=-1: the text does not allow/],
      ['network.scale', 'a', /a is not of the form/],
      ['network.scale', 'a=1/0', /a=1\/0 is not of the form/],
      ['network.scale', 'a=1,a=2', /a is given twice/],
      ['network.scale', '', /nothing is not of the form/],
      ['two.scale', 'a=1', /--at a=1: n is not fixed/],
      ['network.scale', 'N=64', /does not allow these values; for sizes give d as well, as in d=64/],
      ['network.scale', 'd=64,a=1', /with d=64 every value is a size, and a is an exponent; give sizes/],
      ['network.scale', 'd=64', /there must be a size of N too/],
      ['network.scale', 'd=64,N=x', /N=x is not a size/],
      ['network.scale', 'd=10^400,N=10^500', /d=10\^400 is not a size/],
      ['network.scale', 'd=64,N=1/2', /does not allow these values/],
    ];
    for (const [file, at, message] of cases) {
      const { status, out, err } = powercount(cwd, 'derive', file, `--at=${at}`);
      assert.deepEqual([status, out], [2, ''], at);
      assert.match(err, message);
      assert.match(err, /^powercount: .*\n$/);
    }
    assert.match(
      powercount(cwd, 'derive', 'network.scale', '--of', 'E').err,
      /nothing derives E; there are: samples\(p\)/,
    );
  });

  it('takes scales as coordinates of the point', () => {
    assert.equal(json('two.scale', '--at', 'a=1,n=1/2').facts.E.exponent, '3/2');
    assert.equal(json('two.scale', '--at', 'N=2,n=1/2').facts.E.exponent, '5/2');
  });

  it('at sizes, sums and minimises: the largest terms of the exponents with a factor each', () => {
    const { heuristic, at, facts } = json('network.scale', '--at', 'd=64,N=4*d');
    assert.equal(at, null);
    assert.equal(facts['samples(p)'].exponent, null);
    assert.match(heuristic.note, /^heuristic: unit prefactors, sum of terms; constants of order one/);
    assert.deepEqual(heuristic.sizes, { d: 64, N: 256 });
    assert.deepEqual(heuristic.orders['samples(p)'], {
      order: 'sqrt(N*d)',
      value: 128,
      pattern: ['specialization'],
    });
    assert.equal(heuristic.orders.F.value, 64);
    const { patterns, others, complete } = heuristic.posteriors.p;
    assert.deepEqual([others, complete], [0, true]);
    // M*d + N/M at M = sqrt(N/d) = 2
    const [best] = patterns;
    assert.deepEqual([best.pattern, best.degrees], [['specialization'], [[1, 3]]]);
    assert.deepEqual([best.energy, best.samples], [256, 256]);
    assert.deepEqual(best.slopes, { d: 0.5, N: 0.5 });
    assert.deepEqual(best.asymptotic, { order: 'sqrt(N*d)', energy: 128, least: true });
    assert.deepEqual(best.parameters['M(h)'], {
      value: 2,
      range: [2, 2],
      asymptotic: { order: 'sqrt(N/d)', range: [2, 2] },
    });
    const lazy = patterns.find(({ pattern }: { pattern: string[] }) => pattern[0] === 'lazy');
    assert.equal(lazy.energy, 64 ** 3);
    assert.equal(lazy.asymptotic.least, false);
  });

  it('at sizes, says so wherever it prints a number', () => {
    const { out } = powercount(cwd, 'derive', 'network.scale', '--at', 'd=64,N=256');
    assert.match(
      out,
      /^At d = 64, N = 256\nheuristic: unit prefactors, sum of terms; constants of order one/,
    );
    assert.match(out, /^Patterns of p, the least energy first \(heuristic\)$/m);
    assert.match(out, /^ {2}specialization +256 +sqrt\(N\*d\) = 128 +256 +0\.50 +0\.50 +least order$/m);
    assert.match(out, /^ {4}M\(h\) +2 +sqrt\(N\/d\) = 2$/m);
    assert.match(out, /^ {2}proven +samples/m);
    const one = powercount(cwd, 'derive', 'network.scale', '--at', 'd=64,N=256', '--of', 'F').out;
    assert.doesNotMatch(one, /Patterns|samples/);
    assert.match(one, /F ~ N\/d\^\(1\/3\) = 64/);
  });

  it('at sizes, has numbers for the largest ones too', () => {
    const at = ['--at', 'd=10^150,N=10^160'];
    const { patterns } = json('network.scale', ...at).heuristic.posteriors.p;
    const lazy = patterns.find(({ pattern }: { pattern: string[] }) => pattern[0] === 'lazy');
    assert.deepEqual([patterns[0].energy, lazy.energy, lazy.log10Energy], [2e155, null, 450]);
    assert.match(powercount(cwd, 'derive', 'network.scale', ...at).out, /lazy +1e450 /);
  });

  it('takes the ridge and scales of order one as the numbers they are', () => {
    const ridge = (at: string) => json('ridge.scale', '--at', at).heuristic;
    assert.deepEqual(ridge('d=64,N=256').sizes, { d: 64, N: 256, n: 8, kappa: 0.05 });
    const samples = (at: string): number => ridge(at).posteriors.p.patterns[0].samples;
    assert.equal(samples('d=64,N=256'), 0.1 * 256);
    assert.equal(samples('d=64,N=256,kappa=1/4'), 0.5 * 256);
  });

  it('has the keys that docs/cli.md lists', () => {
    const table = /^\| key[^]*?\n\n/m.exec(readFileSync(join(root, 'docs/cli.md'), 'utf8'))?.[0] ?? '';
    const listed = new Set([...table.matchAll(/`(\w+)`/g)].map(([, key]) => key));
    listed.delete('null');
    const names = /^[dN]$|[(]|^[pF]$/; // scales, parameters, facts and posteriors
    const met = new Set<string>();
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        if (!Array.isArray(value) && !names.test(key)) met.add(key);
        visit(inner);
      }
    };
    visit(json('network.scale', '--at', 'd=64,N=256').heuristic);
    assert.deepEqual([...met].sort(), [...listed].sort());
  });

  it('derives around a mistake, names it, and ends with 1', () => {
    const { status, out, err } = powercount(cwd, 'derive', 'broken.scale', '--json');
    assert.equal(status, 1);
    assert.equal(JSON.parse(out).facts.E.exponent, '2');
    assert.match(err, /^broken\.scale:3:\d+: error expected-expression: /);
  });

  it('has nothing to say of an empty text', () => {
    assert.equal(powercount(cwd, 'derive', 'empty.scale').out, 'Nothing to derive.\n');
  });

  it('ends quietly when its reader has gone', async () => {
    const child = started(cwd, 'derive', 'network.scale', '--why');
    child.stdout.destroy();
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number];
    assert.deepEqual([status, complaint], [0, '']);
  });
});
