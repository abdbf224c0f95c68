import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../../server/src/analysis/diagnostic';
import { analysisOf } from './support';

/** `samples/broken.scale` says below each mistake which diagnostic to expect, as `// code: underlined text`. */
describe('the sample of mistakes', () => {
  const text = readFileSync(join(process.cwd(), 'samples/broken.scale'), 'utf8');
  const analysis = analysisOf(text);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;

  it('has exactly the diagnostics that it announces, each at its words', () => {
    const expected = text.split('\n').flatMap((line, i) => {
      const note = /^ *\/\/ ([a-z-]+):(?: (.*))?$/.exec(line);
      return note ? [`${i}: ${note[1]}: ${note[2] ?? ''}`] : [];
    });
    const found = [...analysis.document.diagnostics, ...analysis.diagnostics]
      .sort((a, b) => a.start - b.start)
      .map((d) => `${lineOf(d.start)}: ${d.code}: ${text.slice(d.start, d.end)}`);
    assert.deepEqual(found, expected);
  });

  it('shows nearly every rule', () => {
    const shown = new Set(analysis.diagnostics.map((d) => d.code));
    // One first scale and one set of assumptions serve the whole text, too much work takes seconds, and two rules need a second text.
    const missing = Object.keys(RULES).filter((rule) => !shown.has(rule));
    assert.deepEqual(missing, ['no-scale', 'contradiction', 'import-mistakes', 'overrides', 'over-budget']);
  });

  it('still derives what is right', () => {
    assert.ok(analysis.facts.some((f) => f.name === 'samples(p)'));
    assert.equal(analysis.claims.at(-1)?.text, 'E >~ d');
    assert.ok(analysis.facts.some((f) => f.name === 'E'));
  });
});
