// Reads what the shards of all submissions of an experiment have come to.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfKey } from '../identity';
import { isLeftOut } from '../results';
import type { Cell, LeftOut, Task } from '../schema';
import { numbersIn } from './submission';

/** One task of a job array: some cells, in one or more attempts. */
export interface Shard {
  /** Of its submission. */
  readonly folder: string;
  readonly index: number;
  /** Names of the cells that it was given. */
  readonly wanted: readonly string[];
  /** What it finished so far; a cell of two attempts is there twice. */
  readonly cells: readonly Cell[];
  /** What it had no memory for. */
  readonly leftOut: readonly LeftOut[];
  /** Its last attempt, as its files are named; undefined before the first. */
  readonly attempt: string | undefined;
}

export class Archive {
  /** Results by file; files that have not grown are not read again. */
  private readonly results = new Map<
    string,
    { readonly size: number; readonly lines: readonly (Cell | LeftOut)[] }
  >();
  private readonly wanted = new Map<string, readonly (readonly string[])[]>();

  /** `home` holds a folder for each submission. */
  constructor(
    private readonly home: string,
    private readonly experiment: string,
  ) {}

  shards(): Shard[] {
    return numbersIn(this.home).flatMap((number) => {
      const folder = join(this.home, `${number}`);
      const names = readdirSync(folder);
      return this.wantedIn(folder, names).map((wanted, index) => {
        const own = names.filter((name) => name.startsWith(`${index}.`) && name.endsWith('.results.jsonl'));
        const attempts = own
          .map((name) => name.replace(/\.results\.jsonl$/, ''))
          .sort((a, b) => a.length - b.length || (a < b ? -1 : 1)); // 0.2 is before 0.10
        const lines = own.flatMap((name) => this.read(join(folder, name)));
        const cells = lines.filter((line): line is Cell => !isLeftOut(line));
        return { folder, index, wanted, cells, leftOut: lines.filter(isLeftOut), attempt: attempts.at(-1) };
      });
    });
  }

  private wantedIn(folder: string, names: readonly string[]): readonly (readonly string[])[] {
    const known = this.wanted.get(folder);
    if (known) return known;
    const count = names.filter((name) => name.endsWith('.task.json')).length;
    const tasks = Array.from(
      { length: count },
      (_, i) => JSON.parse(text(join(folder, `${i}.task.json`))) as Task,
    );
    const wanted = tasks
      .filter(({ experiment }) => experiment === this.experiment)
      .map((task) => task.cells.map((cell) => nameOfKey(task, cell)));
    this.wanted.set(folder, wanted);
    return wanted;
  }

  private read(path: string): readonly (Cell | LeftOut)[] {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const known = this.results.get(path);
    if (known?.size === size) return known.lines;
    const lines = text(path)
      .split('\n')
      .slice(0, -1) // nothing, or a line that is being written
      .flatMap((line) => lineIn(line) ?? [])
      .filter(({ experiment }) => experiment === this.experiment);
    this.results.set(path, { size, lines });
    return lines;
  }
}

/** Of a line that two nodes wrote into each other, nothing. */
function lineIn(text: string): Cell | LeftOut | undefined {
  try {
    const line = JSON.parse(text) as Partial<Cell & LeftOut> | null;
    const whole =
      typeof line?.size === 'string' &&
      Number.isInteger(line.seed) &&
      (Array.isArray(line.found) || typeof line.leftOut === 'string');
    return whole ? (line as Cell | LeftOut) : undefined;
  } catch {
    return undefined;
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not there yet
  }
}

/** Exit status of the trainer in the last attempt; undefined where it was ended from outside, or runs. */
export function statusOf({ folder, attempt }: Shard): number | undefined {
  const status = attempt ? text(join(folder, `${attempt}.status`)).trim() : '';
  return status === '' ? undefined : Number(status);
}

/** How many seconds the trainer says that it needs, if it says so. */
export function secondsLeft({ folder, attempt }: Shard): number | undefined {
  const line =
    attempt &&
    text(join(folder, `${attempt}.progress`))
      .split('\n')
      .at(-2);
  try {
    const { secondsLeft } = JSON.parse(line || '{}') as { secondsLeft?: unknown };
    return typeof secondsLeft === 'number' ? secondsLeft : undefined;
  } catch {
    return undefined;
  }
}

/** The last lines of what trainer and cluster said. */
export const lastWords = ({ folder, index }: Shard): string =>
  text(join(folder, `${index}.log`))
    .trim()
    .split('\n')
    .slice(-3)
    .join('\n')
    .slice(-400)
    .trim();
