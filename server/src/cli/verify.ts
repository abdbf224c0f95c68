import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { conduct, runFiles } from '../../../trainer/conduct';
import { report } from '../../../trainer/report';
import { LEAVING, type Runner } from '../../../trainer/runner';
import type { Plan, Verdict } from '../../../trainer/schema';
import { budgetLine, budgetOf, overBudget, type Budget } from './budget';
import { UsageError, wholeNumber, type Command, type Given } from './command';
import { describe } from './diagnostics';
import { Loader } from './load';
import { ProgressLine } from './progress-line';
import { checkRunnerOptions, runnerFor, runnerOptions } from './runners';
import { STATUS_COLOUR, styleFor } from './style';

export const verify: Command = {
  name: 'verify',
  about: 'Trains networks for the verify blocks of a text and measures the exponents that it predicts',
  files: 'FILE',
  options: {
    block: { value: 'N', about: 'run only the N-th verify block' },
    of: { value: '"samples(p)"', about: 'run only the verify blocks of this quantity' },
    ...runnerOptions,
    seeds: { value: 'N', about: 'use at most this many seeds, not as many as the text says' },
    margin: { value: 'X', about: 'differences of exponents below X do not count, whatever the text says' },
    limit: {
      value: 'MINUTES',
      about: 'give each run this time, not what the text says; one that needs more is refused',
    },
    seconds: { value: 'N', about: 'the same in seconds; nothing is refused, what is finished counts' },
    'dry-run': { about: 'print what would be run and what it would cost; run nothing' },
    runs: { value: 'DIR', about: 'keep plans and results here, not in .scale-runs beside the file' },
    pictures: { value: 'DIR', about: 'write a picture of each fit, and of the curves behind it, there' },
    json: { about: 'print the verdicts as JSON; with --dry-run, the plans' },
  },
  status: {
    0: 'no verdict is refuted',
    1: 'a verdict is refuted',
    2: 'the file cannot be read, a block cannot be run or is over its limit, or the trainer failed',
  },
  async run(given) {
    const [file = ''] = given.files;
    const folder = resolve(given.values.get('runs') ?? join(dirname(file), '.scale-runs'));
    checkRunnerOptions(given);
    const blocks = blocksOf(file, given);
    const runner = await runnerFor(given, folder);
    const budgets: Budget[] = [];
    for (const { plan } of blocks)
      budgets.push(await budgetOf(plan, runner, folder, secondsFor(plan, given)));
    const over = given.values.has('seconds') ? [] : budgets.flatMap((budget) => overBudget(budget) ?? []);
    if (given.flags.has('dry-run')) {
      console.log(given.flags.has('json') ? asJson({ plans: budgets }) : budgets.map(planLines).join('\n\n'));
      for (const sentence of over) console.error(sentence);
      return over.length > 0 ? 2 : 0;
    }
    for (const budget of budgets) console.error(budgetLine(budget));
    if (over.length > 0) throw new UsageError(over.join('; '));
    return runAll(blocks, folder, runner, given);
  },
};

/** A verify block that is asked for: its place in the text, from 1. */
interface Block {
  readonly number: number;
  readonly plan: Plan;
}

/** The exit status by which shells know that the user interrupted a program. */
const CANCELLED = 130;

async function runAll(
  blocks: readonly Block[],
  folder: string,
  runner: Runner,
  given: Given,
): Promise<number> {
  const [file = ''] = given.files;
  const signal = cancelOnSignals();
  const style = styleFor(process.stdout);
  const verdicts: object[] = [];
  let refuted = false;
  let failed = false;
  for (const { number, plan } of blocks) {
    const line = new ProgressLine(process.stderr, plan.name);
    const outcome = await conduct(plan, folder, runner, {
      onUpdate: (update) => line.show(update),
      signal,
      seconds: secondsFor(plan, given),
    });
    line.clear();
    if (outcome.kind === 'failed') {
      console.error(`${style('powercount:', 'bold')} ${plan.name}: ${outcome.message}`);
      failed = true;
      continue;
    }
    if (outcome.kind === 'cancelled') {
      const { results } = runFiles(folder, plan);
      console.error(`Cancelled. Results are kept in ${results}; the next call goes on there.`);
      return CANCELLED;
    }
    const { verdict } = outcome;
    refuted ||= verdict.status === 'refuted';
    const { hash, statement } = plan.source;
    verdicts.push({ block: number, name: plan.name, hash, statement, ...verdict });
    const pictures = given.values.get('pictures');
    if (pictures !== undefined)
      await writePictures(join(pictures, `${basename(file, '.scale')}-${number}`), plan, verdict);
    if (!given.flags.has('json'))
      console.log(
        report(plan, verdict, (word, kind) => style(word, STATUS_COLOUR[kind] ?? 'bold')).join('\n') + '\n',
      );
  }
  if (given.flags.has('json')) console.log(asJson({ verdicts }));
  return failed ? 2 : refuted ? 1 : 0;
}

const asJson = (value: object): string => JSON.stringify(value, undefined, 2);

function cancelOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  // The terminal is closed: what runs on a cluster goes on.
  process.once('SIGHUP', () => controller.abort(LEAVING));
  return controller.signal;
}

/** How long a run may take: what the options say before what the text says. */
function secondsFor(plan: Plan, given: Given): number {
  const limit = wholeNumber(given, 'limit');
  return wholeNumber(given, 'seconds') ?? (limit === undefined ? plan.budget.seconds : 60 * limit);
}

function planLines(budget: Budget): string {
  const { statement } = budget.plan.source;
  const sizes = budget.plan.sizes.map(
    ({ value, note }) => `  ${budget.plan.along} = ${value}${note ? `: ${note}` : ''}`,
  );
  return [statement.replace(/\s+/g, ' '), ...sizes, `  ${budgetLine(budget)}`].join('\n');
}

async function writePictures(stem: string, plan: Plan, verdict: Verdict): Promise<void> {
  // Plot and its document take longer to load than all the rest.
  const { runPictures } = await import('./run-pictures');
  try {
    mkdirSync(dirname(stem), { recursive: true });
    for (const { name, svg } of runPictures(plan, verdict, { dark: false })) {
      writeFileSync(`${stem}-${name}.svg`, svg);
      console.error(`Written: ${stem}-${name}.svg`);
    }
  } catch (error) {
    throw new UsageError(`--pictures: ${(error as Error).message}`);
  }
}

/** The blocks that are asked for. Throws UsageError where one has no plan; standard error says why. */
function blocksOf(file: string, given: Given): Block[] {
  const loaded = new Loader().load(file);
  const { verifications } = loaded.analysis;
  if (verifications.length === 0) throw new UsageError(`${file} has no verify block`);
  const [block, of] = [wholeNumber(given, 'block'), given.values.get('of')];
  if (block !== undefined && block > verifications.length)
    throw new UsageError(`${file} has ${verifications.length} verify block(s), not ${block}`);
  const plain = (text: string): string => text.replace(/\s+/g, '');
  const wanted = verifications
    .map((verification, i) => ({ ...verification, number: i + 1 }))
    .filter(
      ({ text, number }) =>
        (block === undefined || number === block) && (of === undefined || plain(text) === plain(of)),
    );
  if (wanted.length === 0)
    throw new UsageError(`${file} verifies ${verifications.map((v) => v.text).join(', ')}, not ${of}`);
  const changes = changesFrom(given);
  return wanted.map(({ plan, text, statement, number }) => {
    if (plan) return { number, plan: { ...plan, ...changes } };
    const style = styleFor(process.stderr);
    for (const diagnostic of loaded.diagnostics)
      if (diagnostic.start >= statement.start && diagnostic.end <= statement.end)
        console.error(describe(loaded, diagnostic, style));
    throw new UsageError(`verify ${text} cannot be run; powercount check ${file} says why`);
  });
}

/** What the options say of a plan in place of the text. */
function changesFrom(given: Given): Partial<Pick<Plan, 'seeds' | 'margin'>> {
  const seeds = wholeNumber(given, 'seeds');
  const text = given.values.get('margin');
  const margin = Number(text);
  if (text !== undefined && !(margin > 0 && Number.isFinite(margin)))
    throw new UsageError(`--margin takes a number above 0, like 0.1, not ${text}`);
  return { ...(seeds === undefined ? {} : { seeds }), ...(text === undefined ? {} : { margin }) };
}
