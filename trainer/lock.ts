// One process at a time writes to a results file; which one, says a file beside it.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The holder says so often that it still runs, in milliseconds. */
const BEAT = 5_000;
/** A lock that was not touched for so long, by the clock of the one that waits, is nobody's. */
const SILENCE = 30_000;

export class Lock {
  private readonly token = randomUUID();
  private readonly mine = JSON.stringify({ pid: process.pid, host: hostname(), token: this.token });
  private beat: NodeJS.Timeout | undefined;
  private seen: { readonly touched: number; readonly since: number } | undefined;

  constructor(
    private readonly path: string,
    private readonly silence = SILENCE,
  ) {}

  /** Takes the lock, or says who has it: "process 12 on host"; then ask again after a while. */
  take(): string | undefined {
    for (;;) {
      try {
        writeFileSync(this.path, this.mine, { flag: 'wx' });
        this.beat = setInterval(() => this.touch(), BEAT).unref();
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const theirs = read(this.path);
      // Removed in between; or it cannot be read, and then it is somebody's.
      if (theirs === undefined && !existsSync(this.path)) continue;
      if (theirs === undefined) return 'a process of somebody else';
      const holder = holderIn(theirs);
      if (!this.abandoned(holder)) return holder ? `process ${holder.pid} on ${holder.host}` : 'a process';
      this.remove(theirs);
    }
  }

  release(): void {
    clearInterval(this.beat);
    if (read(this.path) === this.mine) rmSync(this.path, { force: true });
  }

  private touch(): void {
    const now = new Date();
    try {
      if (read(this.path) === this.mine) utimesSync(this.path, now, now);
    } catch {
      // The folder was removed under our feet: nobody else writes there either.
    }
  }

  /** Its process has ended; or, where that cannot be seen from here, it is silent. */
  private abandoned(holder: Holder | undefined): boolean {
    if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
    const touched = statSync(this.path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (this.seen?.touched !== touched) this.seen = { touched, since: performance.now() };
    return performance.now() - this.seen.since > this.silence;
  }

  /** Of several that wait, one succeeds in moving the file; where that was a newer lock, it goes back. */
  private remove(abandoned: string): void {
    const aside = `${this.path}.${this.token}`;
    try {
      renameSync(this.path, aside);
    } catch {
      return; // another one was faster
    }
    if (read(aside) === abandoned) rmSync(aside, { force: true });
    else renameSync(aside, this.path);
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** Undefined where a process ended, or is, between making the file and writing it. */
function holderIn(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
