import type { WriteStream } from 'node:tty';
import type { Progress } from '../../../trainer/launch';
import { duration } from '../../../trainer/report';

/** Without a terminal, a line is printed at most this often, in milliseconds. */
const EVERY = 10_000;

/** How far a run is: one line that renews itself on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  private printed: number | undefined;

  constructor(
    private readonly stream: WriteStream,
    private readonly name: string,
  ) {}

  show({ done, total, secondsLeft, message }: Progress): void {
    const left = secondsLeft > 0 ? `, ${duration(secondsLeft)} left` : '';
    const line = `${this.name}: ${done} of ${total} runs${left}: ${message}`;
    if (this.stream.isTTY) this.stream.write(`\r\x1b[K${line.slice(0, (this.stream.columns || 80) - 1)}`);
    else if (this.printed === undefined || Date.now() - this.printed >= EVERY) {
      this.printed = Date.now();
      this.stream.write(`${line}\n`);
    }
  }

  clear(): void {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }
}
