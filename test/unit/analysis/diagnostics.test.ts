import assert from 'node:assert/strict';
import { RULES } from '../../../server/src/analysis/diagnostic';
import { ORDER_MISTAKES, type Mistakes } from './mistakes';
import { check } from './support';
import { THEORY_MISTAKES } from './theory-mistakes';

const MISTAKES: Mistakes = { ...ORDER_MISTAKES, ...THEORY_MISTAKES };

describe('diagnostics of the analysis', () => {
  for (const rule of Object.keys(RULES) as (keyof typeof RULES)[])
    (MISTAKES[rule] ?? []).forEach((text, i) =>
      it(`${rule} ${i + 1}: ${RULES[rule].about}`, () => {
        if (typeof text === 'string') check(text);
        else check(text.text, text.files);
      }),
    );

  it('every rule is tried', () => {
    assert.deepEqual(
      Object.keys(RULES).filter((rule) => !MISTAKES[rule as keyof typeof RULES]?.length),
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
