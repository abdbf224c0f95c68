import assert from 'node:assert/strict';
import rows from '../../truth/posterior.json';
import { analysisOf, fact, networkText, pointOf } from './support';

/** A row of published or derived theory: the claim or the value at a point that must come out for this network. */
interface Row {
  row: string;
  source: string;
  certainty: string;
  layers: number;
  degree: number;
  settings?: string;
  widest?: number;
  claim?: string;
  status?: string;
  at?: string;
  fact?: string;
  exponent?: string;
  pattern?: string;
  patterns?: string[];
}

describe('truth table of the posterior theory', () => {
  for (const row of rows as Row[])
    it(`${row.row} (${row.source}; certainty ${row.certainty})`, () => {
      const base = networkText(row.layers, row.degree, 'erf', row.settings);
      const network = row.widest ? base.replaceAll('<= 6', `<= ${row.widest}`) : base;
      const analysis = analysisOf(row.claim ? `${network}\nclaim ${row.claim}` : network);
      if (row.claim) {
        assert.equal(
          analysis.claims[0]?.status,
          row.status,
          analysis.diagnostics.map((d) => d.message).join('\n'),
        );
        return;
      }
      const value = fact(analysis, row.fact!).at(pointOf(analysis, row.at!));
      assert.equal(value?.exponent.toString(), row.exponent);
      const patterns = [value?.pattern, ...(value?.ties ?? [])].map((p) => p?.join(', '));
      if (row.pattern) assert.equal(patterns[0], row.pattern);
      for (const pattern of row.patterns ?? [])
        assert.ok(patterns.includes(pattern), `${pattern} in ${patterns.join('; ')}`);
    });
});
