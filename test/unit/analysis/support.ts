import assert from 'node:assert/strict';
import { analyse } from '../../../server/src/analysis/analyse';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import type { Analysis, Fact } from '../../../server/src/analysis/facts';
import { withMistakes } from '../../../server/src/analysis/import-mistakes';
import type { Source } from '../../../server/src/analysis/source';
import { LIBRARY } from '../../../server/src/library';
import { Rational, type Point } from '../../../server/src/orders';
import { parse } from '../../../server/src/syntax/parse';
import { annotated } from '../syntax/fixture';

export const library: readonly Source[] = LIBRARY.map(({ file, text }) => ({
  uri: `library:${file}`,
  document: parse(text),
}));

/** The analysis of a text; `files` are what its imports find. */
export function analysisOf(
  text: string,
  files: Record<string, string> = {},
  cache = new AnalysisCache(),
): Analysis {
  const resolve = (path: string): Source | undefined => {
    const found = files[path];
    return found === undefined ? undefined : { uri: path, document: parse(found) };
  };
  const sources = { main: { uri: 'main', document: parse(text) }, library, resolve };
  return analyse(withMistakes(sources, cache), cache);
}

/** Compares all diagnostics of a text, of parser and analysis, with the carets in it. */
export function check(source: string, files: Record<string, string> = {}): Analysis {
  const { text, expected } = annotated(source);
  const analysis = analysisOf(text, files);
  const shape = (d: { start: number; end: number; code: string }): string =>
    `${d.code}: ${text.slice(d.start, d.end).replace(/\s+/g, ' ')} @${d.start}`;
  const found = [...analysis.document.diagnostics, ...analysis.diagnostics].sort((a, b) => a.start - b.start);
  assert.deepEqual(found.map(shape), expected.map(shape), text);
  return analysis;
}

export function fact(analysis: Analysis, name: string): Fact {
  const found = analysis.facts.find((f) => f.name === name);
  assert.ok(found, `no fact ${name} among ${analysis.facts.map((f) => f.name).join(', ')}`);
  return found;
}

/** `a=1, b=3/2` as a point of the analysis. */
export function pointOf(analysis: Analysis, at: string): Point {
  const values = at
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => part.split('=').map((s) => s.trim()));
  const point = analysis.pointAt(new Map(values.map(([name, value]) => [name!, Rational.parse(value!)])));
  assert.ok(typeof point !== 'string', `${at}: ${String(point)}`);
  return point;
}

/** A network of dense layers as text: widths `d^a1`, `d^a2` …, one activation everywhere. */
export function networkText(layers: number, degree: number, activation: string, settings = ''): string {
  const names = Array.from({ length: layers }, (_, i) => i + 1);
  return [
    'scale d',
    ...names.map((l) => `scale N${l} = d^a${l}, 0 <= a${l} <= 6`),
    'data x : gaussian(d)',
    `target y = He${degree}(w . x)`,
    'network f(x) {',
    ...names.map((l) => `  h${l} = dense(${l === 1 ? 'x' : `${activation}(h${l - 1})`}, N${l})`),
    `  out dense(${activation}(h${layers}), 1)`,
    '}',
    `posterior p of f on y { ${settings} }`,
  ].join('\n');
}
