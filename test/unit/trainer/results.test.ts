import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellName, cellsOf } from '../../../trainer/embedded/experiment';
import { experimentOf } from '../../../trainer/embedded/experiments';
import { appendResult, readResults } from '../../../trainer/embedded/results';
import { cellsOfPower, linearPlan } from './plans';

describe('trainer: results file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  after(() => rmSync(folder, { recursive: true }));
  const plan = linearPlan({ seeds: 2 });
  const experiment = experimentOf(plan);
  const cells = cellsOfPower(plan, 1);
  const full = join(folder, 'full.jsonl');
  cells.forEach((cell) => appendResult(full, experiment, cell));
  const bytes = readFileSync(full);

  it('reads back what was appended', () => {
    assert.deepEqual([...readResults(full, experiment, false).values()], cells);
    assert.equal(readResults(join(folder, 'none.jsonl'), experiment, false).size, 0);
  });

  it('keeps whole lines and drops a torn one, wherever the file was cut', () => {
    const torn = join(folder, 'torn.jsonl');
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(torn, bytes.subarray(0, length));
      const whole = bytes.subarray(0, length).toString().split('\n').length - 2;
      const expected = cells.slice(0, Math.max(0, whole));
      assert.deepEqual([...readResults(torn, experiment, true).values()], expected, `cut at ${length}`);
      cells.slice(expected.length).forEach((cell) => appendResult(torn, experiment, cell));
      assert.deepEqual(readFileSync(torn), bytes, `completed after a cut at ${length}`);
    }
  });

  it('refuses the results of another experiment, and a damaged file', () => {
    for (const other of [
      linearPlan({ ridge: 2 }),
      linearPlan({ effort: 2 }),
      linearPlan({ network: { activation: 'erf', hidden: 1 } }),
    ])
      assert.throws(() => readResults(full, experimentOf(other), false), /another plan/);
    const damaged = join(folder, 'damaged.jsonl');
    writeFileSync(damaged, bytes.toString().replace('"seconds"', '"seconds'));
    assert.throws(() => readResults(damaged, experiment, false), /line 2/);
  });

  it('keeps cells when seeds, sizes, prediction or budget change', () => {
    const wider = linearPlan({
      seeds: 9,
      prediction: { exponent: '2' },
      budget: { seconds: 5 },
      name: 'wider',
    });
    assert.equal(readResults(full, experimentOf(wider), false).size, cells.length);
  });

  it('lists every cell once, all sizes of a seed before the next seed', () => {
    const keys = cellsOf(experiment);
    assert.equal(new Set(keys.map((key) => cellName(experiment, key))).size, plan.sizes.length * plan.seeds);
    assert.deepEqual(
      keys.map((key) => key.seed),
      [0, 0, 0, 0, 1, 1, 1, 1],
    );
  });
});
