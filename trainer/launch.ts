// Runs a trainer as a child process: any program that takes a plan, appends results and says how far it is.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Message, Plan, Verdict } from './schema';

export type Progress = Extract<Message, { type: 'progress' }>;

/** What came of a run. A cancelled run goes on where it was when it is launched again. */
export type Outcome =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

/** The files of a plan in a folder of runs, named by the hash of the text that it came from. */
export function runFiles(folder: string, hash: string) {
  const file = (kind: string): string => join(folder, `${hash}.${kind}`);
  return { plan: file('plan.json'), results: file('results.jsonl'), verdict: file('verdict.json') };
}

/** The verdict that an earlier run of the plan with this hash came to, if any. */
export function knownVerdict(folder: string, hash: string): Verdict | undefined {
  try {
    return JSON.parse(readFileSync(runFiles(folder, hash).verdict, 'utf8')) as Verdict;
  } catch {
    return undefined; // none yet, or a torn file: the results are there to judge again
  }
}

export interface Launch {
  /** Path of the trainer's bundle. */
  readonly trainer: string;
  /** Node, or an Electron that is asked to be Node. */
  readonly execPath: string;
  readonly threads?: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/** How long an aborted trainer may take to end by itself, in milliseconds. */
const GRACE = 500;

/** Runs a plan to its verdict, keeping plan, results and verdict in `folder`. Never rejects. */
export async function launch(plan: Plan, folder: string, options: Launch): Promise<Outcome> {
  const files = runFiles(folder, plan.source.hash);
  try {
    mkdirSync(folder, { recursive: true });
    writeWhole(files.plan, plan);
    const outcome = await supervise(['run', files.plan, files.results], options);
    if (outcome.kind === 'verdict') writeWhole(files.verdict, outcome.verdict);
    return outcome;
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
}

/** A reader sees the old content or the new one, never a part. */
function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, JSON.stringify(value, undefined, 2) + '\n');
  renameSync(`${path}.part`, path);
}

function supervise(
  args: string[],
  { trainer, execPath, threads, onProgress, signal }: Launch,
): Promise<Outcome> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  const child = spawn(
    execPath,
    [trainer, ...args, ...(threads === undefined ? [] : ['--threads', `${threads}`])],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return new Promise((resolve) => {
    let verdict: Verdict | undefined;
    let complaint = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = messageOf(line);
      if (message?.type === 'progress') onProgress(message);
      else if (message) verdict = message;
    });
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
    let kill: NodeJS.Timeout | undefined;
    const abort = (): void => {
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), GRACE);
    };
    const end = (outcome: Outcome): void => {
      clearTimeout(kill);
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.on('error', ({ message }) => end({ kind: 'failed', message }));
    child.on('close', (status, killedBy) => {
      if (verdict) end({ kind: 'verdict', verdict });
      else if (signal.aborted || killedBy === 'SIGINT') end({ kind: 'cancelled' });
      else {
        const how = status === null ? `was ended by ${killedBy}` : `ended with status ${status}`;
        end({ kind: 'failed', message: complaint.trim() || `the trainer ${how} without a verdict` });
      }
    });
  });
}

/** A line of the trainer; what is not a message of ours is not for us. */
function messageOf(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const type = (value as { type?: unknown } | null)?.type;
    return type === 'progress' || type === 'verdict' ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
