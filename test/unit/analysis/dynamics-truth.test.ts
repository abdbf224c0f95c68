import assert from 'node:assert/strict';
import truth from '../../truth/dynamics.json';
import { analysisOf } from './support';

/** A row of published theory about training: claims that must be proven, and claims that must be refuted, in its network. */
interface Row {
  row: string;
  source: string;
  certainty: string;
  /** What the source says. */
  says: string;
  network?: string;
  /** Lines to add. */
  with?: string[];
  /** Settings of the trainings `t` and `s`. */
  t?: string;
  s?: string;
  proven?: string[];
  refuted?: string[];
  /** Open: the source is not sure, and the claims are what our rules give. Not derived: for the reason given. */
  status?: 'open' | 'not derived';
  literature?: string;
  derived?: string;
  reason?: string;
}

const { networks, rows } = truth as unknown as { networks: Record<string, string[]>; rows: Row[] };

/** The rows of the tables of the theory that parts 1 to 5 of this file must have, each at least once. */
const TABLES: Record<string, number> = { '1': 7, '2': 13, '3': 8, '4': 12, '5': 31 };

const training = (name: string, settings: string | undefined): string[] =>
  settings === undefined ? [] : [`training ${name} of f { ${settings} }`];

/** The text of a row, and the claim on each of its last lines. */
function textOf(row: Row): { text: string; claims: { claim: string; status: string }[] } {
  const claims = [
    ...(row.proven ?? []).map((claim) => ({ claim, status: 'proven' })),
    ...(row.refuted ?? []).map((claim) => ({ claim, status: 'refuted' })),
  ];
  const lines = [
    ...(networks[row.network!] ?? assert.fail(row.network)),
    ...(row.with ?? []),
    ...training('t', row.t),
    ...training('s', row.s),
    ...claims.map(({ claim }) => `claim ${claim}`),
  ];
  return { text: lines.join('\n'), claims };
}

describe('truth table of the dynamics theory', () => {
  for (const row of rows.filter((r) => r.status !== 'not derived'))
    it(`${row.row}: ${row.says} (${row.source}; certainty ${row.certainty})`, () => {
      const { text, claims } = textOf(row);
      const analysis = analysisOf(text);
      const said = [...analysis.document.diagnostics, ...analysis.diagnostics];
      const wrong = said.filter((d) => d.code !== 'claim-refuted').map((d) => d.message);
      assert.deepEqual(wrong, [], text);
      const found = analysis.claims.map(({ status }, i) => `${claims[i]?.claim}: ${status}`);
      const wanted = claims.map(({ claim, status }) => `${claim}: ${status}`);
      assert.deepEqual(found, wanted, [text, ...said.map((d) => d.message)].join('\n'));
    });

  it('has every row of parts 1 to 5', () => {
    const found = new Set(rows.map((r) => r.row.split(/[ ,]/)[0]));
    for (const [part, count] of Object.entries(TABLES))
      for (let i = 1; i <= count; i++) assert.ok(found.has(`${part}.${i}`), `no row ${part}.${i}`);
  });

  it('asks something of every row that is derived, and says why of every other', () => {
    for (const row of rows) {
      const asked = [...(row.proven ?? []), ...(row.refuted ?? [])].length;
      if (row.status === 'not derived') assert.ok(asked === 0 && row.reason, row.row);
      else assert.ok(asked > 0 && row.t !== undefined, row.row);
      if (row.certainty === 'U') assert.ok(row.status !== undefined, `${row.row}: unsure rows are open`);
      if (row.status === 'open') assert.ok(row.literature && row.derived, row.row);
    }
  });
});
