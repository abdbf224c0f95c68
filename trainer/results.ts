// The results file: JSON lines, append-only, one finished cell each, in any order, from any trainer. A process may die at
// any byte: a last line without its newline is dropped, everything before it counts. A cell that is there twice counts once.
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { PlanError } from './fields';
import { nameOf } from './identity';
import type { Cell } from './schema';

/** Finished cells of an experiment by name, from a file that may not exist yet. A torn last line is cut off when `repair` is set. */
export function readResults(path: string, experiment: string, repair = false): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  if (!existsSync(path)) return cells;
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (repair && whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1);
  lines.forEach((line, i) => {
    let cell: Cell;
    try {
      cell = JSON.parse(line);
    } catch {
      throw new PlanError(`results: line ${i + 1} of ${path} is not JSON`);
    }
    if (cell.experiment === experiment && !cells.has(nameOf(cell))) cells.set(nameOf(cell), cell);
  });
  return cells;
}

/** In one write, so that lines of several writers do not mix. */
export const appendResult = (path: string, cell: Cell): void =>
  appendFileSync(path, JSON.stringify(cell) + '\n');
