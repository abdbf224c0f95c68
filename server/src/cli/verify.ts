import { dirname, join } from 'node:path';
import { launch, runFiles } from '../../../trainer/launch';
import { report } from '../../../trainer/report';
import type { Plan } from '../../../trainer/schema';
import { UsageError, wholeNumber, type Command, type Given } from './command';
import { describe } from './diagnostics';
import { Loader } from './load';
import { ProgressLine } from './progress-line';
import { STATUS_COLOUR, styleFor } from './style';

export const verify: Command = {
  name: 'verify',
  about: 'Trains networks for the verify blocks of a text and measures the exponents that it predicts',
  files: 'FILE',
  options: {
    block: { value: 'N', about: 'run only the N-th verify block' },
    of: { value: '"samples(p)"', about: 'run only the verify blocks of this quantity' },
    seconds: { value: 'N', about: 'give each run this time, not what the text says' },
    threads: { value: 'N', about: 'train on this many threads, not on all (8 at most)' },
    runs: { value: 'DIR', about: 'keep plans and results here, not in .scale-runs beside the file' },
    json: { about: 'print the verdicts as JSON' },
  },
  status: {
    0: 'no verdict is refuted',
    1: 'a verdict is refuted',
    2: 'the file cannot be read, a block cannot be run, or the trainer failed',
  },
  async run(given) {
    const [file = ''] = given.files;
    const plans = plansOf(file, given);
    const folder = given.values.get('runs') ?? join(dirname(file), '.scale-runs');
    const threads = wholeNumber(given, 'threads');
    const cancel = cancelOnSignals();
    const style = styleFor(process.stdout);
    const verdicts: object[] = [];
    let refuted = false;
    for (const plan of plans) {
      const line = new ProgressLine(process.stderr, plan.name);
      const outcome = await launch(plan, folder, {
        trainer: join(__dirname, 'trainer.js'),
        execPath: process.execPath,
        ...(threads === undefined ? {} : { threads }),
        onProgress: (progress) => line.show(progress),
        signal: cancel,
      });
      line.clear();
      if (outcome.kind === 'failed') throw new UsageError(`${plan.name}: ${outcome.message}`);
      if (outcome.kind === 'cancelled') {
        console.error(
          `Cancelled. Results are kept in ${runFiles(folder, plan.source.hash).results}; the next call goes on there.`,
        );
        return CANCELLED;
      }
      const { verdict } = outcome;
      refuted ||= verdict.status === 'refuted';
      verdicts.push({ name: plan.name, hash: plan.source.hash, ...verdict });
      if (!given.flags.has('json'))
        console.log(
          report(plan, verdict, (word, kind) => style(word, STATUS_COLOUR[kind] ?? 'bold')).join('\n') + '\n',
        );
    }
    if (given.flags.has('json')) console.log(JSON.stringify({ verdicts }, undefined, 2));
    return refuted ? 1 : 0;
  },
};

/** The exit status by which shells know that the user interrupted a program. */
const CANCELLED = 130;

function cancelOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => controller.abort());
  return controller.signal;
}

/** The plans that are asked for. Throws UsageError where a block has none; standard error says why. */
function plansOf(file: string, given: Given): Plan[] {
  const loaded = new Loader().load(file);
  const { verifications } = loaded.analysis;
  if (verifications.length === 0) throw new UsageError(`${file} has no verify block`);
  const [block, of] = [wholeNumber(given, 'block'), given.values.get('of')];
  if (block !== undefined && block > verifications.length)
    throw new UsageError(`${file} has ${verifications.length} verify block(s), not ${block}`);
  const plain = (text: string): string => text.replace(/\s+/g, '');
  const wanted = verifications.filter(
    ({ text }, i) =>
      (block === undefined || i + 1 === block) && (of === undefined || plain(text) === plain(of)),
  );
  if (wanted.length === 0)
    throw new UsageError(`${file} verifies ${verifications.map((v) => v.text).join(', ')}, not ${of}`);
  const seconds = wholeNumber(given, 'seconds');
  return wanted.map(({ plan, text, statement }) => {
    if (plan) return seconds === undefined ? plan : { ...plan, budget: { seconds } };
    const style = styleFor(process.stderr);
    for (const diagnostic of loaded.diagnostics)
      if (diagnostic.start >= statement.start && diagnostic.end <= statement.end)
        console.error(describe(loaded, diagnostic, style));
    throw new UsageError(`verify ${text} cannot be run; powercount check ${file} says why`);
  });
}
