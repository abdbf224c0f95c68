import assert from 'node:assert/strict';
import { distribution, halfWidth, outside } from '../../../../trainer/judge/student';

describe('judge: Student', () => {
  it('knows the quantiles of printed tables', () => {
    for (const [level, degrees, quantile] of [
      [0.95, 1, 12.706],
      [0.95, 2, 4.303],
      [0.95, 4, 2.776],
      [0.95, 7, 2.365],
      [0.95, 30, 2.042],
      [0.95, Infinity, 1.96],
      [0.99, 3, 5.841],
      [0.99, 15, 2.947],
      [0.9, 10, 1.812],
    ] as const) {
      const found = halfWidth(level, degrees);
      assert.ok(Math.abs(found - quantile) < 6e-4, `${level}, ${degrees}: ${found}`);
    }
  });

  it('agrees with the closed forms for one and two degrees', () => {
    for (const t of [-30, -2, -0.1, 0, 0.5, 1, 7]) {
      assert.ok(Math.abs(distribution(1)(t) - (0.5 + Math.atan(t) / Math.PI)) < 1e-9);
      assert.ok(Math.abs(distribution(2)(t) - (0.5 + t / (2 * Math.sqrt(2 + t * t)))) < 1e-9);
      assert.ok(Math.abs(outside(t, 1) - (1 - (2 / Math.PI) * Math.atan(Math.abs(t)))) < 1e-9);
    }
  });

  it('takes real numbers of degrees, between their neighbours', () => {
    const [three, between, four] = [3, 3.5, 4].map((degrees) => halfWidth(0.95, degrees)) as [
      number,
      number,
      number,
    ];
    assert.ok(three > between && between > four);
  });

  it('needs one tail only for what lies between two ends far apart', () => {
    assert.ok(Math.abs(halfWidth(0.95, Infinity, 100) - 1.645) < 6e-4);
    assert.ok(Math.abs(halfWidth(0.95, 5, 100) - 2.015) < 6e-4);
    assert.ok(halfWidth(0.95, 5, 1) < halfWidth(0.95, 5) && halfWidth(0.95, 5, 1) > halfWidth(0.95, 5, 2));
  });
});
