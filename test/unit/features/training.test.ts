import assert from 'node:assert/strict';
import { completion } from '../../../server/src/features/completion';
import { hover } from '../../../server/src/features/hover';
import { inlayHints, withTooltip } from '../../../server/src/features/inlay-hints';
import { quickFixes } from '../../../server/src/features/quick-fixes';
import { check, runs, theme } from './fixture';
import { open, set } from './panel-fixture';
import { plane } from '../../fixtures/plane';

/** Residual blocks whose first layer has a rate of its own: stable where c <= 0. */
const network = `scale n
scale L
exponent c
network resnet(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    h = h + L^(-1/2) * dense(tanh(u), n)
  }
  out dense(h, 1)
}
`;
const blocks = `${network}training t of resnet { optimizer sgd; parametrization depth_mup; rate u = L^c }\n`;

/** The Markdown of the hover at `$0`, its pictures by their alternative texts. */
async function hoverAt(source: string): Promise<string> {
  const { snapshot, cursor } = await check(source);
  const answer = hover(snapshot, cursor, theme, runs);
  assert.ok(answer, 'no hover');
  const { value } = answer.contents as { value: string };
  assert.ok(value.length < 100_000);
  return value
    .replace(/!\[([^\]]*)\]\(data:image\/svg\+xml,[^)\s]*\)/g, (_, alt: string) =>
      alt.replace(/&#(\d+);/g, (__, c: string) => String.fromCodePoint(Number(c))),
    )
    .replace(/&emsp;/g, '');
}

const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** The text with a quick fix applied. */
async function mended(source: string, title: string): Promise<string> {
  const { snapshot, text } = await check(source);
  const found = quickFixes(snapshot, everything);
  const edit = found.find((fix) => fix.title === title)?.edit?.changes?.[snapshot.uri]?.[0];
  assert.ok(edit, found.map((fix) => fix.title).join(' | ') || 'no quick fix');
  const [start, end] = [edit.range.start, edit.range.end].map((p) => snapshot.text.offsetAt(p));
  return text.slice(0, start) + edit.newText + text.slice(end);
}

async function mistakes(text: string): Promise<string[]> {
  const { document, diagnostics } = (await check(text)).snapshot.analysis;
  return [...document.diagnostics, ...diagnostics].map(({ message }) => message);
}

describe('on a training', () => {
  describe('a hover', () => {
    it('says on its name what holds where, its weights, and by whose rules', async () => {
      const said = await hoverAt(blocks.replace('training t', 'training t$0'));
      assert.match(said, /\*\*`t`\*\* — training of resnet: sgd, depth\\_mup, alignment coherent/);
      assert.match(said, /\| `stable\(t\)` \| c \\le 0 \|/);
      assert.match(said, /\| `feature_learning\(t\)` \| everywhere \|/);
      assert.match(said, /\| `u` \| 1 \| L\^\{c - 1\/2\} \|/);
      assert.match(said, /\*Source: .*arXiv:2011\.14522/);
    });

    it('names the parametrizations that it is, with the multipliers that differ', async () => {
      const said = await hoverAt(
        `${network}training $0t of resnet { optimizer adam; parametrization mup }`.replace(
          'repeat L',
          'repeat L',
        ),
      );
      assert.match(said, /This is \*\*mup\*\*/);
      // Table 8 of arXiv:2203.03466 against Table 3: the read-out's factor 1/n stands before it or in its deviation.
      assert.match(said, /- \*\*mup\\_plain\*\*, with the multiplier of `out` times \\frac\{1\}\{n\}/);
    });

    it('says of a weight what each training makes of it', async () => {
      const two = `${blocks}training s of resnet { optimizer adam; parametrization depth_mup }\n`;
      const said = await hoverAt(two.replace('u = dense', '$0u = dense'));
      assert.match(said, /\| `u` \| `t` \| `s` \|/);
      assert.match(said, /\| update \| L\^\{c - 1\/2\} \|/);
      const out = await hoverAt(two.replace('out dense', 'o$0ut dense'));
      assert.match(out, /\| `out` \| `t` \| `s` \|/);
    });

    it('says the same of one training on a setting of a weight', async () => {
      const key = await hoverAt(blocks.replace('rate u', 'ra$0te u'));
      assert.match(key, /^\*\*`rate [^]*\n\| `u` \| `t` \|/);
      const said = await hoverAt(blocks.replace('rate u', 'rate $0u'));
      assert.match(said, /^\| `u` \| `t` \|/);
      assert.match(said, /\| rate \| L\^\{c\} \|/);
    });

    it('lists on a claimed property what it stands on, and which of it fails', async () => {
      const said = await hoverAt(`${blocks}claim sta$0ble(t)`);
      assert.match(said, /✗ does not follow/);
      assert.match(said, /^- ✗ `change\(t\.h\) <~ 1`/m);
      assert.match(said, /^- ✓ `size\(t\.h\) ~ 1`/m);
      const when = await hoverAt(`${blocks}claim sta$0ble(t) when c <= 0`);
      assert.match(when, /✓ proven/);
      assert.doesNotMatch(when, /✗/);
    });

    it('shows the order of a quantity, and the rule of a name of the library', async () => {
      assert.match(
        await hoverAt(`${blocks}claim upd$0ate(t.u) ~ 1`),
        /update\}\(t\.u\) \\sim L\^\{c - 1\/2\}/,
      );
      const rule = await hoverAt(blocks.replace('depth_mup', 'depth$0_mup'));
      assert.match(rule, /\*\*`depth_mup`\*\* — parametrization[^]*\*Why:\*[^]*\*Source:/);
    });
  });

  it('a hint beside its name says where it is stable, its tooltip all', async () => {
    const { snapshot } = await check(blocks);
    const [hint] = inlayHints(snapshot, everything, runs);
    assert.equal(hint?.label, 'stable where c <= 0');
    assert.match(JSON.stringify(withTooltip(hint, snapshot, theme).tooltip), /feature_learning/);
  });

  describe('quick fixes', () => {
    it('solve for the exponent', async () => {
      const solved = await mended(`${blocks}claim stable(t)`, 'Solve for it: c = 0');
      assert.match(solved, /^exponent c, c = 0$/m);
      assert.deepEqual(await mistakes(solved), []);
    });

    it('add the largest rates where the parametrization says none', async () => {
      const text = `${network.replace('exponent c\n', '')}training t of resnet { optimizer lion; parametrization mup }`;
      const rates = await mended(text, 'Add rate maximal');
      assert.match(rates, /parametrization mup; rate maximal \}/);
      assert.deepEqual(await mistakes(rates), []);
    });

    it('spell settings and names', async () => {
      for (const [wrong, right] of [
        ['rat u', 'rate'],
        ['depth_mpu', 'depth_mup'],
        ['sdg', 'sgd'],
      ] as const) {
        const spelt = wrong === 'rat u' ? 'rate u' : right;
        const text = await mended(blocks.replace(spelt, wrong), `Write ${right}`);
        assert.equal(text, blocks);
      }
    });
  });

  describe('completion', () => {
    const cases: [string, string, string[], string[]?][] = [
      ['properties and quantities in a claim', 'claim $0', ['stable(t)', 'update', 'lazy']],
      ['weights and values of a quantity', 'claim update($0', ['t.u', 't.h_branch', 't.out'], ['t']],
      ['the training too, where it has the quantity', 'claim change($0', ['t', 't.h']],
      ['trainings of a property', 'claim stable($0', ['t'], ['t.u']],
      ['weights behind a dot', 'claim update(t.$0', ['u', 'h_branch', 'out'], ['L']],
      ['parametrizations to be claimed', 'claim parametrization(t) = $0', ['mup', 'ntk'], ['sgd']],
    ];
    for (const [what, written, some, none = []] of cases)
      it(`offers ${what}`, async () => {
        const { snapshot, text, cursor } = await check(blocks + written);
        const labels = completion(text, cursor, snapshot, true).items.map(({ label }) => label);
        for (const label of some) assert.ok(labels.includes(label), `${label} in ${labels.join(', ')}`);
        for (const label of none) assert.ok(!labels.includes(label), `${label} not in ${labels.join(', ')}`);
        assert.equal(new Set(labels).size, labels.length, 'something is offered twice');
      });

    it('offers the weights of a training to its settings', async () => {
      const { snapshot, text, cursor } = await check(
        blocks.replace('rate u = L^c }', 'rate u = L^c; rate $0 }'),
      );
      const labels = completion(text, cursor, snapshot, true).items.map(({ label }) => label);
      for (const label of ['u', 'out', 'maximal']) assert.ok(labels.includes(label), labels.join(', '));
    });
  });

  describe('the panel', () => {
    it('shows its regimes, its weights and its properties at the point', async () => {
      const { view } = await open(plane.replace('training t', 'training t$0'));
      const { name, training, order, candidates, diagram, point } = view(set({ c: '0', g: '-1/2' }));
      assert.deepEqual([name, order, candidates], ['stable(t)', undefined, undefined]);
      assert.deepEqual(point.order, { kind: 'regime', name: 'stable: kernel' });
      assert.deepEqual(
        training?.weights.map((row) => [row.name, row.rate.formula?.text, row.update.formula?.text]),
        [
          ['h', 'n^c', 'n^(c + g)'],
          ['u', 'n^c', 'n^(c + g)'],
          ['out', 'n^c', 'n^(c + 2*g + 1)'],
        ],
      );
      assert.deepEqual(
        training.properties.filter((row) => row.here).map((row) => row.name),
        ['stable(t)', 'nontrivial(t)', 'kernel(t)', 'lazy(t.h)', 'lazy(t.u)'],
      );
      assert.ok(diagram.kind === 'diagram');
      assert.ok(diagram.picture.thin.some(({ says }) => says === 'stable, features learnt'));
      assert.equal(diagram.picture.point?.x.exact, '0');
    });

    it('says what fails, the failures first, with the rules at the end', async () => {
      const { view } = await open(plane.replace('training t', 'training t$0'));
      const { why, point } = view(set({ c: '1', g: '0' }));
      assert.deepEqual(point.order, { kind: 'regime', name: 'unstable: change(t.h) too large' });
      const marks = why.steps.map(({ title }) => title[0]);
      assert.match(marks.join(''), /^✗+✓+[OPA]{3}$/);
      assert.equal(why.steps[0]?.formula?.text, 'change(t.h) ~ n');
    });

    it('shows a property that is claimed with its training, a quantity with its order', async () => {
      const property = (await open(`${plane}claim la$0zy(t.u) when c + g < 0`)).view();
      assert.deepEqual([property.name, property.claim?.status], ['stable(t)', 'proven']);
      const quantity = (await open(`${plane}claim si$0ze(t.out) ~ 1`)).view();
      assert.equal(quantity.name, 'size(t.out)');
      assert.equal(quantity.order?.summary?.text, 'size(t.out) ~ n^(g + 1/2)');
      assert.equal(quantity.training?.weights.length, 3);
      assert.ok(quantity.diagram.kind === 'diagram' && quantity.diagram.picture.thin.length === 0);
    });

    it('moves along exponents of independent scales, with every product consistent', async () => {
      const text = blocks.replace('exponent c', 'exponent c\nexponent g').replace('L^c', 'n^c * L^g');
      const { view } = await open(text.replace('training t', 'training t$0'));
      for (const [c, g, L, stable] of [
        ['-1', '1', '1', true],
        ['-1', '2', '1', false],
        ['-1', '2', '1/2', true],
      ] as const) {
        const { point, training } = view(set({ c, g, L }));
        assert.deepEqual(
          point.exponents.map(({ value }) => value),
          [c, g, L],
        );
        assert.ok(point.order.kind === 'regime');
        assert.equal(point.order.name.startsWith('stable'), stable, point.order.name);
        assert.equal(training?.properties[0]?.here, stable);
      }
    });
  });
});
