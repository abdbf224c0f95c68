import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Problem } from './problems';

const folder = join(process.cwd(), 'test/bench/parametric');

export interface Solved {
  /** Processor time of the solving only, in a warm process: the median of up to five runs. */
  readonly seconds: number;
  readonly words: number;
  /** Fewer than words where the time was up. */
  readonly solved: number;
  readonly failed: number;
  /** Critical regions, or affine pieces, over all words. */
  readonly pieces: number;
}

export interface Evaluated {
  readonly value: string | null;
  /** Words that share the least value to the last bit. */
  readonly equal: number;
  /** Words without a value at the point. All words allow all widths: these are mistakes. */
  readonly gaps: number;
  /** In how many regions of a word the point lies, on average; one, unless it is on a border or they overlap. */
  readonly held: number;
}

export interface Method {
  readonly solve: 'ppopt' | 'ppl';
  readonly algorithm?: string;
  readonly tiesBroken?: boolean;
}

/** A Python process with the peers, kept warm. */
export class Peers {
  private readonly waiting: ((line: string | undefined) => void)[] = [];

  private constructor(private readonly process: ChildProcess) {
    if (process.stdout)
      createInterface({ input: process.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    process.on('exit', () => this.waiting.splice(0).forEach((fail) => fail(undefined)));
  }

  /** The peers, or why there are none. */
  static start(): Peers | string {
    const python = environment();
    if (!python.startsWith('/')) return python;
    // One thread: what the libraries under NumPy would take beyond that is not shared.
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    const stdio = ['pipe', 'pipe', 'ignore'] as const;
    return new Peers(spawn(python, ['-B', join(folder, 'peers.py')], { env, stdio: [...stdio] }));
  }

  /** Undefined where the peer is not installed. */
  async solve(method: Method, problem: Problem, limit: number): Promise<Solved | undefined> {
    const reply = await this.ask<Solved | { missing: string }>({ ...method, problem, limit });
    return 'missing' in reply ? undefined : reply;
  }

  versions(): Promise<string[]> {
    return this.ask({ versions: ['ppopt', 'cvxopt', 'pplpy'] });
  }

  /** What was solved last, at points; `tolerance` instead of the peer's own for the borders of regions. */
  evaluate(points: readonly (readonly { toString(): string }[])[], tolerance?: number): Promise<Evaluated[]> {
    return this.ask({ evaluate: points.map((p) => p.map(String)), tolerance });
  }

  stop(): void {
    this.process.stdin?.end();
  }

  private async ask<T>(request: unknown): Promise<T> {
    const line = await new Promise<string | undefined>((resolve) => {
      this.waiting.push(resolve);
      this.process.stdin?.write(`${JSON.stringify(request)}\n`);
    });
    if (line === undefined) throw new Error('the peers have ended');
    return JSON.parse(line) as T;
  }
}

/** Python with the packages of requirements.txt, installed once into the cache; a sentence where there is none. */
function environment(): string {
  const cache = process.env['POWERCOUNT_CACHE'];
  if (!cache) return 'no folder for Python packages: start with `npm run bench`';
  const home = join(cache, 'bench-python');
  const python = join(home, 'bin/python');
  const wanted = readFileSync(join(folder, 'requirements.txt'), 'utf8');
  const done = join(home, 'requirements.txt');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return python;
  console.log(`  installing ${home} (800 MB, once) …`);
  rmSync(home, { recursive: true, force: true });
  const works = (program: string, ...args: string[]): boolean =>
    spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  if (!works('python3', '-m', 'venv', home)) return 'no Python 3 with venv';
  const lines = wanted.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const installed = lines.filter((line) => works(python, '-m', 'pip', 'install', '-q', ...line.split(' ')));
  if (installed.length === 0) return 'no package of test/bench/parametric/requirements.txt can be installed';
  writeFileSync(done, wanted);
  return python;
}
