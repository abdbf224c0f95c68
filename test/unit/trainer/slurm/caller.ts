// A program that runs a job on the cluster until it is killed: SETTINGS TASK RESULTS.
import { readFileSync } from 'node:fs';
import { slurmRunner } from '../../../../trainer/runners/slurm';
import { readTask } from '../../../../trainer/schema';

const [settings, taskPath, resultsPath] = process.argv.slice(2) as [string, string, string];
void slurmRunner(JSON.parse(settings), { files: 0.2, queue: 0.5 })
  .run({
    ...{ task: readTask(JSON.parse(readFileSync(taskPath, 'utf8'))), taskPath, resultsPath, seconds: 600 },
    ...{ signal: new AbortController().signal, onProgress: (now) => console.log(JSON.stringify(now)) },
  })
  .then((end) => console.log(JSON.stringify(end)));
