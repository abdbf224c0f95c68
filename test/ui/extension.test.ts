import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bench, type Window } from './workbench';

const network = [
  'scale d',
  'scale N = d^a, 0 <= a <= 2',
  'data x : gaussian(d)',
  'target y = He1(w . x)',
  'network f(x) {',
  'h = dense(x, N)',
  'out dense(erf(h), 1)',
];
const posterior = 'posterior p of f on y { ridge 1 }';
const trueClaim = 'claim samples(p) ~ d';
const falseClaim = 'claim samples(p) ~ sqrt(d * N) when N >= d';
/** A linear target needs P* ~ d. About ten seconds of work, which a busy machine has 100 for. */
const verify = 'verify samples(p) { d in 8 .. 24; N = d; seeds 2; sizes 2; seconds 100 }';
const lines = [
  ...network.slice(0, 5),
  ...network.slice(5).map((line) => `  ${line}`),
  '}',
  posterior,
  trueClaim,
  falseClaim,
  verify,
];
const typed = lines.join('\n');

const training = [
  'scale n',
  'exponent c',
  'network f(x) {',
  '  h = dense(x, n)',
  '  u = dense(tanh(h), n)',
  '  out dense(tanh(u), 1)',
  '}',
  'training mu of f { optimizer sgd; parametrization mup; rate n^c }',
  'claim stable(mu)',
];

/** Hours of work. */
const costly = `scale n
network f(x) {
  h = dense(x, n)
  u = dense(tanh(h), n)
  out dense(tanh(u), 1)
}
training mu of f { optimizer sgd; parametrization mup }
verify change(mu.u) { n in 1024 .. 2048; seeds 64; steps 1000; seconds 9999 }
`;

describe('the packaged, installed extension', () => {
  let bench: Bench;
  let window: Window | undefined;
  const shown = (): Window => {
    assert.ok(window, 'no window is open');
    return window;
  };

  before(async () => {
    bench = await Bench.start();
  });
  after(() => bench?.stop());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window?.screenshot(`failed - ${this.currentTest.title}`);
  });

  // First: in a trusted folder there are runs.
  describe('in a folder that the user does not trust', () => {
    before(async () => {
      window = await bench.open(false);
      writeFileSync(join(window.folder, 'strange.scale'), typed);
      await window.file('strange.scale');
    });
    after(() => window?.close());

    it('reads the text', async () => {
      await shown().page.locator('.squiggly-error').first().waitFor();
    });

    it('runs nothing, and says why', async () => {
      await shown().caret(verify);
      await shown().command('Powercount: Verify Claim');
      const said = shown().page.locator('.notification-toast, .monaco-dialog-box', { hasText: /trust/i });
      await said.first().waitFor();
      await shown().screenshot('restricted');
      assert.equal(readFileSync(join(shown().folder, 'strange.scale'), 'utf8'), typed);
      assert.deepEqual(bench.runs(), []);
    });

    it('shows its claims as tests, and VS Code asks for trust before it runs one', async () => {
      await shown().margin('run').waitFor();
      await shown().caret(verify);
      await shown().command('Test: Run Test at Cursor');
      const question = shown().page.locator('.monaco-dialog-box', { hasText: /Do you trust the authors/ });
      await question.getByRole('button', { name: 'Cancel' }).click();
      await shown().screenshot('restricted-tests');
      assert.deepEqual(bench.runs(), []);
    });
  });

  describe('in a folder that the user trusts', () => {
    before(async () => {
      window = await bench.open(true);
      await window.file('typed.scale');
    });
    after(() => window?.close());

    it('takes a network as it is typed', async () => {
      await shown().type(lines);
      await shown().saved('typed.scale', typed);
    });

    it('marks the false claim, and nothing else', async () => {
      await shown().page.locator('.squiggly-error').first().waitFor();
      await shown().command('Problems: Focus on Problems View');
      const problems = shown().page.locator('.markers-panel .monaco-list-row', { hasText: /\[Ln \d+/ });
      await problems.first().waitFor();
      assert.equal(await problems.count(), 1);
      const line = typed.split('\n').indexOf(falseClaim) + 1;
      assert.match((await problems.first().textContent()) ?? '', new RegExp(`\\[Ln ${line},`));
      await shown().screenshot('false-claim');
      await shown().command('View: Hide Panel');
    });

    it('shows the order as a picture on hovering', async () => {
      const picture = (await shown().hover(trueClaim, 'samples'))
        .locator('img[src^="data:image/svg+xml"]')
        .first();
      await picture.waitFor();
      await shown().screenshot('hover');
      const size = await picture.evaluate((node) => {
        const { complete, naturalWidth, naturalHeight } = node as unknown as Record<string, number | boolean>;
        return { complete, naturalWidth, naturalHeight };
      });
      assert.equal(size.complete, true);
      assert.ok(Number(size.naturalWidth) > 10 && Number(size.naturalHeight) > 5, JSON.stringify(size));
    });

    it('writes a long order whole at the end of its line', async () => {
      await shown().file('three-layer.scale');
      const hint = shown().page.locator('.view-line', {
        hasText: /posterior\sp.*samples.*regions|posterior\sp.*d\^3\)/,
      });
      await hint.first().waitFor();
      const line = ((await hint.first().textContent()) ?? '').replaceAll('\u00a0', ' ');
      assert.match(
        line,
        /^posterior p of f on y \{ ridge kappa \} ?samples ~ kappa\*min\(max\(.*\), d\^3\)$/,
      );
      await shown().screenshot('hint');
      await shown().file('typed.scale');
    });

    it('opens the rule of the library that a name stands for', async () => {
      await shown().caret('out dense', 'erf');
      await shown().command('Go to Definition');
      await shown().page.getByRole('tab', { name: 'activations.scale', selected: true }).waitFor();
      await shown().file('typed.scale');
    });

    it('says of a training that is typed what holds of it, as pictures', async () => {
      await shown().file('trained.scale');
      await shown().type(training);
      const hover = await shown().hover('training mu', 'mu');
      await hover.locator('img[src^="data:image/svg+xml"]').first().waitFor();
      await hover.getByText('feature_learning(mu)').waitFor();
      await shown().screenshot('hover-training');
    });

    it('solves for the rate that is stable', async () => {
      await shown().caret('claim stable', 'stable');
      await shown().page.keyboard.press('ControlOrMeta+.');
      await shown().page.locator('.action-widget').getByText('Solve for it: c = 0').click();
      await shown().saved('trained.scale', training.join('\n').replace('exponent c', 'exponent c, c = 0'));
      await shown().file('typed.scale');
    });

    it('runs a claim as a test, with its mark in the margin and what is derived instead beside it', async () => {
      const { page } = shown();
      await shown().caret(falseClaim);
      await shown().command('Test: Run Test at Cursor');
      await shown().margin('failed').waitFor();
      await page.getByText('samples(p) ~ d != samples(p) ~ d^(5/4)').first().waitFor();
      await shown().screenshot('tests');
      await shown().command('Test: Clear All Results');
      await shown().command('View: Hide Panel');
    });

    it('says what a long run costs, and does not start it when the user would rather not', async () => {
      const { page } = shown();
      writeFileSync(join(shown().folder, 'costly.scale'), costly);
      await shown().file('costly.scale');
      await page.locator('.codelens-decoration a', { hasText: /Verify · up to \d+ (min|h)/ }).click();
      const dialog = page.locator('.monaco-dialog-box', { hasText: 'Verify change(mu.u)?' });
      await dialog.getByText(/runs, .* FLOPs, .* [GM]B, .* on \d+ threads? of this machine/).waitFor();
      await shown().screenshot('budget');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await shown().margin('skipped').waitFor();
      assert.deepEqual(bench.runs(), []);
      await shown().file('typed.scale');
    });

    it('verifies the claim with one click, to a verdict', async () => {
      await shown().page.locator('.codelens-decoration a', { hasText: 'Verify' }).click();
      const said = shown().page.locator('.notification-toast', { hasText: /predicted exponent/ });
      await said.waitFor({ timeout: 130_000 });
      await shown().screenshot('verdict');
      assert.match(
        (await said.textContent()) ?? '',
        /is (consistent|inconclusive): predicted exponent 1, measured \d/,
      );
      assert.notDeepEqual(bench.runs(), []);
    }).timeout(150_000);
  });
});
