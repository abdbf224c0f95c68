import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyse } from '../../../server/src/analysis/analyse';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import type { Analysis } from '../../../server/src/analysis/facts';
import type { Source } from '../../../server/src/analysis/source';
import { toText } from '../../../server/src/orders';
import { parse } from '../../../server/src/syntax/parse';
import type { Reading } from '../../../server/src/syntax/passages';
import { analysisOf, library } from './support';

/** All that a reader sees of an analysis, with its places. */
const shown = (analysis: Analysis): unknown => ({
  diagnostics: analysis.diagnostics,
  facts: analysis.facts.map((f) => [
    f.name,
    [f.span.start, f.span.end, f.statement.start, f.statement.end],
    f.summary && toText(f.summary),
    f.pieces.map((p) => [toText(p.formula), p.when.map(toText), p.pattern]),
  ]),
  claims: analysis.claims.map((c) => [c.text, c.status, c.message, c.waitsFor, c.statement]),
  plans: analysis.verifications.map((v) => [v.text, v.plan, v.statement]),
  trainings: analysis.trainings.map((t) => [
    t.training.statement.name.text,
    t.recognised().map(({ name }) => name),
  ]),
  symbols: analysis.symbols.map((s) => [s.kind, s.name, s.uri, s.span.start, s.statement.kind]),
});

type Files = Readonly<Record<string, string>>;

/** One text under edits, as a server keeps it. */
class Edited {
  private readonly cache = new AnalysisCache();
  private before: Reading | undefined;

  constructor(private readonly files: Files = {}) {}

  /** Analyses a state of the text with all that is known of earlier ones, and compares with what is derived of it alone. */
  assertSame(text: string, files = this.files): void {
    this.before = parse(text, this.before);
    const resolve = (path: string): Source | undefined =>
      files[path] === undefined ? undefined : { uri: path, document: parse(files[path]) };
    const kept = analyse({ main: { uri: 'main', document: this.before }, library, resolve }, this.cache);
    const fresh = analyse({ main: { uri: 'main', document: parse(text) }, library, resolve });
    assert.deepEqual(shown(kept), shown(fresh), text);
  }
}

const BASE = `scale d
scale N = d^a, 0 <= a <= 6
scale kappa = 1
exponent c, -1 <= c <= 1
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge kappa }
let E = minimize over M in [1, N] of M*d + N/M
let F = E*d^c
claim samples(p) <~ kappa*d^3
claim F >~ d when c >= 0
claim E ~ d
training t of f { optimizer adam; parametrization mup }
claim stable(t)
verify samples(p) { d in 8 .. 32; N = d^2; sizes 3; seeds 2; seconds 60 }
`;

describe('an analysis after an edit', () => {
  const edits: Record<string, readonly string[]> = {
    'of a comment that swallows statements': [
      BASE.replace('posterior p', '/* posterior p'),
      BASE.replace('posterior p', '/* posterior p').replace('claim E', '*/ claim E'),
    ],
    'of a brace that swallows statements': [
      BASE.replace('1)\n}', '1)\n'),
      BASE.replace('ridge kappa }', 'ridge kappa'),
    ],
    'of a quotation mark': [
      BASE.replace('let F = E', 'let F = "E'),
      BASE.replace('claim E', 'import "claim E'),
    ],
    'of a name that is declared again, first or last': [
      `${BASE}let E = d\n`,
      BASE.replace('data x', 'let E = d^2\ndata x'),
      BASE.replace('data x', 'let N = d^2\ndata x'),
      `${BASE}network f(x) {\n  out dense(x, 1)\n}\n`,
    ],
    'of a name that is taken away': [
      BASE.replace('let E', 'let G'),
      BASE.replace('target y', 'target z'),
      BASE.replace('data x', 'data v'),
      BASE.replace('scale kappa = 1\n', ''),
    ],
    'of what may have been meant': [
      BASE.replace('claim E ~ d', 'claim widht ~ d'),
      `${BASE.replace('claim E ~ d', 'claim widht ~ d')}let width = d\n`,
      `let widhts = d\n${BASE.replace('claim E ~ d', 'claim widht ~ d')}`,
    ],
    'of definitions in a circle': [
      BASE.replace('let E =', 'let E = F +'),
      BASE.replace(
        'let E = minimize over M in [1, N] of M*d + N/M\nlet F = E*d^c',
        'let F = E*d^c\nlet E = F',
      ),
      BASE.replace('let E = minimize over M in [1, N] of M*d + N/M', 'let G = E\nlet E = F + G'),
      BASE.replace('let E = minimize over M in [1, N] of M*d + N/M', 'let E = F + G\nlet G = E'),
      BASE.replace('  h = dense', '  E = dense')
        .replace('erf(h)', 'erf(E)')
        .replace('let E = ', 'let E = samples(p) + '),
    ],
    'of rules that take the place of the library': [
      `${BASE}activation erf { degrees 1 }\n`,
      `${BASE}pattern gift on layer of feature j {\n  norm(k) = 1 for j | k\n}\n`,
      `${BASE}alignment full { alpha 1/2; omega 1/2; u 1 }\n`,
    ],
    'of other declarations that take the place of the library': [
      BASE.replaceAll('network f(', 'network gift(').replaceAll('of f ', 'of gift '),
      `${BASE}let specialization = d\n`,
      `${BASE}let samples = d\n`,
      `${BASE}exponent erf\n`,
    ],
    'of what an exponent is': [`${BASE}let a = d\n`, `${BASE}exponent a, a <= 1\n`, `let d = 1\n${BASE}`],
    'of scales and assumptions': [
      BASE.replace('0 <= a <= 6', '0 <= a <= 2'),
      BASE.replace('data x', 'assume N >> d\ndata x'),
      BASE.replace('data x', 'assume N << 1\ndata x'),
      BASE.replace('scale kappa = 1', 'scale kappa'),
      BASE.replace('let F = E*d^c', 'let F = E*N^c'),
    ],
    'that moves what is used above what it uses': [
      BASE.replace('training t of f { optimizer adam; parametrization mup }\n', '').replace(
        'scale d\n',
        'scale d\ntraining t of f { optimizer adam; parametrization mup }\n',
      ),
      BASE.replace('  h = dense(x, N)', '  h = dense(x, M)'),
      `training t of f { optimizer adam; parametrization mup }\n${BASE.replace('dense(x, N)', 'dense(x, M)')}`,
      BASE.replace('target y = He3(w . x)', 'target y = source(x, k^-2)'),
      BASE.replace('He3(w . x)', 'He3(w . v)'),
    ],
  };
  it('of what a name with a prime means is that of a new text', () => {
    const text = "scale d\nlet E' = d\nlet F = E'\nclaim E' ~ d\nclaim F ~ d\n";
    const edited = new Edited();
    edited.assertSame(text);
    edited.assertSame(text.replace("E' = d", "E' = d^2"));
    edited.assertSame(text.replace("E' = d", "E'' = d^2"));
  });

  it('of what is named before a character that cannot be read is that of a new text', () => {
    const text = 'scale d\nlet E = d\nlet F = E²\nclaim E² ~ d\nclaim F ~ d\n';
    const edited = new Edited();
    edited.assertSame(text);
    edited.assertSame(text.replace('E = d', 'E = d^2'));
  });

  for (const [what, texts] of Object.entries(edits))
    it(`${what} is that of a new text, and again when it is taken back`, () => {
      const edited = new Edited();
      edited.assertSame(BASE);
      for (const text of texts) {
        edited.assertSame(text);
        edited.assertSame(`// above\n${text}`);
        edited.assertSame(BASE);
      }
      for (const text of texts) edited.assertSame(text);
    });

  it('of an imported text is that of a new text', () => {
    const main = 'import "base.scale"\nlet E = N*d\nclaim E >> d\nclaim B ~ d\nlet F = B*d\n';
    const base = 'scale d\nscale N = d^a, a >= 1\nlet B = N/d\n';
    const edited = new Edited();
    edited.assertSame(main, { 'base.scale': base });
    for (const text of [
      base.replace('N/d', 'd'),
      base.replace('a >= 1', 'a >= 2'),
      base,
      `${base}let E = d\n`,
      `${base}let x = (\n`,
    ])
      edited.assertSame(main, { 'base.scale': text });
    edited.assertSame(main);
    edited.assertSame(main.replace('let F = B*d', 'let B = d'), { 'base.scale': base });
    edited.assertSame(main, { 'base.scale': base });
  });

  it('of a scale or a rule that the importing text gives another meaning is that of a new text', () => {
    const base = 'scale d\nscale N = d^a, a >= 1\nassume N >= d^2\nscale M\nassume M >= N\n';
    const main =
      'import "base.scale"\nlet E = M*d\nclaim E >~ d^3\ndata x : gaussian(d)\ntarget y = He3(w . x)\n' +
      'network f(x) { h = dense(x, M); out dense(erf(h), 1) }\nposterior p of f on y {}\nclaim samples(p) <~ d^3\n';
    const edited = new Edited({ 'base.scale': base });
    for (const added of ['', 'let N = d\n', 'let a = d\n', 'let lazy = d\n', 'let specialization = d\n'])
      for (const text of [`${main}${added}`, main]) edited.assertSame(text);
  });

  it('gives a run another fingerprint where a rule is not in force any more', () => {
    const text = readFileSync(join(process.cwd(), 'samples/experiments/two-layer.scale'), 'utf8');
    const hash = (added: string): string | undefined =>
      analysisOf(`${text}\n${added}\n`).verifications[0]?.plan?.source.hash;
    assert.ok(hash(''));
    assert.equal(hash('let other = d'), hash(''));
    assert.notEqual(hash('let gfl = d'), hash(''));
  });

  it('of what stands on two lines that are exchanged is that of a new text', function () {
    this.timeout(120_000);
    const lines = BASE.replace(/\{\n[^}]*\}/g, (block) =>
      block.replace(/\n {2}/g, ' ').replace(/\n/g, ' '),
    ).split('\n');
    const edited = new Edited();
    for (let i = 1; i + 1 < lines.length; i++) {
      const now = [...lines];
      [now[i], now[i + 1]] = [now[i + 1]!, now[i]!];
      edited.assertSame(now.join('\n'));
    }
  });

  it('of samples, at random, is that of a new text', function () {
    this.timeout(180_000);
    const folder = join(process.cwd(), 'samples');
    const texts = readdirSync(folder)
      .filter((file) => file.endsWith('.scale') && file !== 'broken.scale')
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    const pieces = [
      '\n',
      ' ',
      'd',
      '^2',
      'claim E ~ d\n',
      '/*',
      '*/',
      '{',
      '}',
      '"',
      ';',
      '(',
      'kappa',
      'scale q = d\n',
    ];
    const change = fc.record({
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.nat(8),
      inserted: fc.constantFrom(...pieces),
      isUndone: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(BASE, BASE, ...texts),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (text, changes) => {
          const edited = new Edited();
          edited.assertSame(text);
          let now = text;
          for (const { place, removed, inserted, isUndone } of changes) {
            const at = Math.floor(place * now.length);
            const next = now.slice(0, at) + inserted + now.slice(at + removed);
            edited.assertSame(next);
            if (isUndone) edited.assertSame(now);
            else now = next;
          }
        },
      ),
      { numRuns: 16 },
    );
  });
});
