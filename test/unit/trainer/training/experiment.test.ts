import assert from 'node:assert/strict';
import { cellName, cellsOf } from '../../../../trainer/embedded/experiment';
import { experimentHash } from '../../../../trainer/embedded/results';
import { trainingExperiment, type TrainingCell } from '../../../../trainer/embedded/training/experiment';
import { judge } from '../../../../trainer/embedded/verdict';
import { report } from '../../../../trainer/report';
import type { Step, TrainingPlan } from '../../../../trainer/training-schema';
import { dense, input, output, repeat, sum, trainingPlan } from './networks';

const unused = undefined as unknown as WebAssembly.Module;

function run(plan: TrainingPlan): TrainingCell[] {
  const experiment = trainingExperiment(plan);
  return cellsOf(experiment).map((key) => experiment.run(unused, key));
}

describe('trainer: the experiment of a training plan', () => {
  it('finds what can be worked out by hand: one step of a linear network', () => {
    // u = W x, f = v u / n: after one step of rate r, W moves by -r (f - y) (v / n) x' summed over the batch.
    const plan = trainingPlan({
      batch: 1,
      sizes: [4, 9].map((n) => ({
        value: n,
        network: [
          input('x', 1, 'tokens'),
          dense('u', 'x', n, { deviation: 0, rate: 0.5 }),
          dense('out', 'u', 1, { multiplier: 1 / n, deviation: 1, rate: 0 }),
          output('out'),
        ],
      })),
      observable: { kind: 'change' },
    });
    const updates = run({ ...plan, observable: { kind: 'update', of: 'u' } });
    const gradients = run({ ...plan, observable: { kind: 'gradient', of: 'u' } });
    // With x = 1 the change of f is v . (change of u) / n = -r |gradient of u|^2 / (f - y), and f = 0.
    const ofOutput = run({ ...plan, observable: { kind: 'gradient' } });
    run(plan).forEach(({ found, size }, i) => {
      assert.ok(Math.abs(updates[i]!.found! / (0.5 * gradients[i]!.found!) - 1) < 1e-12);
      const expected = (0.5 * size.value * gradients[i]!.found! ** 2) / ofOutput[i]!.found!;
      assert.ok(Math.abs(found! / expected - 1) < 1e-12);
    });
  });

  it('tells the own part of a change from all of it', () => {
    const { sizes } = trainingPlan();
    const frozen = sizes.map(({ value, network }) => ({
      value,
      network: network.map((step): Step => ('rate' in step && step.to === 'u' ? { ...step, rate: 0 } : step)),
    }));
    const kinds = (sizes: TrainingPlan['sizes'], of: string) =>
      (['update', 'change'] as const).map(
        (kind) => run(trainingPlan({ sizes, observable: { kind, of }, seeds: 1 }))[0]!.found,
      );
    assert.deepEqual(kinds(frozen, 'u'), [null, null], 'what does not move has no logarithm');
    const [alone, both] = [kinds(frozen, 'out'), kinds(sizes, 'out')];
    assert.ok(Math.abs(alone[0]! / alone[1]! - 1) < 1e-12);
    assert.notEqual(both[0], both[1]);
  });

  it('averages squares over the passes of a repeat', () => {
    // Without biases, u is twice as large in each pass as in the one before.
    const body: Step[] = [
      { op: 'bias', to: 'u', from: 'h', multiplier: 1, deviation: 0, rate: 0 },
      sum('next', ['u', 2]),
    ];
    const [once, thrice] = [1, 3].map((count) => {
      const network = [input('x', 4), repeat(count, false, [['h', 'x', 'next']], body), output('h')];
      const sizes = [1, 2].map((value) => ({ value, network }));
      return run(trainingPlan({ sizes, observable: { kind: 'size', of: 'u' }, seeds: 1 }))[0]!.found!;
    });
    assert.ok(Math.abs(thrice! / once! - Math.sqrt((1 + 4 + 16) / 3)) < 1e-12);
  });

  it('keeps cells when seeds, sizes or prediction change, and none of networks that changed', () => {
    const plan = trainingPlan();
    const hash = experimentHash(trainingExperiment(plan));
    const same = trainingPlan({ seeds: 9, prediction: { exponent: '3' }, sizes: plan.sizes.slice(1) });
    assert.equal(experimentHash(trainingExperiment(same)), hash);
    for (const change of [{ steps: 2 }, { batch: 5 }, { optimizer: { name: 'adam' } }] as const)
      assert.notEqual(experimentHash(trainingExperiment(trainingPlan(change))), hash);
    const faster = trainingPlan({
      sizes: plan.sizes.map(({ value, network }) => ({
        value,
        network: network.map((step) => ('rate' in step ? { ...step, rate: 2 * step.rate } : step)),
      })),
    });
    const names = (of: TrainingPlan): string[] => {
      const experiment = trainingExperiment(of);
      return cellsOf(experiment).map((key) => cellName(experiment, key));
    };
    assert.ok(names(plan).every((name) => /^n=\d+ network=\w{8} seed=\d$/.test(name)));
    assert.ok(names(faster).every((name) => !names(plan).includes(name)));
  });

  it('says in the report along which scale, and has no column of widths', () => {
    const plan = trainingPlan();
    const cells = run(plan);
    const lines = report(plan, judge(trainingExperiment(plan), cells));
    assert.match(lines[1]!, /exponent -1 in n$/);
    assert.match(lines[3]!, /^ +n +update\(t\.u\) +interval$/);
    assert.match(lines[4]!, /^ +16 +[\d.]+ +[\d.]+ to [\d.]+$/);
  });

  it('is inconclusive where the run blew up, and says why', () => {
    const wild = trainingPlan({
      steps: 60,
      sizes: [4, 8].map((value) => ({
        value,
        network: [
          input('x', 4),
          dense('u', 'x', value, { rate: 1e9 }),
          dense('out', 'u', 1, { rate: 1e9 }),
          output('out'),
        ],
      })),
    });
    const verdict = judge(trainingExperiment(wild), run(wild));
    assert.equal(verdict.status, 'inconclusive');
    assert.match(verdict.reason, /4 of 4 seeds update\(t\.u\) was zero, or too large for a number/);
    assert.match(verdict.wouldDecide!, /Smaller rates/);
  });
});
