import assert from 'node:assert/strict';
import { duration, report } from '../../../trainer/report';
import type { Plan } from '../../../trainer/schema';

const plan = {
  format: 'powercount-plan/1',
  source: { hash: '0', statement: 'verify samples(p) {\n  d in 8 .. 16\n}' },
} as Plan;
const base = { predicted: '3/2', margin: 0.25, seconds: 12, reason: 'Measured.' };

describe('the report of a verdict', () => {
  it('puts the measured exponent with its interval below the predicted one, and the points in columns', () => {
    const points = [
      { size: 8, widths: [8, 16], value: 95.42, low: 90, high: 101.2, bracketed: false },
      { size: 16, widths: [16, 32], value: 1234.5, low: 1000, high: 1500, bracketed: true },
    ];
    const measured = { exponent: 1.4567, low: 1.3, high: 1.6, level: 0.95 };
    assert.deepEqual(report(plan, { status: 'consistent', ...base, measured, points }), [
      'verify samples(p) { d in 8 .. 16 }',
      '  predicted  exponent 3/2 in d',
      '  measured   1.46, between 1.30 and 1.60 (95%)',
      '   d  widths    P*      interval',
      '   8    8 16  95.4     90 to 101',
      '  16   16 32  1230  1000 to 1500  chains from both sides did not meet',
      '  consistent: Measured.',
    ]);
  });

  it('says what would decide where nothing was measured', () => {
    const lines = report(plan, { status: 'inconclusive', ...base, points: [], wouldDecide: 'More seeds.' });
    assert.deepEqual(lines.slice(2), [
      '  measured   nothing yet',
      '  inconclusive: Measured.',
      '  What would decide: More seeds.',
    ]);
  });

  it('marks title and status', () => {
    const lines = report(
      plan,
      { status: 'refuted', ...base, points: [] },
      (word, kind) => `<${kind} ${word}>`,
    );
    assert.match(lines[0]!, /^<title verify/);
    assert.match(lines[3]!, /^ {2}<refuted refuted>: /);
  });

  it('says a duration in words', () => {
    assert.deepEqual([0.2, 59, 60, 61.5, 3600].map(duration), [
      '1 s',
      '59 s',
      '1 min 0 s',
      '1 min 2 s',
      '60 min 0 s',
    ]);
  });
});
