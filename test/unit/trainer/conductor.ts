// A process that conducts one plan: `node conductor.js PLAN.json FOLDER TRAINER.js`, and prints the outcome. For tests that
// kill it.
import { readFileSync } from 'node:fs';
import { conduct } from '../../../trainer/conduct';
import { embeddedRunner } from '../../../trainer/runners/embedded';
import { readPlan } from '../../../trainer/schema';

const [, , plan = '', folder = '', trainer = ''] = process.argv;
const runner = embeddedRunner({ trainer, execPath: process.execPath, threads: 2 });
const { signal } = new AbortController();
void conduct(readPlan(JSON.parse(readFileSync(plan, 'utf8'))), folder, runner, {
  signal,
  onUpdate: () => {},
}).then((outcome) => console.log(JSON.stringify(outcome)));
