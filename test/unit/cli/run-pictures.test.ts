import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Loader } from '../../../server/src/cli/load';
import { runPictures } from '../../../server/src/cli/run-pictures';
import type { Plan, Verdict } from '../../../trainer/schema';

/** What `verify samples/linear.scale` found in 200 seconds on two threads of a busy machine. */
const verdict = JSON.parse(readFileSync('test/fixtures/linear-verdict.jsonl', 'utf8')) as Verdict;

/** The tags of an XML text, all closed in the sequence in which they were opened, with their attributes. */
function tags(xml: string): { name: string; attributes: string }[] {
  const found: { name: string; attributes: string }[] = [];
  const open: string[] = [];
  for (const [whole, end, name = '', attributes = '', alone] of xml.matchAll(
    /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (end) assert.equal(open.pop(), name, whole);
    else if (!alone) open.push(name);
    if (!end) found.push({ name, attributes });
  }
  assert.deepEqual(open, []);
  // All that is no tag is text without marks of its own.
  assert.doesNotMatch(xml.replace(/<[^<>]*>/g, ''), /[<>]|&(?!\w+;|#)/);
  assert.equal(found.length, [...xml.matchAll(/<[^/]/g)].length);
  return found;
}

describe('pictures of a run as files', () => {
  let plan: Plan;
  before(() => {
    const found = new Loader().load('samples/linear.scale').analysis.verifications[0]?.plan;
    assert.ok(found);
    plan = found;
  });

  for (const dark of [false, true])
    it(`are SVG files of their own, the same each time, ${dark ? 'dark' : 'light'}`, () => {
      const made = runPictures(plan, verdict, { dark });
      assert.deepEqual(made, runPictures(plan, structuredClone(verdict), { dark }));
      assert.deepEqual(
        made.map(({ name }) => name),
        ['fit', 'curves'],
      );
      for (const { svg } of made) {
        assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        const all = tags(svg);
        assert.ok(all.every(({ name }) => !['style', 'script', 'foreignObject', 'image'].includes(name)));
        assert.ok(all.every(({ attributes }) => !/ (style|href|on\w+)=/.test(attributes)));
      }
    });

  it('say what was predicted, what was measured and by how many seeds', () => {
    const [fit, curves] = runPictures(plan, verdict, { dark: false });
    const words = (svg: string): string => svg.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    const said = words(fit!.svg);
    for (const wanted of ['predicted d', `${verdict.status}: `, 'samples(p)'])
      assert.ok(said.includes(wanted), wanted);
    for (const { size, seeds } of verdict.points) {
      assert.ok(said.includes(`d = ${size}: `), `${size}`);
      assert.ok(said.includes(`${seeds} seeds`), `${seeds}`);
    }
    for (const { size } of verdict.collapse!.curves) assert.ok(words(curves!.svg).includes(`d = ${size} `));
    assert.ok(words(curves!.svg).includes(`${Number(verdict.collapse!.quality.toPrecision(3))}`));
  });

  it('are not there before there is a point, and without curves there is one', () => {
    assert.deepEqual(runPictures(plan, { ...verdict, points: [] }, { dark: false }), []);
    const { collapse, ...without } = verdict;
    assert.ok(collapse);
    assert.equal(runPictures(plan, without, { dark: false }).length, 1);
  });
});
