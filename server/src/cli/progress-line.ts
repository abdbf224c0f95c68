import type { WriteStream } from 'node:tty';
import type { Update } from '../../../trainer/follow';
import { durationText } from '../../../trainer/estimate';
import { intervalText } from '../../../trainer/report';

/** Without a terminal, a line is printed at most this often, in milliseconds. */
const EVERY = 10_000;

/** How far a run is: one line that renews itself on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  private printed: number | undefined;

  constructor(
    private readonly stream: WriteStream,
    private readonly name: string,
  ) {}

  show({ done, total, secondsLeft, message, verdict }: Update): void {
    const left =
      secondsLeft > 0 && Number.isFinite(secondsLeft) ? `, up to ${durationText(secondsLeft)} left` : '';
    const soFar = verdict?.measured ? `; so far ${intervalText(verdict.measured)}` : '';
    const line = `${this.name}: ${done} of ${total} runs${left}${soFar}; ${message}`;
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
