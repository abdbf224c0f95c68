// The torch trainer itself, in parts on a real cluster: the same numbers as all at once on this machine.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Cluster } from '../../../../scripts/slurm-cluster.mjs';
import { nameOf } from '../../../../trainer/identity';
import type { Step } from '../../../../trainer/network-schema';
import type { TrainingPlan } from '../../../../trainer/training-schema';
import { torchPython } from '../../torch';
import { clusterFor, Trial } from './cluster';

function network(width: number): Step[] {
  const weights = { multiplier: 1, rate: 0.1 };
  return [
    { op: 'input', to: 'x', dim: 8, of: 'gaussian', positions: 1 },
    { op: 'dense', to: 'h', from: 'x', width, deviation: 8 ** -0.5, ...weights },
    { op: 'activation', to: 'g', from: 'h', function: 'tanh' },
    { op: 'dense', to: 'f', from: 'g', width: 1, deviation: width ** -0.5, ...weights },
    { op: 'output', from: 'f' },
  ];
}

const plan: TrainingPlan = {
  format: 'powercount-training/1',
  name: 'change',
  source: { hash: 'training', statement: 'change(h) ~ n^(-1/2)' },
  along: 'n',
  seeds: 4,
  prediction: { exponent: '-1/2' },
  budget: { seconds: 60 },
  precision: 'double',
  optimizer: { name: 'sgd' },
  steps: 3,
  batch: 4,
  sizes: [16, 32].map((value) => ({ value, network: network(value) })),
  observable: { kind: 'change', of: 'h' },
};

describe('slurm: the torch trainer on a real cluster', function () {
  this.timeout(100_000);
  let cluster: Cluster | undefined;
  let python = '';
  let run: Trial | undefined;
  before(async function () {
    python = torchPython(this);
    cluster = await clusterFor(this);
  });
  after(async () => {
    run?.abort.abort();
    await cluster?.stop();
    delete process.env.SLURM_CONF;
    run?.remove();
  });

  it('finds in three tasks what it finds in one', async () => {
    const packageFolder = join(process.cwd(), 'trainer/torch');
    run = new Trial(plan, { python, packageFolder, shards: 3 });
    const { taskPath, resultsPath } = run.job('whole.jsonl');
    const trainer = ['-m', 'powercount_torch', 'run', taskPath, resultsPath, '--device', 'cpu'];
    execFileSync(python, trainer, { env: { ...process.env, PYTHONPATH: packageFolder }, stdio: 'ignore' });
    const whole = new Map(run.cells('whole.jsonl').map((cell) => [nameOf(cell), cell.found[0]]));
    assert.deepEqual(await run.run().then(({ kind }) => kind), 'done');
    const parts = run.cells();
    assert.deepEqual(parts.map(nameOf).sort(), [...whole.keys()].sort());
    assert.equal(parts.length, 8);
    for (const cell of parts) {
      const [found, expected] = [cell.found[0]!, whole.get(nameOf(cell))!];
      assert.ok(found > 0 && Math.abs(found / expected - 1) < 1e-9, `${nameOf(cell)}: ${found}, ${expected}`);
      assert.match(cell.on, /torch/);
    }
  });
});
