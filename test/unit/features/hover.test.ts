import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hover } from '../../../server/src/features/hover';
import { code, escaped, Page } from '../../../server/src/features/markdown';
import { PointsOfView } from '../../../server/src/features/point-of-view';
import { Rational } from '../../../server/src/orders';
import { check, network, runs, shown, theme } from './fixture';

/** The Markdown of the hover at `$0`; `«…»` is what it is about. */
async function at(source: string): Promise<string> {
  const { snapshot, cursor, ranges } = await check(source);
  const answer = hover(snapshot, cursor, theme, runs);
  assert.ok(answer, 'no hover');
  if (ranges.length > 0) assert.equal(answer.range && shown(answer.range), ranges[0]);
  return (answer.contents as { value: string }).value;
}

/** The formulas of a hover's pictures, as their alternative texts tell them, and the text around them. */
function read(markdown: string): { pictures: string[]; said: string } {
  const pictures: string[] = [];
  const said = markdown.replace(/!\[([^\]]*)\]\(data:image\/svg\+xml,[^)\s]*\)/g, (_, alt: string) => {
    pictures.push(alt.replace(/&#(\d+);/g, (__, c: string) => String.fromCodePoint(Number(c))));
    return '□';
  });
  return { pictures, said };
}

describe('a hover', () => {
  it('shows a derived order as a picture, its regions, its reasons and its source', async () => {
    const { pictures, said } = read(await at(`${network}claim «sam$0ples(p)» ~ d when N <= d`));
    assert.match(pictures[0] ?? '', /^\\mathrm\{samples\}\(p\) \\sim /);
    assert.ok(pictures.includes('\\sqrt{N\\,d}'), pictures.join(' | '));
    assert.match(said, /posterior of `f` on `y`/);
    assert.match(
      said,
      /\| order&emsp; \| where&emsp; \| pattern&emsp; \| largest of&emsp; \| best choice \|/,
    );
    assert.match(said, /\| □&emsp; \| □&emsp; \| specialization&emsp; \| □&emsp; \| □ \|/);
    assert.match(said, /2512\.04165/);
  });

  it('is the same on the posterior that the order belongs to', async () => {
    const claim = read(await at(`${network}claim sam$0ples(p) ~ d`));
    assert.deepEqual(read(await at(network.replace('posterior p', 'posterior «p$0»'))), claim);
  });

  it('says what a step makes that a module is built of', async () => {
    const module =
      'module m(input, width) of feature j {\n  units width\n  norm(units, j) = norm(input, j)\n  build weights(«me$0an»(input), width)\n}';
    assert.match(read(await at(module)).said, /mean\(v\)[^]*over all positions/);
  });

  it('tells the patterns for the question of patterns', async () => {
    const { said } = read(await at(`${network}claim pat$0tern(p) = lazy when N >= d`));
    assert.match(said, /specialization/);
    assert.match(said, /one name for each hidden layer/);
  });

  it('gives no fact of all patterns for the question of some, but the claim that asks it', async () => {
    for (const quantity of ['samples', 'energy']) {
      const { pictures, said } = read(await at(`${network}claim «${quantity}$0»(p, lazy) ~ d^3`));
      assert.deepEqual(pictures, []);
      assert.match(said, new RegExp(`\\*\\*\`${quantity}\\(p\\)\`\\*\\*[^]*✓ proven`));
    }
    const inLet = read(await at(`${network}let E = «sam$0ples»(p, lazy)`));
    assert.doesNotMatch(inLet.said, /posterior of|proven/);
  });

  it('tells which resource limits a curve, where, and by which rule', async () => {
    const text = `scale P; scale N\ndata x : spectrum(k^-2)\ntarget y = source(x, k^-4)\ncurve e of y { samples P; width N }\nclaim error(e) ~ 1`;
    const { pictures, said } = read(await at(text.replace('error(e)', '«er$0ror(e)»')));
    assert.match(said, /learning curve of `y`/);
    assert.match(said, /\| □&emsp; \| □&emsp; \| limited by samples/);
    assert.match(said, /\| □&emsp; \| □&emsp; \| error of width/);
    assert.match(said, /Source: .*2405\.15074/);
    assert.ok(
      pictures.some((p) => p.includes('N\\,P')),
      pictures.join(' | '),
    );
    assert.deepEqual(read(await at(text.replace('curve e', 'curve «$0e»'))), { pictures, said });
    const resource = await at(text.replace('width N', '«wi$0dth» N'));
    assert.match(resource, /modes\^\(1 - spectrum\) \/ width/);
    assert.match(resource, /how many weights there are to train/);
  });

  it('draws all formulas of three layers', async () => {
    const source = readFileSync('samples/three-layer.scale', 'utf8').replace('posterior p', 'posterior p$0');
    const { pictures, said } = read(await at(source));
    assert.equal((said.match(/^\| □/gm) ?? []).length, 5);
    assert.ok(pictures.length > 15);
    const [above = ''] = said.split('\nAt `');
    const codes = [...above.matchAll(/`([^`]+)`/g)].map(([, text]) => text);
    assert.deepEqual(codes, ['samples(p)', 'f', 'y']);
    const [, regions = ''] = said.split('\n| order');
    assert.doesNotMatch(regions, /`/);
  });

  it('tells of six layers on six free widths which one learns, by pictures alone, and why at one point', async () => {
    const indices = [1, 2, 3, 4, 5, 6];
    const deep = `scale d
${indices.map((i) => `scale N${i} = d^a${i}, 0 <= a${i} <= 6\n`).join('')}data x : gaussian(d)
target y = He3(w . x)
network f(x) {
${indices.map((i) => `  h${i} = dense(${i === 1 ? 'x' : `erf(h${i - 1})`}, N${i})\n`).join('')}  out dense(erf(h6), 1)
}
posterior p$0 of f on y {}
`;
    const { pictures, said } = read(await at(deep));
    const [above = '', regions = ''] = said.split('\n| order');
    assert.match(above, /At `N1 = [^`]+`: \*\*specialization in h\d, the others lazy\*\* with energy/);
    assert.match(above, /\| largest of&emsp; \| best choice \|\n[|:-]+\n\| □&emsp; \| □ \|/);
    assert.equal((above.match(/^- specialization in h\d, the others lazy: .* above$/gm) ?? []).length, 3);
    // Beside the patterns there is no room for the terms of each region, and no column is half drawn.
    assert.match(regions, /^&emsp; \| where&emsp; \| pattern \|/);
    assert.equal((regions.match(/^\| □&emsp; \| □&emsp; \| /gm) ?? []).length, 8);
    assert.doesNotMatch(regions, /`/);
    assert.ok(pictures.some((p) => p.includes('M_{h_')));
  });

  it('looks at a refuted claim from where it fails, whatever point was chosen elsewhere', async () => {
    const { snapshot, cursor } = await check(
      `${network}claim sam$0ples(p) ~ d\nclaim samples(p) ~ sqrt(d*N) when N >= d`,
    );
    const points = new PointsOfView();
    points.choose(snapshot.uri, new Map([['a', Rational.of(1, 3)]]));
    const said = (offset: number): string =>
      read((hover(snapshot, offset, theme, runs, points)?.contents as { value: string }).value).said;
    const at = (text: string): string | undefined => /^At `N = ([^`]+)`: /m.exec(text)?.[1];
    const [failing, proven] = snapshot.analysis.claims;
    assert.ok(failing?.decision?.status === 'refuted');
    assert.match(failing.message, new RegExp(`at N ~ ${at(said(cursor))?.replace(/[()^]/g, '\\$&')} `));
    // The chosen point is not in the region of the other claim, but it is the one of the posterior.
    const { text } = snapshot.analysis.document;
    assert.ok(proven && at(said(text.indexOf('samples(p) ~ sqrt'))) !== 'd^(1/3)');
    assert.equal(at(said(text.indexOf('posterior p') + 10)), 'd^(1/3)');
  });

  it('says what comes next at the point under view, and how far off it is', async () => {
    // Two layers, He3, N ~ d^(3/2): specialization sqrt(N*d), lazy d^3. Coherence keeps gfl at D >= d/N^(1/3) and
    // magnetization at beta >= N^(2/3), so that both cost N^(2/3)*d.
    const { said } = read(await at(network.replace('posterior p', 'posterior p$0')));
    assert.match(
      said,
      /At `N = d\^\(3\/2\)`: \*\*specialization\*\* with energy `d\^\(5\/4\)`\.\n\nNext best:/,
    );
    const next = [...said.matchAll(/^- (\w+): `([^`]+)`, `([^`]+)` above$/gm)].map(([, ...row]) =>
      row.join(' '),
    );
    assert.deepEqual(next.toSorted(), ['gfl d^2 d^(3/4)', 'lazy d^3 d^(7/4)', 'magnetization d^2 d^(3/4)']);
  });

  it('names the requirement that decides', async () => {
    // At N << d one neuron is enough, and coherence asks for it: M * mu2^3 >= 1. Without it, one neuron with mu2 < 1 has
    // mu2*d = N/mu2^3, so that the energy is (N*d^3)^(1/4), d^(5/6) at N = d^(1/3).
    const source = network.replace('0 <= a <= 2', '0 <= a <= 1/2');
    const { said } = read(await at(`${source}claim sam$0ples(p) ~ d`));
    assert.match(
      said,
      /\*\*specialization\*\* with energy `d`; coherence decides here: without it `d\^\(5\/6\)`\./,
    );
    assert.doesNotMatch(read(await at(`${network}claim sam$0ples(p) ~ d`)).said, /decides here/);
  });

  it('gives no reasons where an order is only what is written', async () => {
    for (const source of ['N*d', 'min(N, d) + sqrt(d)', 'N + d'])
      assert.doesNotMatch(
        await at(`scale d\nscale N = d^a, 0 <= a <= 2\nlet E$0 = ${source}`),
        /Why|largest/,
      );
  });

  it('explains a minimum by the terms that balance', async () => {
    const { pictures, said } = read(
      await at('scale d\nscale N = d^a, a >= 1\nlet «E$0» = minimize over M in [1, N] of M*d + N/M'),
    );
    assert.equal(pictures[0], 'E \\sim \\sqrt{N\\,d}');
    assert.match(said, /balance/);
    assert.match(said, /= `minimize over M in/);
    assert.ok(pictures.includes('M \\sim \\sqrt{\\frac{N}{d}}'), pictures.join(' | '));
  });

  it('says what a threshold is, and what became of the claim', async () => {
    const said = await at(`${network}claim «thres$0hold»(samples(p), N) ~ d`);
    assert.match(said, /changes its form across a scale/);
    assert.match(said, /✓ proven/);
    assert.match(await at(`${network}claim threshold(«sam$0ples(p)», N) ~ d`), /posterior of/);
  });

  it('says what became of a claim', async () => {
    assert.match(await at(`${network}«cla$0im samples(p) ~ sqrt(d * N) when N >= d»`), /✓ proven/);
    const refuted = read(await at(`${network}«claim samples(p) $0~ d^2»`));
    assert.match(refuted.said, /✗ does not follow/);
    assert.match(refuted.said, /best choice/);
    // The editor shows the diagnostic beside the hover.
    const { snapshot } = await check(`${network}claim samples(p) ~ d^2`);
    const message = snapshot.analysis.claims[0]?.message ?? assert.fail();
    assert.ok(message.length > 20 && !refuted.said.includes(escaped(message)));
  });

  const others: [string, string, RegExp][] = [
    ['the declaration of a scale', network.replace('scale N', 'scale «N$0»'), /scale N = d\^a, 0 <= a <= 2/],
    ['what is written above a declaration', network.replace('(d)', '(«d$0»)'), /The input dimension\./],
    ['a free exponent', network.replace('d^a', 'd^«$0a»'), /free exponent/],
    ['a layer and how many of its neurons take part', network.replace('  h =', '  «$0h» ='), /count\(p\.h\)/],
    ['a rule of the library', network.replace('erf', '«er$0f»'), /degrees odd/],
    ['the reason of a pattern', `${network}claim pattern(p) = «la$0zy»`, /keeps the relative scales/],
    ['a module of the library', network.replace('dense(x', '«den$0se»(x'), /sums the whole input/],
    ['why a module is as it is', network.replace('dense(x', '«den$0se»(x'), /Why:.*average/],
    ['where a module comes from', network.replace('dense(x', '«den$0se»(x'), /Source:.*2512\.04165/],
    ['the norms of a module', network.replace('dense(x', '«atten$0tion»(x'), /norm\(output, k \+ j\)/],
    ['a line of a module', 'module m(input) of feature j {\n  «uni$0ts» 1\n}', /a pattern may act/],
    [
      'an activation that is part of a module',
      'module m(input) of feature j {\n  «acti$0vation» erf\n}',
      /part of the module/,
    ],
    ['data with tokens', 'scale d\ndata x : «seq$0uence»(d, d)', /tokens/],
    ['patches', network.replace('w . x', 'w . «pat$0ch»(x, d)'), /Every patch/],
    ['a Hermite polynomial', network.replace('He3', '«He$03»'), /degree 3/],
    ['a keyword', network.replace('scale d', '«sca$0le» d'), /quantity that grows/],
    ['a keyword of a block', network.replace('ridge', '«rid$0ge»'), /noise variance/],
    ['a line of an optimizer', 'optimizer o { «upd$0ate» 1 }', /entry of the update/],
    ['a kind of weight', 'parametrization r { rate bias, «hid$0den» = 1 }', /between layers/],
    ['a line of an alignment', 'alignment g { «$0omega» 1 }', /Initial weights/],
    ['weights that are tied', 'network f(x) { repeat 2 «ti$0ed» { h = dense(x, 2) }; out h }', /share their/],
    [
      'an optimizer and its source',
      'optimizer o { update 1; source "here" }\ntraining t of f { optimizer «$0o» }',
      /optimizer[^]*Source: here/,
    ],
    ['an exact number', 'scale d\nlet E = d^«0$0.25»', /1\/4/],
    [
      'the plan of a verify block',
      `${network}«verify$0» samples(p) { d in 8 .. 16; N = d; seeds 2 }`,
      /2 seeds at each/,
    ],
  ];
  for (const [what, source, expected] of others)
    it(`shows ${what}`, async () => assert.match(await at(source), expected));

  it('is silent in comments and between statements', async () => {
    for (const source of ['// sca$0le d\nscale d', 'scale d\n\n$0\nscale N']) {
      const { snapshot, cursor } = await check(source);
      assert.equal(hover(snapshot, cursor, theme, runs), null);
    }
  });

  it('never fails and never is too long, wherever the cursor is', async () => {
    const { snapshot, text } = await check(
      `${network}claim samples(p) ~ d^2\nlet E = samples(p)*sqrt(N/d)\nlet F = \nclaim energy(p, `,
    );
    for (let offset = 0; offset <= text.length; offset++) {
      const answer = hover(snapshot, offset, theme, runs);
      const value = (answer?.contents as { value: string } | undefined)?.value ?? '';
      assert.ok(value.length <= 90_000);
    }
  });
});

describe('Markdown of a hover', () => {
  it('shows text from the user literally', async () => {
    const doc = '/// <img src=x onerror=1> [go](command:x) **b** `c` ![p](data:y) &lt; a_b_ |';
    const { said } = read(await at(`${doc}\nscale «d$0»`));
    // What is left of the comment when every escaped character is taken away can hold no markup.
    const rest =
      said
        .split('~~~')
        .at(-1)
        ?.replace(/\\[^A-Za-z0-9\s]/g, '') ?? '';
    assert.doesNotMatch(rest, /[<>[\]()*`!&|_]/);
    assert.match(said, /onerror/);
  });

  it('keeps backticks inside a code span', () => {
    assert.equal(code('a ``b` c'), '``` a ``b` c ```');
    assert.equal(code(' a\n b '), '`a b`');
    assert.equal(escaped('a*b'), 'a\\*b');
  });

  it('turns formulas into code when their pictures have no room', () => {
    const page = new Page(theme);
    const formulas = Array.from({ length: 60 }, (_, i) =>
      page.formula({
        kind: 'relation',
        left: { kind: 'word', text: `N${i}` },
        sign: '>=',
        right: { kind: 'word', text: 'kappa' },
      }),
    );
    page.add(...formulas);
    assert.match(formulas[0] ?? '', /^!\[/);
    assert.equal(formulas.at(-1), '`N59 >= kappa`');
    assert.ok(page.toString().length < 90_000);
  });

  it('is cut between lines, never inside one', () => {
    const page = new Page(theme);
    for (let i = 0; i < 3000; i++) page.add(`line ${i} ${'x'.repeat(50)}`);
    assert.match(page.toString(), /x{50}$/);
    assert.ok(page.toString().length <= 90_000);
  });

  it('draws in the colour of the theme', async () => {
    const { snapshot, cursor } = await check(`${network}claim sam$0ples(p) ~ d`);
    const answer = hover(snapshot, cursor, { ...theme, foreground: '#123456' }, runs);
    assert.match((answer?.contents as { value: string }).value, /%23123456/);
  });
});
