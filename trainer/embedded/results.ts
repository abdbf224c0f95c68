// The results file: JSON lines, append-only. First a header naming the experiment, then one line per finished cell.
// A process may die at any byte: a last line without its newline is dropped, everything before it counts.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { PlanError } from '../fields';
import { cellName, type Cell, type Experiment } from './experiment';

const format = 'powercount-results/1';

export const experimentHash = ({ physics }: Experiment): string =>
  createHash('sha256').update(JSON.stringify(physics)).digest('hex').slice(0, 16);

/**
 * Finished cells by name, from a file that may not exist yet. A torn last line is cut off when `repair` is set.
 * Throws PlanError when the file belongs to another experiment or is damaged elsewhere.
 */
export function readResults(path: string, experiment: Experiment, repair: boolean): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  if (!existsSync(path)) return cells;
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (repair && whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const lines = whole.split('\n').slice(0, -1);
  lines.forEach((line, i) => {
    let entry: { format?: string; experiment?: string } & Cell;
    try {
      entry = JSON.parse(line);
    } catch {
      throw new PlanError(`results: line ${i + 1} of ${path} is not JSON`);
    }
    if (i > 0) cells.set(cellName(experiment, entry), entry);
    else if (entry.format !== format || entry.experiment !== experimentHash(experiment))
      throw new PlanError(`results: ${path} belongs to another plan; give a new file`);
  });
  return cells;
}

/** Appends one finished cell (and the header before the first). */
export function appendResult(path: string, experiment: Experiment, cell: Cell): void {
  const { name, source } = experiment.plan;
  const header = { format, experiment: experimentHash(experiment), name, source };
  if (!existsSync(path) || readFileSync(path).length === 0)
    appendFileSync(path, JSON.stringify(header) + '\n');
  appendFileSync(path, JSON.stringify(cell) + '\n');
}
