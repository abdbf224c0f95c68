import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { unlessCancelled, type Token } from '../../../client/src/cancelled';

class Source implements Token {
  isCancellationRequested = false;
  readonly emitter = new EventEmitter();
  onCancellationRequested = (listener: () => void) => {
    this.emitter.on('cancel', listener);
    return { dispose: () => this.emitter.off('cancel', listener) };
  };
  cancel(): void {
    this.isCancellationRequested = true;
    this.emitter.emit('cancel');
  }
}

describe('work that the user may cancel', () => {
  it('gives what comes of it, and leaves no listener', async () => {
    const token = new Source();
    assert.equal(await unlessCancelled(Promise.resolve(7), token), 7);
    await assert.rejects(unlessCancelled(Promise.reject(new Error('no card')), token), /no card/);
    assert.equal(token.emitter.listenerCount('cancel'), 0);
  });

  it('is not waited for after that, however long it goes on and whatever comes of it', async () => {
    const token = new Source();
    let fail: (error: Error) => void = () => undefined;
    const work = new Promise<number>((_, reject) => (fail = reject));
    const heard = unlessCancelled(work, token);
    token.cancel();
    assert.equal(await heard, undefined);
    fail(new Error('late'));
    assert.equal(await unlessCancelled(new Promise(() => undefined), token), undefined);
    assert.equal(token.emitter.listenerCount('cancel'), 0);
  });
});
