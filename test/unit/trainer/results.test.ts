import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlanError } from '../../../trainer/fields';
import { nameOf } from '../../../trainer/identity';
import { appendResult, readLines, readResults } from '../../../trainer/results';
import type { LeftOut } from '../../../trainer/schema';
import { cellsOfPower, linearPlan } from './plans';

describe('trainer: results file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  after(() => rmSync(folder, { recursive: true }));
  const cells = cellsOfPower(linearPlan({ seeds: 2 }), 1);
  const { experiment } = cells[0]!;
  const full = join(folder, 'full.jsonl');
  cells.forEach((cell) => appendResult(full, cell));
  const bytes = readFileSync(full);

  it('reads back what was appended', () => {
    assert.deepEqual(
      [...readResults(full, experiment)],
      cells.map((cell) => [nameOf(cell), cell]),
    );
    assert.equal(readResults(join(folder, 'none.jsonl'), experiment).size, 0);
  });

  it('keeps whole lines and drops a torn one, wherever the file was cut', () => {
    const torn = join(folder, 'torn.jsonl');
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(torn, bytes.subarray(0, length));
      const whole = bytes.subarray(0, length).toString().split('\n').length - 1;
      const expected = cells.slice(0, whole);
      assert.deepEqual([...readResults(torn, experiment).values()], expected, `cut at ${length}`);
      assert.equal(readFileSync(torn).length, length, 'who only reads changes nothing');
      readResults(torn, experiment, true);
      cells.slice(whole).forEach((cell) => appendResult(torn, cell));
      assert.deepEqual(readFileSync(torn), bytes, `completed after a cut at ${length}`);
    }
  });

  it('counts a cell that is there twice once, and those of other experiments not', () => {
    const mixed = join(folder, 'mixed.jsonl');
    const [first, second] = cells as [(typeof cells)[0], (typeof cells)[0]];
    const changed = { ...first, seconds: 9, found: [7, 7] as [number, number] };
    [first, { ...second, experiment: 'another' }, changed].forEach((cell) => appendResult(mixed, cell));
    assert.deepEqual([...readResults(mixed, experiment).values()], [first]);
    assert.equal(readResults(mixed, 'another').size, 1);
  });

  it('holds what is left out apart from what is finished, by what was tried with the most memory', () => {
    const path = join(folder, 'left.jsonl');
    const [first, second] = cells as [(typeof cells)[0], (typeof cells)[0]];
    const left = ({ size, seed }: typeof first, held: number): LeftOut => ({
      ...{ experiment, size, seed, leftOut: 'it is too large', held, on: 'a card' },
    });
    const lines = [left(first, 0), left(second, 9), left(second, 3), first];
    lines.forEach((line) => appendResult(path, line));
    const read = readLines(path, experiment);
    assert.deepEqual([...read.cells.values()], [first]);
    assert.deepEqual([...read.leftOut.values()], [left(first, 0), left(second, 9)]);
  });

  it('keeps lines with letters of several bytes whole', () => {
    const path = join(folder, 'letters.jsonl');
    const cell = { ...cells[0]!, on: 'embedded, Prozeßor № 5' };
    appendResult(path, cell);
    appendFileSync(path, Buffer.from(JSON.stringify(cell)).subarray(0, 400));
    readResults(path, experiment, true);
    appendResult(path, { ...cell, seed: 1 });
    assert.deepEqual(
      [...readResults(path, experiment).values()].map(({ on, seed }) => [on, seed]),
      [
        [cell.on, 0],
        [cell.on, 1],
      ],
    );
  });

  it('refuses a file that is damaged before its end, naming the line', () => {
    const damaged = join(folder, 'damaged.jsonl');
    writeFileSync(damaged, bytes.toString().replace('"seconds"', '"seconds'));
    assert.throws(
      () => readResults(damaged, experiment),
      (error) => error instanceof PlanError && /^results: line 1 of .* is not JSON$/.test(error.message),
    );
  });
});
