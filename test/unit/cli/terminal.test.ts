import assert from 'node:assert/strict';
import type { WriteStream } from 'node:tty';
import { ProgressLine } from '../../../server/src/cli/progress-line';
import { styleFor } from '../../../server/src/cli/style';

/** A stream that remembers what is written to it. */
function stream(isTTY: boolean, colours = true) {
  const written: string[] = [];
  const fake = { isTTY, columns: 40, hasColors: () => colours, write: (text: string) => written.push(text) };
  return { fake: fake as unknown as WriteStream, written };
}

const progress = { type: 'progress', done: 3, total: 16, secondsLeft: 75, message: 'd=8 seed=1' } as const;

describe('a terminal', () => {
  it('has colours only where it can show them', () => {
    assert.equal(styleFor(stream(true).fake)('x', 'bold', 'red'), '\x1b[31m\x1b[1mx\x1b[0m\x1b[0m');
    assert.equal(styleFor(stream(true, false).fake)('x', 'red'), 'x');
    assert.equal(styleFor(stream(false).fake)('x', 'red'), 'x');
  });

  it('renews one line of progress, no wider than itself, and clears it', () => {
    const { fake, written } = stream(true);
    const line = new ProgressLine(fake, 'samples(p)');
    line.show(progress);
    line.show({ ...progress, secondsLeft: 59.2 });
    line.clear();
    assert.deepEqual(written, [
      '\r\x1b[Ksamples(p): 3 of 16 runs, 1 min 15 s le',
      '\r\x1b[Ksamples(p): 3 of 16 runs, 1 min 0 s lef',
      '\r\x1b[K',
    ]);
  });

  it('is not needed: elsewhere lines are rare', () => {
    const { fake, written } = stream(false);
    const line = new ProgressLine(fake, 'samples(p)');
    line.show(progress);
    line.show(progress);
    line.clear();
    assert.deepEqual(written, ['samples(p): 3 of 16 runs, 1 min 15 s left: d=8 seed=1\n']);
  });
});
