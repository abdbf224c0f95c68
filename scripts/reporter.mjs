// Mocha's `spec` output, plus: the counts go to the file named in POWERCOUNT_COUNTS (npm test adds them up), the output
// to the one named in POWERCOUNT_REPORT (inside VS Code the console is full of other voices), and a skipped test must
// say why (test/skip.ts) or it counts as failed.
import { appendFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { reporters } from 'mocha';

const { POWERCOUNT_COUNTS: countsFile, POWERCOUNT_REPORT: reportFile } = process.env;
if (reportFile) reporters.Base.consoleLog = (...args) => appendFileSync(reportFile, format(...args) + '\n');

const reason = (node) => node && (node.skippedBecause ?? reason(node.parent));

export default class Counting extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    let silent = 0;
    runner.on('pending', (test) => {
      if (!reason(test)) silent += 1;
      reporters.Base.consoleLog(
        `    skipped: ${reason(test) ?? 'WITHOUT A REASON, which counts as a failure'}`,
      );
    });
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const counts = { passed: passes, failed: failures + silent, skipped: pending - silent };
      if (countsFile) writeFileSync(countsFile, JSON.stringify(counts));
    });
  }
}
