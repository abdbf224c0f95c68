import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../../../trainer/runners/interpreters';
import { torchRunner } from '../../../../trainer/runners/torch';
import { readResults } from '../../../../trainer/results';
import type { End, Job } from '../../../../trainer/runner';
import type { Progress } from '../../../../trainer/schema';
import { torchPython } from '../../torch';
import { wholeTask } from '../plans';
import { trainingPlan } from '../training/networks';
import { environment, packageFolder, within } from './package';

describe('torch trainer: interpreters and runner', function () {
  this.timeout(180_000);
  let python = '';
  before(function () {
    python = torchPython(this);
  });

  it('look for the first Python that has PyTorch, and say what the others lack', () =>
    within(async (folder) => {
      const fake = (name: string, body: string): string => {
        const path = join(folder, name);
        writeFileSync(path, `#!/bin/sh\n${body}\n`);
        chmodSync(path, 0o755);
        return path;
      };
      const old = fake('old', 'echo "Python 3.8.1 is too old for this trainer" >&2; exit 2');
      const candidates = [
        { path: join(folder, 'none'), from: 'the setting' },
        { path: old, from: 'the editor' },
        { path: fake('other', 'echo hello'), from: 'PATH' },
        { path: python, from: 'a test' },
        { path: fake('later', `touch ${join(folder, 'started')}`), from: 'PATH' },
      ];
      const found = await findPython(candidates, packageFolder);
      assert.deepEqual(
        found.map(({ from }) => from),
        ['the setting', 'the editor', 'PATH', 'a test'],
      );
      const problems = found.map((one) => ('problem' in one ? one.problem : ''));
      assert.deepEqual(problems.slice(0, 2), [
        `There is no ${join(folder, 'none')}.`,
        'Python 3.8.1 is too old for this trainer.',
      ]);
      assert.match(problems[2]!, /does not answer as the torch trainer does: hello/);
      const last = found[3]!;
      assert.ok('devices' in last);
      assert.match(last.torch, /^2\.13\.0/);
      assert.match(last.version, /^3\.\d+\.\d+$/);
      const processor = last.devices.at(-1)!;
      assert.equal(processor.id, 'cpu');
      assert.ok(processor.memory > 1e8 && processor.flopsPerSecond.single! > 1e7);
    }));

  it('are asked once what devices they have', () =>
    within(async (folder) => {
      const [path, log] = [join(folder, 'python'), join(folder, 'asked')];
      const device = {
        id: 'cpu',
        name: 'a processor',
        memory: 1e9,
        flopsPerSecond: { single: 1e9, double: 5e8 },
      };
      const answer = JSON.stringify({ python: '3.11.2', torch: '2.13.0', devices: [device] });
      writeFileSync(path, `#!/bin/sh\necho once >> '${log}'\necho '${answer}'\n`);
      chmodSync(path, 0o755);
      const [found] = await findPython([{ path, from: 'a test' }], packageFolder);
      assert.ok(found && 'devices' in found);
      const runner = torchRunner({ python: path, packageFolder }, found.devices);
      const { name, flopsPerSecond, others } = await runner.device();
      assert.deepEqual([name, flopsPerSecond, others], ['a processor', 3e8, { double: 1.5e8 }]);
      assert.equal(readFileSync(log, 'utf8'), 'once\n');
      assert.equal((await torchRunner({ python: path, packageFolder }).device()).name, 'a processor');
      assert.equal(readFileSync(log, 'utf8'), 'once\nonce\n');
    }));

  it('say how PyTorch is installed where it is missing, in one sentence', () => {
    const script = `import sys, runpy
sys.modules["torch"] = None
runpy.run_module("powercount_torch", run_name="__main__")`;
    const { status, stderr } = spawnSync(python, ['-c', script], { env: environment, encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /^Python \S+ has no PyTorch; `\S+ -m pip install torch` installs it\.\n$/);
  });

  it('run a task to its end, and end it when asked to', () =>
    within(async (folder) => {
      const job = async (
        steps: number,
        stop?: AbortController,
      ): Promise<{ end: End; said: Progress[]; cells: number }> => {
        const task = wholeTask(trainingPlan({ seeds: 2, steps }));
        const [taskPath, resultsPath] = [join(folder, 'task.json'), join(folder, `${steps}.jsonl`)];
        writeFileSync(taskPath, JSON.stringify(task));
        const said: Progress[] = [];
        const given: Job = {
          ...{ task, taskPath, resultsPath, seconds: 120 },
          onProgress(progress) {
            said.push(progress);
            stop?.abort();
          },
          signal: (stop ?? new AbortController()).signal,
        };
        const end = await torchRunner({ python, packageFolder, device: 'cpu' }).run(given);
        return { end, said, cells: readResults(resultsPath, task.experiment).size };
      };
      const whole = await job(1);
      assert.deepEqual([whole.end, whole.cells], [{ kind: 'done' }, 6]);
      assert.equal(whole.said.at(-1)!.done, 6);
      const stopped = await job(4096, new AbortController());
      assert.deepEqual([stopped.end, stopped.cells], [{ kind: 'cancelled' }, 0]);
      const wrong = await torchRunner({ python, packageFolder, device: 'cuda:9' }).run({
        ...{ task: wholeTask(trainingPlan()), taskPath: join(folder, 'task.json') },
        ...{ resultsPath: join(folder, 'none.jsonl'), seconds: 60, onProgress: () => undefined },
        signal: new AbortController().signal,
      });
      assert.equal(wrong.kind, 'failed');
      assert.match('message' in wrong ? wrong.message : '', /does not find the device cuda:9/);
    }));
});
