import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOf, supervise } from '../../../trainer/runners/child';
import type { Progress } from '../../../trainer/schema';

const progress: Progress = { type: 'progress', done: 1, total: 4, secondsLeft: 3, message: 'one' };
const say = `console.log(${JSON.stringify(JSON.stringify(progress))});`;
const stay = 'setInterval(() => {}, 1000);';

describe('a trainer as a child process', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'powercount-child-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const node = (text: string, ...args: string[]) => ({
    command: process.execPath,
    args: ['-e', text, ...args],
  });

  async function run(text: string, during: (abort: () => void) => void = () => {}, seconds = 60) {
    const controller = new AbortController();
    const seen: Progress[] = [];
    const onProgress = (heard: Progress): void => {
      seen.push(heard);
      during(() => controller.abort());
    };
    const end = await supervise(node(text), { seconds, onProgress, signal: controller.signal });
    return { end, seen };
  }

  it('is heard, whatever else it says, and done where it ends by itself', async () => {
    const { end, seen } = await run(
      `console.log('hm'); console.log('{"type": 1}'); console.log(null); ${say}`,
    );
    assert.deepEqual([end, seen], [{ kind: 'done' }, [progress]]);
  });

  it('is repeated in the last that it said of a failure', async () => {
    const { end } = await run(
      `console.error('Trace:\\n  line 1\\nplan: ridge must be > 0\\n'); process.exit(2)`,
    );
    assert.deepEqual(end, { kind: 'failed', message: 'plan: ridge must be > 0' });
    // A mistake of its own: node and Python print a trace, the one before it, the other after it.
    const thrown = await run(`throw new TypeError('x is not y')`);
    assert.deepEqual(thrown.end, { kind: 'failed', message: 'TypeError: x is not y' });
    const silent = await run('process.exit(3)');
    assert.ok(silent.end.kind === 'failed');
    assert.match(silent.end.message, /ended with status 3 and said nothing/);
    const killed = await run(`process.kill(process.pid, 'SIGKILL'); ${stay}`);
    assert.ok(killed.end.kind === 'failed');
    assert.match(killed.end.message, /was ended by SIGKILL/);
  });

  it('fails where there is no such program', async () => {
    const job = { seconds: 9, onProgress: () => {}, signal: new AbortController().signal };
    const { kind } = await supervise({ command: join(folder, 'nowhere'), args: [] }, job);
    assert.equal(kind, 'failed');
    await assert.rejects(answerOf({ command: join(folder, 'nowhere'), args: [] }, 9), /ENOENT/);
  });

  it('is ended when the user cancels, also where it does not listen', async () => {
    const pid = join(folder, 'pid');
    const deaf = `require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid));
      process.on('SIGTERM', () => {}); ${say} ${stay}`;
    for (const text of [`${say} ${stay}`, deaf])
      assert.deepEqual((await run(text, (abort) => abort())).end, { kind: 'cancelled' });
    assert.throws(() => process.kill(Number(readFileSync(pid, 'utf8')), 0), { code: 'ESRCH' });
  });

  it('is done when its time is over', async () => {
    assert.deepEqual((await run(stay, () => {}, 0.05)).end, { kind: 'done' });
  });

  it('is not started for a job that was cancelled before', async () => {
    const file = join(folder, 'ran');
    const text = `require('fs').writeFileSync(${JSON.stringify(file)}, '')`;
    const job = { seconds: 9, onProgress: () => {}, signal: AbortSignal.abort() };
    assert.deepEqual(await supervise(node(text), job), { kind: 'cancelled' });
    assert.ok(!existsSync(file));
  });

  it('has an open stdin, as long as somebody waits for it', async () => {
    const text = `process.stdin.on('end', () => process.exit(4)).resume(); setTimeout(() => process.exit(0), 100)`;
    assert.deepEqual((await run(text)).end, { kind: 'done' });
  });

  it('answers a question in its environment, or says why not', async () => {
    const asked = node('console.log(process.env.WORD, process.argv[1])', 'b');
    assert.equal(await answerOf({ ...asked, env: { WORD: 'a' } }, 60), 'a b\n');
    await assert.rejects(answerOf(node(`console.error('no card'); process.exit(1)`), 60), /^Error: no card$/);
    await assert.rejects(answerOf(node(stay), 0.05), /did not answer in 0.05 s/);
  });
});
