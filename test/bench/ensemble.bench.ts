// Networks trained a second: the torch trainer, whose cells are one batch, and the embedded trainer, beside the script that
// a researcher would write. docs/benchmarks.md explains the columns.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Step } from '../../trainer/network-schema';
import { taskOf } from '../../trainer/identity';
import type { Cell, Task } from '../../trainer/schema';
import type { TrainingPlan } from '../../trainer/training-schema';
import { compiledKernels } from '../unit/trainer/kernels';
import { table } from './parametric/table';

const seconds = Number(process.env['BENCH_SECONDS'] ?? 20);
const device = process.env['BENCH_DEVICE'] ?? 'cpu';
const python = process.env['BENCH_PYTHON'] ?? join(process.cwd(), '.cache/torch-2.13.0/bin/python');
/** As many as a card trains at once, or some. */
const networks = Number(process.env['BENCH_NETWORKS'] ?? (device === 'cpu' ? 64 : 4096));
const steps = Number(process.env['BENCH_STEPS'] ?? 1000);
const threads = Number(process.env['BENCH_THREADS'] ?? cpus().length);
const [d, n, rows] = [64, 64, 128] as const;

/** f = a . erf(W x) with weights of variance 1/fan-in, d = n = 64, full batch, plain descent. */
function network(width: number): Step[] {
  const weights = (fanIn: number) => ({ multiplier: 1, deviation: 1 / Math.sqrt(fanIn), rate: 0.05 });
  return [
    { op: 'input', to: 'x', dim: d, of: 'gaussian', positions: 1 },
    { op: 'dense', to: 'u', from: 'x', width, ...weights(d) },
    { op: 'activation', to: 'h', from: 'u', function: 'erf' },
    { op: 'dense', to: 'out', from: 'h', width: 1, ...weights(width) },
    { op: 'output', from: 'out' },
  ];
}

/** Products of a step: values forward, gradients of weights, and of the hidden values back. */
const flops = steps * rows * (4 * d * n + 6 * n);

function taskIn(precision: TrainingPlan['precision']): Task {
  const plan: TrainingPlan = {
    format: 'powercount-training/1',
    ...{ name: 'change', source: { hash: 'bench', statement: '' }, along: 'n', seeds: networks },
    ...{ optimizer: { name: 'sgd' }, steps, batch: rows, precision },
    sizes: [n, 2 * n].map((value) => ({ value, network: network(value) })),
    observable: { kind: 'change' },
    ...{ prediction: { exponent: '0' }, budget: { seconds: 3600 } },
  };
  return taskOf(
    plan,
    Array.from({ length: networks }, (_, seed) => ({ size: 0, seed })),
  );
}

interface Trained {
  networks: number;
  /** Of the device's time. */
  seconds: number;
  found: number[];
}

const environment = {
  ...process.env,
  // Of both: threads that spin while they wait spoil the times of all on a machine that others use.
  ...{ OMP_NUM_THREADS: `${threads}`, OMP_WAIT_POLICY: 'PASSIVE' },
  ...{
    PYTHONPATH: join(process.cwd(), 'trainer/torch'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
  },
};

function run(program: string, words: string[], limit?: number): string {
  const { stdout, stderr, status, error } = spawnSync(program, words, {
    ...{ env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    ...(limit === undefined ? {} : { timeout: 1000 * limit }),
  });
  if (status !== 0 && !error) throw new Error(stderr.slice(-500));
  return stdout;
}

/** What a trainer finished within the time; `parallel` cells spend their seconds at the same time. */
function trainer(folder: string, task: string, parallel: number, program: string, words: string[]): Trained {
  const results = join(folder, `${Math.random()}.jsonl`);
  run(program, [...words, 'run', task, results, '--threads', `${threads}`], 10 * seconds);
  const cells = readFileSync(results, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Cell);
  const spent = cells.reduce((sum, cell) => sum + cell.seconds, 0) / parallel;
  const found = cells.toSorted((a, b) => a.seed - b.seed).map((cell) => cell.found[0] ?? NaN);
  return { networks: cells.length, seconds: spent, found };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'powercount-bench-'));
  try {
    console.log(
      `Networks trained a second: d = n = ${d}, ${rows} samples, ${steps} steps of plain descent, on ${device}`,
    );
    console.log(
      `${cpus().length} cores, ${cpus()[0]?.model}; ${run(python, ['-m', 'powercount_torch', 'probe']).trim()}`,
    );
    await compiledKernels();
    const embedded = join(folder, 'trainer.js');
    await build({
      ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', loader: { '.wasm': 'binary' } },
      ...{ outfile: embedded, entryPoints: ['trainer/embedded/main.ts'] },
    });
    for (const precision of device === 'cpu'
      ? (['single', 'double'] as const)
      : (['single', 'tf32', 'double'] as const)) {
      const path = join(folder, `${precision}.json`);
      writeFileSync(path, JSON.stringify(taskIn(precision)));
      const alone = (...words: string[]): Trained & { peak: number } =>
        JSON.parse(
          run(python, [
            join(process.cwd(), 'test/bench/ensemble/one_at_a_time.py'),
            path,
            device,
            `${seconds}`,
            ...words,
          ]),
        ) as Trained & { peak: number };
      const script = alone();
      const contestants: [string, Trained][] = [
        ['the script', script],
        ...(device === 'cpu' ? [] : ([['the script, compiled', alone('--compile')]] as [string, Trained][])),
        ['torch trainer', trainer(folder, path, 1, python, ['-m', 'powercount_torch'])],
        ...(device === 'cpu'
          ? ([['embedded trainer', trainer(folder, path, threads, process.execPath, [embedded])]] as [
              string,
              Trained,
            ][])
          : []),
      ];
      const speed = ({ networks, seconds }: Trained): number => networks / seconds;
      console.log(`\n${precision}; one large product: ${(script.peak / 1e9).toPrecision(3)} GFLOP/s`);
      table(
        contestants.map(([name, trained]) => {
          const apart = trained.found
            .slice(0, script.found.length)
            .map((v, i) => Math.abs(v / script.found[i]! - 1));
          const rate = speed(trained) * flops;
          return {
            '': name,
            networks: `${trained.networks}`,
            'networks/s': speed(trained).toPrecision(3),
            'to the script': (speed(trained) / speed(script)).toPrecision(2),
            'GFLOP/s': (rate / 1e9).toPrecision(3),
            '% of peak': ((100 * rate) / script.peak).toPrecision(2),
            'differs by': Math.max(...apart).toExponential(0),
          };
        }),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
