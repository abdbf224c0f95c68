// A trainer as a child process on this machine: it says on stdout how far it is, and on stderr why it cannot.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { End, Job } from '../runner';
import type { Progress } from '../schema';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs, if not where this process does. */
  readonly cwd?: string;
}

/** How long a program that was asked to end may take, in milliseconds. */
const GRACE = 500;

/** Its stdin stays open as long as this process lives, and closes with it: a trainer ends then. */
const start = ({ command, args, env, cwd }: Program): ChildProcessByStdio<Writable, Readable, Readable> =>
  spawn(command, args, {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });

/** Runs a trainer to its end: by itself, by `signal`, or after `seconds`, which counts as done. Never rejects. */
export function supervise(
  program: Program,
  { seconds, onProgress, signal }: Pick<Job, 'seconds' | 'onProgress' | 'signal'>,
): Promise<End> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    const child = start(program);
    const complaint = lastSentence(child.stderr);
    let stopping: 'cancelled' | 'done' | undefined;
    let kill: NodeJS.Timeout | undefined;
    const stop = (why: 'cancelled' | 'done'): void => {
      if (stopping) return;
      stopping = why;
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), GRACE);
    };
    const abort = (): void => stop('cancelled');
    // Timers count in 32 bits; a longer time than 24 days is none.
    const over = setTimeout(() => stop('done'), Math.min(1000 * seconds, 2 ** 31 - 1));
    const end = (outcome: End): void => {
      clearTimeout(over);
      clearTimeout(kill);
      signal.removeEventListener('abort', abort);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(outcome);
    };
    signal.addEventListener('abort', abort, { once: true });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const progress = progressOf(line);
      if (progress && !stopping) onProgress(progress);
    });
    child.on('error', ({ message }) => end({ kind: 'failed', message }));
    // What was stopped has nothing more to say, and what it started itself may hold its streams open.
    child.on('exit', () => stopping && end({ kind: stopping }));
    child.on('close', (status, killedBy) => {
      if (stopping) end({ kind: stopping });
      else if (status === 0) end({ kind: 'done' });
      // A terminal interrupts all processes that run in it, this one at the same time.
      else if (killedBy === 'SIGINT') end({ kind: 'cancelled' });
      else
        end({ kind: 'failed', message: complaint() ?? `${program.command} ${howEnded(status, killedBy)}` });
    });
  });
}

/** What a program prints on stdout within `seconds`. Rejects with a sentence for the user when it fails. */
export function answerOf(program: Program, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(program);
    const complaint = lastSentence(child.stderr);
    let answer = '';
    // Not when its streams close: a child of its own may hold them.
    const over = setTimeout(() => {
      child.kill('SIGKILL');
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      reject(new Error(`${program.command} did not answer in ${seconds} s.`));
    }, 1000 * seconds);
    child.stdout.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    child.on('error', (error) => {
      clearTimeout(over);
      reject(error);
    });
    child.on('close', (status, killedBy) => {
      clearTimeout(over);
      child.stdin.destroy();
      if (status === 0) resolve(answer);
      else reject(new Error(complaint() ?? `${program.command} ${howEnded(status, killedBy)}`));
    });
  });
}

const howEnded = (status: number | null, killedBy: NodeJS.Signals | null): string =>
  status === null ? `was ended by ${killedBy}` : `ended with status ${status} and said nothing`;

/** Collects a stream; gives its last line that is a sentence, not a part of a trace. */
function lastSentence(stream: Readable): () => string | undefined {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-4000)));
  const isSentence = (line: string): boolean => /^[^\s}\]]/.test(line) && !line.startsWith('Node.js v');
  return () => text.split('\n').filter(isSentence).at(-1)?.trim();
}

/** A line of the trainer; what is not a message of ours is not for us. */
function progressOf(line: string): Progress | undefined {
  try {
    const value = JSON.parse(line) as Progress | null;
    return value?.type === 'progress' ? value : undefined;
  } catch {
    return undefined;
  }
}
