// The results file: JSON lines, append-only, one finished cell each (or one that is left out), in any order, from any trainer. A process may die at
// any byte: a last line without its newline is dropped, everything before it counts. A cell that is there twice counts once.
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { PlanError } from './fields';
import { nameOf } from './identity';
import type { Cell, LeftOut } from './schema';

export interface Lines {
  /** Finished ones, by name. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** By name: what no trainer had memory for, as the one with the most memory said last. Another one may have finished it since. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** Of an experiment, from a file that may not exist yet. A torn last line is cut off when `repair` is set. */
export function readLines(path: string, experiment: string, repair = false): Lines {
  const cells = new Map<string, Cell>();
  const leftOut = new Map<string, LeftOut>();
  if (!existsSync(path)) return { cells, leftOut };
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (repair && whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1);
  lines.forEach((line, i) => {
    let cell: Cell | LeftOut;
    try {
      cell = JSON.parse(line) as Cell | LeftOut;
    } catch {
      throw new PlanError(`results: line ${i + 1} of ${path} is not JSON`);
    }
    if (cell.experiment !== experiment) return;
    const name = nameOf(cell);
    if (!isLeftOut(cell)) cells.set(name, cells.get(name) ?? cell);
    else if (cell.held >= (leftOut.get(name)?.held ?? 0)) leftOut.set(name, cell);
  });
  return { cells, leftOut };
}

/** The finished ones alone. */
export const readResults = (path: string, experiment: string, repair = false): ReadonlyMap<string, Cell> =>
  readLines(path, experiment, repair).cells;

export const isLeftOut = (line: Cell | LeftOut): line is LeftOut => 'leftOut' in line;

/** In one write, so that lines of several writers do not mix. */
export const appendResult = (path: string, cell: Cell | LeftOut): void =>
  appendFileSync(path, JSON.stringify(cell) + '\n');
