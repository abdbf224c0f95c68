import assert from 'node:assert/strict';
import { report, withoutText } from '../../../trainer/report';
import type { Plan, Verdict } from '../../../trainer/schema';

const plan = {
  format: 'powercount-posterior/1',
  name: 'samples(p)',
  source: { hash: '0', statement: 'verify samples(p) {\n  d in 8 .. 16\n}' },
  along: 'd',
  observable: { kind: 'samples' },
} as Plan;
const base = {
  along: 'd',
  predicted: '3/2',
  margin: 0.25,
  points: [],
  seconds: 12,
  on: [],
  reason: 'Measured.',
};
const points: Verdict['points'] = [
  { size: 8, note: 'N = 8', value: 95.42, low: 90, high: 101.2, bracketed: false, seeds: 12 },
  { size: 16, note: 'N = 16', value: 1234.5, low: 1000, high: 1500, bracketed: true, seeds: 8 },
];

describe('the report of a verdict', () => {
  it('puts the measured exponent with its interval below the predicted one, and the points in columns', () => {
    const measured = { exponent: 1.4567, low: 1.3, high: 1.6, level: 0.95 };
    const on = ['embedded, one', 'torch, two'];
    assert.deepEqual(report(plan, { status: 'consistent', ...base, measured, points, seconds: 150, on }), [
      'verify samples(p) { d in 8 .. 16 }',
      '  predicted  exponent 3/2 in d',
      '  measured   1.46, between 1.30 and 1.60 (95%)',
      '   d    P*      interval  seeds',
      '   8  95.4     90 to 101     12  N = 8',
      '  16  1230  1000 to 1500      8  N = 16; chains from both sides did not meet',
      '  cost       20 runs, 3 min one after another on embedded, one and torch, two',
      '  consistent: Measured.',
    ]);
  });

  it('names what is left out for memory, there and behind the verdict', () => {
    const because = 'the card is too small';
    const verdict: Verdict = {
      ...base,
      ...{ status: 'consistent', points, leftOut: [32, 64].map((size) => ({ size, because })) },
    };
    assert.deepEqual(report(plan, verdict).slice(6, 8), [
      '  left out   d = 32: the card is too small',
      '  left out   d = 64: the card is too small',
    ]);
    assert.equal(withoutText(verdict), ' without d = 32, 64');
    assert.equal(withoutText({ ...base, status: 'consistent' }), '');
  });

  it('says how a training is named, and nothing where there are no notes', () => {
    const training = { ...plan, format: 'powercount-training/1', name: 'change(u)', along: 'n' } as Plan;
    const [point] = points;
    const lines = report(training, {
      ...base,
      status: 'consistent',
      along: 'n',
      points: [{ size: 8, value: 2, low: 1, high: 3, bracketed: false, seeds: point!.seeds }],
    });
    assert.deepEqual(lines.slice(3, 5), [
      '  n  change(u)  interval  seeds',
      '  8          2    1 to 3     12',
    ]);
  });

  it('says which curve was fitted and why, and how well curves collapse', () => {
    const lines = report(plan, {
      ...base,
      status: 'consistent',
      fit: { model: 'corrected', comparison: 'the correction is needed.', band: [] },
      collapse: { quality: 1.234, before: 17.8, curves: [] },
    });
    assert.deepEqual(lines.slice(3, 5), [
      '  fit        a power with its first finite-size correction: the correction is needed.',
      '  collapse   divided by the prediction, curves differ 1.23 times as much as they scatter; undivided, 17.8 times',
    ]);
    const apart = report(plan, {
      ...base,
      status: 'consistent',
      collapse: { quality: 1, before: null, curves: [] },
    });
    assert.match(apart[3]!, /differ 1 times as much as they scatter; undivided, they do not overlap$/);
  });

  it('says what would decide where nothing was measured', () => {
    const lines = report(plan, { status: 'inconclusive', ...base, wouldDecide: 'More seeds.' });
    assert.deepEqual(lines.slice(2), [
      '  measured   nothing yet',
      '  inconclusive: Measured.',
      '  What would decide: More seeds.',
    ]);
  });

  it('marks title and status', () => {
    const lines = report(plan, { status: 'refuted', ...base }, (word, kind) => `<${kind} ${word}>`);
    assert.match(lines[0]!, /^<title verify/);
    assert.match(lines[3]!, /^ {2}<refuted refuted>: /);
  });
});
