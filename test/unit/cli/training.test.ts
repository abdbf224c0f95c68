import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount, root } from './program';
import { resnet, transformer } from './training-texts';

describe('powercount derive, of trainings', () => {
  before(bundle);

  const cwd = folderWith({
    'transformer.scale': transformer,
    'resnet.scale': resnet,
    'shifted.scale':
      'scale n\nnetwork f(x) {\n  u = dense(x, n)\n  out dense(relu(u), 1)\n}\ntraining t of f { optimizer sgd; parametrization mup; multiplier out = n^(-1/2); init out = n^(-1/2); rate out = 1 }\n',
  });
  const derived = (...words: string[]): string => {
    const { status, out, err } = powercount(cwd, 'derive', ...words);
    assert.deepEqual([status, err], [0, '']);
    return out;
  };
  /** The cells of a weight's row, by the words of the head. */
  const row = (out: string, weight: string): Record<string, string> => {
    const cells = (line: string): string[] => line.trim().split(/ {2,}/);
    const lines = out.split('\n');
    const head = cells(lines.find((line) => line.startsWith('  weight'))!);
    const own = cells(lines.find((line) => line.startsWith(`  ${weight} `))!);
    assert.equal(own.length, head.length);
    return Object.fromEntries(head.map((title, i) => [title, own[i]!]));
  };

  // arXiv:2505.01618, Table 1 (the epsilon of the embedding as its authors' later work has it).
  it('has a row for each weight: a transformer under CompleteP', () => {
    const out = derived('transformer.scale');
    const shared = { role: 'hidden', multiplier: '1', init: '1/sqrt(n)', update: '1', change: '1' };
    const rates = { rate: '1/n', 'largest rate': '1/n', epsilon: '1/(L*n)', decay: 'n' };
    for (const weight of ['q', 'k', 'v', 'u', 'h_branch', 'h_2'])
      assert.deepEqual(row(out, weight), { weight, ...shared, ...rates });
    assert.deepEqual(
      ['h', 'a_gain', 'u_bias', 'out_gain', 'out'].map((w) => row(out, w).epsilon),
      ['1/n', '1/(L*n)', '1/(L*n)', '1/n', '1/n'],
    );
    assert.equal(row(out, 'out').multiplier, '1/n');
    assert.match(out, /^ {2}multiplier of branches of h: 1\/L$/m);
    assert.match(out, /^ {2}multiplier of logits in h: 1\/D$/m);
    assert.match(out, /^ {2}change\(t\) ~ 1: change of the output/m);
    assert.match(out, /^ {2}stable\(t\) +everywhere$/m);
    assert.match(out, /^ {2}linear\(t\.w\) +nowhere +for every w$/m);
  });

  // By hand, as arXiv:2310.02244: branches grow as L^(1/2 - g), and updates of size L^(g - 1) add up to order one.
  it('says where properties hold, and what each weight may do', () => {
    const out = derived('resnet.scale');
    const [r = '', s = ''] = out.split('\n\n');
    assert.match(r, /^ {2}Its sizes are powers of the scales where g >= 1\/2, for only there:$/m);
    assert.match(row(r, 'u').rate!, /^1\/n\*min\((1, L\^\(g - 1\)|L\^\(g - 1\), 1)\)$/);
    assert.equal(row(s, 'u').rate, 'L^(g - 1)/n');
    assert.match(r, /^ {2}stable\(r\) +iff g >= 1\/2$/m);
    assert.match(s, /^ {2}stable\(s\) +iff 1\/2 <= g <= 1$/m);
    assert.match(s, /^ {2}diverse\(s\) +iff g = 1\/2$/m);
    assert.match(s, /^ {2}lazy\(s\.w\) +iff 1\/2 <= g < 1 +for w = u, v$/m);
    assert.match(out, /\n\nE ~ L\*n\n\nClaims\n {2}refuted {2}stable\(s\)\n/);
  });

  it('says which parametrization it is, and by which multipliers it differs', () => {
    const out = derived('shifted.scale');
    assert.match(out, /^ {2}The same as mup, with the multiplier of out shifted by sqrt\(n\)$/m);
    assert.doesNotMatch(derived('transformer.scale'), /The same as completep/);
  });

  it('is told at exponents and at sizes', () => {
    const at = derived('resnet.scale', '--at', 'g=1/2,L=1/2');
    const [first = '', r = ''] = at.split('\n\n');
    assert.equal(first, 'At L = sqrt(n), g = 1/2');
    assert.equal(row(r, 'u').rate, '1/n^(5/4)');
    assert.match(r, /^ {2}stable\(r\) +holds$/m);
    assert.match(r, /^ {2}lazy\(r\.w\) +does not hold +for w = h, out$/m);
    const sizes = derived('transformer.scale', '--at', 'n=1000,L=10,D=100');
    assert.match(sizes, /^heuristic: unit prefactors/m);
    assert.deepEqual([row(sizes, 'q').rate, row(sizes, 'q').epsilon], ['0.001', '0.0001']);
    assert.match(sizes, /^ {2}multiplier of logits in h: 0\.01$/m);
  });

  it('takes exponents of no scale beside sizes', () => {
    const [first = '', , s = ''] = derived('resnet.scale', '--at', 'n=100,L=16,g=1/2').split('\n\n');
    assert.match(first, /^At n = 100, L = 16, g = 1\/2$/m);
    assert.equal(row(s, 'u').rate, '0.0025');
    const { status, err } = powercount(cwd, 'derive', 'resnet.scale', '--at', 'n=100,L=16,g=x');
    assert.deepEqual([status, /g is an exponent: give it one number/.test(err)], [2, true]);
  });

  it('gives reasons for orders and properties', () => {
    const why = derived('resnet.scale', '--why');
    assert.match(why, /^ {4}a few steps change the output by order one at most: .* <~ 1$/m);
    assert.match(why, /^update\(r\.u\)/m);
    const one = derived('resnet.scale', '--why', '--of', 'update(s.u)');
    assert.match(
      one,
      /^update\(s\.u\), by region\n {2}.*: update\(s\.u\) ~ L\^\(g - 1\)\n {4}when g >= 1\/2\n/,
    );
    assert.match(one, /^ {4}Rate \(residual\(g\)\): L\^\(g - 1\)\/n$/m);
    assert.doesNotMatch(one, /stable|Claims/);
    assert.match(
      powercount(cwd, 'derive', 'transformer.scale', '--of', 'rate').err,
      /nothing derives rate; there are: size\(t\.h\), .* and \d+ more$/m,
    );
  });

  it('tells of one property: where it holds, where each thing does that it stands on, and whether at a point', () => {
    const of = (...words: string[]): string => derived('resnet.scale', '--of', ...words);
    assert.equal(of('stable( s )'), 'stable(s) iff 1/2 <= g <= 1\n');
    assert.equal(of('lazy(s.u)', '--at', 'g=3/4,L=1/2').split('\n\n')[1], 'lazy(s.u) holds\n');
    const why = of('stable(s)', '--why');
    assert.match(
      why,
      /^ {2}h keeps its size over depth at initialisation +L\^\(-g \+ 1\/2\) <~ 1 +iff g >= 1\/2$/m,
    );
    assert.match(why, /^ {2}a few steps change the output by .* <~ 1 +iff 1\/2 <= g <= 1$/m);
    // The output changes by L^(g - 1).
    const at = of('stable(s)', '--why', '--at', 'g=2,L=1');
    assert.match(at, /^stable\(s\) does not hold$/m);
    assert.match(at, /^ {2}a few steps change the output by order one at most +n <~ 1 +does not hold$/m);
    // Outside the domain sizes are no powers, so that nothing can be said of what stands on them.
    const outside = of('feature_learning(s)', '--why', '--at', 'g=0,L=1');
    assert.match(outside, /^feature_learning\(s\) does not hold$/m);
    assert.match(outside, /^ {2}h keeps its size .* sqrt\(n\) <~ 1 +does not hold$/m);
    assert.match(
      outside,
      /^ {2}the last hidden features change by their own size +nothing is derived here$/m,
    );
    const sizes = of('stable(s)', '--at', 'n=100,L=16,g=2');
    assert.match(sizes, /^heuristic: [^\n]*\n\nstable\(s\) does not hold$/m);
  });

  it('has one property in JSON as it is listed with its training', () => {
    const one = (...words: string[]): Record<string, unknown> =>
      JSON.parse(derived('resnet.scale', '--json', ...words));
    for (const at of [[], ['--at', 'g=3/4,L=1/2']]) {
      const [, training] = one(...at).trainings as { properties: { name: string }[] }[];
      const property = training?.properties.find(({ name }) => name === 'lazy(s.u)');
      const { properties, facts, claims, trainings } = one('--of', 'lazy(s.u)', ...at);
      assert.deepEqual(
        { properties, facts, claims, trainings },
        { properties: [property], facts: {}, claims: [], trainings: undefined },
      );
    }
  });

  it('has the same in JSON, with the keys that docs/cli.md lists', () => {
    const { facts, trainings } = JSON.parse(derived('resnet.scale', '--json'));
    const [r, s] = trainings;
    assert.deepEqual([r.name, s.name, s.optimizer, s.parametrization], ['r', 's', 'adam', 'residual(g)']);
    const u = s.weights.find((w: { name: string }) => w.name === 'u');
    assert.equal(u.rate.order, 'L^(g - 1)/n');
    assert.equal(u.update.pieces[0].order, facts['update(s.u)'].pieces[0].order);
    const stable = s.properties.find((p: { name: string }) => p.name === 'stable(s)');
    assert.deepEqual(
      Object.keys(s.orders),
      Object.keys(facts).filter((name) => name.endsWith('(s)')),
    );
    assert.deepEqual(s.orders['change(s)'].order.split(' + ').toSorted(), ['1', 'L^(g - 1)']);
    assert.deepEqual(stable.holds, [['1/2 <= g <= 1']]);
    assert.deepEqual(
      s.multipliers.map((m: { place: string; order: string }) => [m.place, m.order]),
      [['branches of h', 'L^(-g)']],
    );
    const at = JSON.parse(derived('resnet.scale', '--json', '--at', 'g=2,L=1')).trainings[1];
    assert.equal(at.properties[0].holds, false);
    assert.equal(at.weights[1].change.exponent, '1');
    const { recognised } = JSON.parse(derived('shifted.scale', '--json')).trainings[0];
    const mup = recognised.find((p: { name: string }) => p.name === 'mup');
    assert.equal(mup.shifts.out.order, 'sqrt(n)');

    const docs = readFileSync(join(root, 'docs/cli.md'), 'utf8');
    const table = /^\| key +\| of a training[^]*?\n\n/m.exec(docs)?.[0] ?? '';
    const listed = new Set(
      [...table.matchAll(/^\| (.*?) +\|/gm)]
        .flatMap(([, c]) => [...c!.matchAll(/`(\w+)`/g)])
        .map(([, key]) => key),
    );
    const met = new Set([...Object.keys(s), ...Object.keys(u), ...Object.keys(stable), ...Object.keys(mup)]);
    assert.deepEqual([...met].sort(), [...listed].sort());
  });
});
