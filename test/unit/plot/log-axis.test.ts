import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rangeOf, ticksIn } from '../../../plot/log-axis';

/** What a label says, as a number: `2×10⁻⁷` or `2¹⁷`. */
function read(text: string): number {
  const plain = text.replace(
    /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/,
    (power) => `^${[...power].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')}`,
  );
  const [, digit = '1', base, power] = /^(?:(\d)×)?(\d+)\^(-?\d+)$/.exec(plain) ?? [];
  return base === undefined ? Number(plain) : Number(digit) * Number(base) ** Number(power);
}

describe('ticks of a logarithmic axis', () => {
  const at = (low: number, high: number, most = 8): string[] =>
    ticksIn({ low, high }, most).map(({ text }) => text);

  it('are powers of ten over decades, and of two where there are few of those', () => {
    assert.deepEqual(at(0.05, 2000), ['0.1', '1', '10', '100', '1000']);
    assert.deepEqual(at(7, 70), ['8', '16', '32', '64']);
    assert.deepEqual(at(7, 300, 3), ['8', '32', '128']); // every second one has room
  });

  it('have few digits on short stretches', () => {
    assert.deepEqual(at(9, 30), ['9', '10', '20', '30']);
    assert.deepEqual(at(0.97, 1.04, 4), ['0.98', '1', '1.02', '1.04']);
  });

  it('are written as powers where that is shorter', () => {
    assert.deepEqual(at(1e-9, 1e-5), ['10⁻⁹', '10⁻⁸', '10⁻⁷', '10⁻⁶', '10⁻⁵']);
    assert.deepEqual(at(2e5, 1.2e6), ['2¹⁸', '2¹⁹', '2²⁰']);
  });

  it('lie in the range, ascend, are no more than asked for, and say what they are', () => {
    const range = fc.tuple(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 3, max: 12 }), ([start, span], most) => {
        const [low, high] = [Math.exp(start), Math.exp(start + span)];
        const ticks = ticksIn({ low, high }, most);
        assert.ok(ticks.length >= 1 && ticks.length <= most, `${ticks.length}`);
        ticks.forEach(({ value, text }, i) => {
          assert.ok(value >= low * (1 - 1e-6) && value <= high * (1 + 1e-6), text);
          assert.ok(i === 0 || value > ticks[i - 1]!.value);
          assert.ok(Math.abs(read(text) / value - 1) < 1e-5, `${text} for ${value}`);
        });
      }),
    );
  });

  it('have an axis that holds all that it can, and some axis where it can hold nothing', () => {
    const { low, high } = rangeOf([10, 1000, null, 0, -3, Infinity]);
    assert.ok(low < 10 && low > 5 && high > 1000 && high < 2000);
    for (const values of [[], [5], [0]]) {
      const range = rangeOf(values);
      assert.ok(range.low > 0 && range.high / range.low >= 2);
    }
  });
});
