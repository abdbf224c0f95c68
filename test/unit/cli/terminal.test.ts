import assert from 'node:assert/strict';
import type { WriteStream } from 'node:tty';
import { ProgressLine } from '../../../server/src/cli/progress-line';
import { styleFor } from '../../../server/src/cli/style';
import type { Update } from '../../../trainer/follow';
import type { Verdict } from '../../../trainer/schema';

/** A stream that remembers what is written to it. */
function stream(isTTY: boolean, colours = true) {
  const written: string[] = [];
  const fake = { isTTY, columns: 40, hasColors: () => colours, write: (text: string) => written.push(text) };
  return { fake: fake as unknown as WriteStream, written };
}

const progress: Update = { done: 3, total: 16, share: 0.2, secondsLeft: 75, message: 'd=8 seed=1' };
const verdict: Verdict = {
  status: 'inconclusive',
  along: 'd',
  predicted: '1',
  measured: { exponent: 1.1, low: 0.7, high: 1.5, level: 0.95 },
  margin: 0.25,
  points: [],
  reason: 'Few seeds.',
  seconds: 1,
  on: [],
};

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
    line.show({ ...progress, done: 4 });
    line.clear();
    assert.deepEqual(written, [
      '\r\x1b[Ksamples(p): 3 of 16 runs, up to 75 s le',
      '\r\x1b[Ksamples(p): 4 of 16 runs, up to 75 s le',
      '\r\x1b[K',
    ]);
  });

  it('is not needed: elsewhere lines are rare', () => {
    const { fake, written } = stream(false);
    const line = new ProgressLine(fake, 'samples(p)');
    line.show(progress);
    line.show(progress);
    line.clear();
    assert.deepEqual(written, ['samples(p): 3 of 16 runs, up to 75 s left; d=8 seed=1\n']);
  });

  it('says the verdict so far, and no time where nobody knows it', () => {
    const { fake, written } = stream(false);
    new ProgressLine(fake, 'samples(p)').show({ ...progress, secondsLeft: Infinity, verdict });
    assert.deepEqual(written, ['samples(p): 3 of 16 runs; so far 1.10, between 0.70 and 1.50; d=8 seed=1\n']);
  });
});
