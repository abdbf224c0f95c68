import assert from 'node:assert/strict';
import { analyse } from '../../../server/src/analysis/analyse';
import { LIBRARY } from '../../../server/src/library';
import { parse } from '../../../server/src/syntax/parse';
import { format } from '../../../server/src/syntax/format';

/** The library with one line of one declaration replaced; nothing else knows its answers. */
interface Change {
  readonly file: string;
  readonly declaration: string;
  readonly line: string;
  readonly becomes: string;
  /** What must be proven before and refuted after, and the other way round. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What has nothing to do with that line. */
  readonly still: readonly string[];
}

const TEXT = `
scale n
scale L
network f(x) {
  h = dense(x, n)
  repeat L {
    h = h + dense(tanh(h), n)
  }
  out dense(h, 1)
}
training t of f { optimizer adam; parametrization depth_mup }
training s of f { optimizer sgd; parametrization depth_mup }
training m of f { optimizer muon; parametrization depth_mup; rate maximal }
training a of f { optimizer adam; parametrization depth_mup; alignment none; rate maximal }
`;

const CHANGES: readonly Change[] = [
  {
    ...{
      file: 'optimizers.scale',
      declaration: 'optimizer adam',
      line: 'update 1',
      becomes: 'update fan_in^-1',
    },
    before: [
      'max_rate(t.h_branch) ~ n^-1 * L^(-1/2)',
      'update(t.h_branch) ~ L^(-1/2)',
      'decay(t.h_branch) ~ n',
    ],
    after: [
      'max_rate(t.h_branch) ~ L^(-1/2)',
      'update(t.h_branch) ~ n^-1 * L^(-1/2)',
      'decay(t.h_branch) ~ 1',
    ],
    still: [
      'size(t.h_branch) ~ 1',
      'update(s.h_branch) ~ L^(-1/2)',
      'rate(m.h_branch) ~ L^(-1/2)',
      'epsilon(t.h_branch) ~ n^-1 * L^(-1/2)',
    ],
  },
  {
    ...{
      file: 'optimizers.scale',
      declaration: 'optimizer adam',
      line: 'epsilon gradient',
      becomes: 'epsilon gradient^2',
    },
    before: ['epsilon(t.h_branch) ~ n^-1 * L^(-1/2)'],
    after: ['epsilon(t.h_branch) ~ n^-2 * L^-1'],
    still: ['update(t.h_branch) ~ L^(-1/2)', 'stable(t)'],
  },
  {
    ...{
      file: 'optimizers.scale',
      declaration: 'optimizer muon',
      line: 'update (fan_in * fan_out)^(-1/2)',
      becomes: 'update (fan_in * fan_out)^-1',
    },
    before: ['rate(m.h_branch) ~ L^(-1/2)', 'rate(m.h) ~ n^(1/2)'],
    after: ['rate(m.h_branch) ~ n * L^(-1/2)', 'rate(m.h) ~ n'],
    still: ['update(m.h_branch) ~ L^(-1/2)', 'stable(m)', 'rate(a.out) ~ n^(-1/2)'],
  },
  {
    ...{
      file: 'parametrizations.scale',
      declaration: 'parametrization depth_mup',
      line: 'multiplier branch = depth^(-1/2)',
      becomes: 'multiplier branch = depth^-1',
    },
    before: [
      'gradient(t.h_branch) ~ n^-1 * L^(-1/2)',
      'update(s.h_branch) ~ L^(-1/2)',
      'diverse(t)',
      'rate(m.h_branch) ~ L^(-1/2)',
    ],
    after: ['gradient(t.h_branch) ~ n^-1 * L^-1', 'update(s.h_branch) ~ L^-1', 'rate(m.h_branch) ~ 1'],
    still: ['size(t.h_branch) ~ 1', 'update(t.h_branch) ~ L^(-1/2)', 'stable(t)', 'stable(s)'],
  },
  {
    ...{
      file: 'parametrizations.scale',
      declaration: 'parametrization depth_mup',
      line: 'rate hidden = fan_in^-1 * depth^(-1/2) for adam, adamw',
      becomes: 'rate hidden = fan_in^-1 for adam, adamw',
    },
    before: [
      'rate(t.h_branch) ~ n^-1 * L^(-1/2)',
      'update(t.h_branch) ~ L^(-1/2)',
      'stable(t)',
      'change(t) ~ 1',
    ],
    after: ['rate(t.h_branch) ~ n^-1', 'update(t.h_branch) ~ 1', 'unstable(t)', 'change(t) ~ L^(1/2)'],
    still: ['max_rate(t.h_branch) ~ n^-1 * L^(-1/2)', 'stable(s)', 'stable(m)'],
  },
  {
    ...{
      file: 'parametrizations.scale',
      declaration: 'parametrization depth_mup',
      line: 'init output = fan_in^-1',
      becomes: 'init output = fan_in^(-1/2)',
    },
    before: ['size(t.out) ~ n^(-1/2)', 'gradient(t.h_branch) ~ n^-1 * L^(-1/2)', 'stable(t)'],
    after: ['size(t.out) ~ 1', 'gradient(t.h_branch) ~ n^(-1/2) * L^(-1/2)', 'unstable(t)'],
    still: ['size(t.h_branch) ~ 1', 'update(t.h_branch) ~ L^(-1/2)'],
  },
  {
    ...{ file: 'alignments.scale', declaration: 'alignment none', line: 'alpha 1/2', becomes: 'alpha 1' },
    before: ['rate(a.h_branch) ~ n^(-1/2) * L^(-1/2)', 'rate(a.out) ~ n^(-1/2)'],
    after: ['rate(a.h_branch) ~ n^-1 * L^(-1/2)', 'rate(a.out) ~ n^-1'],
    still: ['rate(a.h) ~ 1', 'rate(m.h_branch) ~ L^(-1/2)'],
  },
];

/** The library, with the line of the declaration replaced. */
function libraryWith({ file, declaration, line, becomes }: Change): { file: string; text: string }[] {
  return LIBRARY.map((entry) => {
    if (entry.file !== file) return entry;
    const start = entry.text.indexOf(`${declaration} {`);
    const at = entry.text.indexOf(`  ${line}\n`, start);
    assert.ok(start >= 0 && at > start && at < entry.text.indexOf('\n}', start), `${declaration}: ${line}`);
    return { file, text: `${entry.text.slice(0, at)}  ${becomes}${entry.text.slice(at + 2 + line.length)}` };
  });
}

function statusOf(
  statements: string,
  claims: readonly string[],
  library: readonly { file: string; text: string }[],
): string[] {
  const text = [statements, ...claims.map((c) => `claim ${c}`)].join('\n');
  const sources = library.map((l) => ({ uri: `library:${l.file}`, document: parse(l.text) }));
  const main = { uri: 'main', document: parse(text) };
  const analysis = analyse({ main, library: sources, resolve: () => undefined });
  return claims.map((claim, i) => `${claim}: ${analysis.claims[i]?.status}`);
}

const PLAIN = `
network f(x) {
  h = bias(dense(x, n))
  g = normalize(h)
  u = bias(dense(tanh(g), n))
  out bias(dense(tanh(u), 1))
}`;
const BLOCKS = `
network f(x) {
  h = bias(dense(x, n))
  repeat L {
    g = normalize(h)
    u = bias(dense(tanh(g), n))
    h = h + u
  }
  out bias(dense(h, 1))
}`;
const WEIGHTS = ['h', 'h_bias', 'g_gain', 'u', 'u_bias', 'out', 'out_bias'];

/** Parametrizations with the optimisers that they give rates for; `standard` is what is tuned anew for each width. */
function tables(): { parametrization: string; optimizer: string; network: string }[] {
  const statements = LIBRARY.flatMap(({ text }) => parse(text).statements);
  return statements.flatMap((statement) => {
    if (statement.kind !== 'parametrization' || statement.name.text === 'standard') return [];
    const scalings = statement.items.flatMap((item) => (item.kind === 'scaling' ? [item] : []));
    const deep = scalings.some((item) => item.weights.some((w) => w.text === 'branch'));
    const { name, parameters } = statement;
    const forms = parameters.length > 0 ? ['1/2', '3/4', '1'].map((a) => `${name.text}(${a})`) : [name.text];
    const optimizers = new Set(scalings.flatMap((item) => item.optimizers.map((o) => o.text)));
    return forms.flatMap((parametrization) =>
      [...optimizers].map((optimizer) => ({ parametrization, optimizer, network: deep ? BLOCKS : PLAIN })),
    );
  });
}

describe('the library of the dynamics theory', () => {
  it('gives each weight the largest stable rate, in every parametrization, for every optimiser', () => {
    assert.ok(tables().length > 20);
    for (const { parametrization, optimizer, network } of tables()) {
      const training = `training t of f { optimizer ${optimizer}; parametrization ${parametrization} }`;
      const claims = ['stable(t)', 'nontrivial(t)', ...WEIGHTS.map((w) => `rate(t.${w}) ~ max_rate(t.${w})`)];
      const text = `scale n; scale L\n${network}\n${training}`;
      assert.deepEqual(
        statusOf(text, claims, LIBRARY),
        claims.map((claim) => `${claim}: proven`),
        training,
      );
    }
  });

  for (const change of CHANGES)
    it(`answers follow when in ${change.declaration} \`${change.line}\` becomes \`${change.becomes}\``, () => {
      const { before, after, still } = change;
      const all = [...before, ...after, ...still];
      const expected = (now: readonly string[]): string[] =>
        all.map((c) => `${c}: ${now.includes(c) || still.includes(c) ? 'proven' : 'refuted'}`);
      assert.deepEqual(statusOf(TEXT, all, LIBRARY), expected(before));
      assert.deepEqual(statusOf(TEXT, all, libraryWith(change)), expected(after));
    });

  it('reads without a mistake, is laid out as the printer would, and names its sources', () => {
    for (const { file, text } of LIBRARY) {
      const document = parse(text);
      assert.deepEqual(document.diagnostics, [], file);
      assert.equal(format(text), text, file);
      for (const statement of document.statements) {
        assert.ok('notes' in statement && statement.notes.source, file);
        if (statement.kind !== 'activation') assert.ok(statement.notes.because, file);
      }
    }
  });
});
