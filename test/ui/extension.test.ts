import assert from 'node:assert/strict';
import { Bench, type Window } from './workbench';

/** Typed as a user types it: the editor indents, and closes brackets. */
const network = [
  'scale d',
  'scale N = d^a, 0 <= a <= 2',
  'data x : gaussian(d)',
  'target y = He3(w . x)',
  'network f(x) {',
  'h = dense(x, N)',
  'out dense(erf(h), 1)',
];
const rest = ['', 'posterior p of f on y { ridge 1 }', 'claim samples(p) ~ d^9'];

describe('the installed extension', () => {
  let bench: Bench;
  let window: Window;

  before(async () => {
    bench = await Bench.start();
    window = await bench.open(true);
  });
  after(() => bench?.stop());
  afterEach(async function () {
    if (this.currentTest?.isFailed()) await window.screenshot(`failed ${this.currentTest.title}`);
  });

  it('types', async () => {
    await window.file('typed.scale');
    await window.screenshot('y');
    await window.type(network);
    await window.page.keyboard.press('ControlOrMeta+End');
    for (const line of rest) {
      await window.page.keyboard.type(line);
      await window.page.keyboard.press('Enter');
    }
    await window.screenshot('z');
    console.log(await window.text());
    const hover = await window.hover('claim');
    await window.screenshot('h');
    console.log(await hover.innerHTML());
    assert.ok(hover);
  });
});
