import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import truth from '../../truth/posterior.json';
import { analysisOf, fact, networkText, pointOf } from './support';

/** A row of published or derived theory: a claim, a value at a point or a diagnostic that must come out for its network. */
interface Row {
  row: string;
  source: string;
  certainty: string;
  /** A name among the data's `networks`, or dense layers and the degree of the target. */
  network?: string;
  layers?: number;
  degree?: number;
  activation?: string;
  /** Settings of its posterior `p`. */
  settings?: string;
  widest?: number;
  /** Lines to add. */
  with?: string[];

  claim?: string;
  status?: string;
  /** What the paper says, where the rules give something else; then the claim is the paper's. */
  paper?: string;
  derived?: string;

  at?: string;
  fact?: string;
  exponent?: string;
  pattern?: string;
  /** All that reach the least energy. */
  patterns?: string[];

  diagnostic?: string;
}

const { networks, rows } = truth as unknown as { networks: Record<string, string[]>; rows: Row[] };

function textOf({ network, layers = 0, degree = 0, activation = 'erf', settings = '', ...row }: Row): string {
  const base = network
    ? [...(networks[network] ?? assert.fail(network)), `posterior p of f on y { ${settings} }`].join('\n')
    : networkText(layers, degree, activation, settings);
  const wide = row.widest ? base.replaceAll('<= 6', `<= ${row.widest}`) : base;
  return [wide, ...(row.with ?? []), ...(row.claim ? [`claim ${row.claim}`] : [])].join('\n');
}

describe('truth table of the posterior theory', () => {
  for (const row of rows)
    it(`${row.row} (${row.source}; certainty ${row.certainty})`, () => {
      const text = textOf(row);
      const analysis = analysisOf(text);
      const said = [...analysis.document.diagnostics, ...analysis.diagnostics];
      if (row.diagnostic)
        assert.ok(
          said.some((d) => d.code === row.diagnostic),
          text,
        );
      else if (row.claim) {
        const wrong = said.filter((d) => !['claim-refuted', 'ridge-not-constant'].includes(d.code));
        assert.deepEqual(wrong, [], text);
        assert.equal(analysis.claims[0]?.status, row.status, said.map((d) => d.message).join('\n'));
      } else {
        const value = fact(analysis, row.fact!).at(pointOf(analysis, row.at!));
        assert.equal(value?.exponent.toString(), row.exponent);
        const patterns = [value?.pattern, ...(value?.ties ?? [])].map((p) => p?.join(', '));
        if (row.pattern) assert.equal(patterns[0], row.pattern);
        if (row.patterns) assert.deepEqual([...patterns].sort(), [...row.patterns].sort());
      }
    });

  it('has rows for every row of the survey that it was made from', () => {
    const survey = '6.1 6.2 6.3 6.3b 6.3c 6.4 6.4b 6.5 6.6 6.7 7.1 7.2 7.3 7.4'.split(' ');
    const numbers = new Set(rows.flatMap(({ row }) => row.match(/\b\d\.\d+[a-z]?\b/g) ?? []));
    assert.deepEqual(
      survey.filter((number) => !numbers.has(number)),
      [],
    );
  });

  it('docs/theory.md names every statement of the paper that does not come out', () => {
    const page = readFileSync(join(process.cwd(), 'docs/theory.md'), 'utf8');
    const different = rows.filter((row) => row.paper);
    assert.ok(different.length > 0);
    for (const { row, status, derived } of different) {
      assert.equal(status, 'refuted', row);
      assert.ok(derived && page.includes(`| ${row} `), `no row "${row}" in docs/theory.md`);
    }
  });
});
