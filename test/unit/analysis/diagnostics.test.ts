import assert from 'node:assert/strict';
import { RULES } from '../../../server/src/analysis/diagnostic';
import { DYNAMICS_MISTAKES } from './dynamics-mistakes';
import { ORDER_MISTAKES, type Mistakes } from './mistakes';
import { check } from './support';
import { THEORY_MISTAKES } from './theory-mistakes';

const ALL: Mistakes[] = [ORDER_MISTAKES, THEORY_MISTAKES, DYNAMICS_MISTAKES];
const textsOf = (rule: keyof typeof RULES) => ALL.flatMap((mistakes) => mistakes[rule] ?? []);

describe('diagnostics of the analysis', () => {
  for (const rule of Object.keys(RULES) as (keyof typeof RULES)[])
    textsOf(rule).forEach((text, i) =>
      it(`${rule} ${i + 1}: ${RULES[rule].about}`, () => {
        if (typeof text === 'string') check(text);
        else check(text.text, text.files);
      }),
    );

  it('every rule is tried', () => {
    assert.deepEqual(
      (Object.keys(RULES) as (keyof typeof RULES)[]).filter((rule) => textsOf(rule).length === 0),
      [],
    );
  });

  it('what is broken leaves everything around it', () => {
    const analysis = check(`
scale d
let A = d^2
let B = nothing + d
        ^^^^^^^ unknown-name
let C = A * d
claim C ~ d^3
`);
    assert.deepEqual(
      analysis.facts.map((f) => f.name),
      ['A', 'C'],
    );
    assert.equal(analysis.claims[0]?.status, 'proven');
  });
});
