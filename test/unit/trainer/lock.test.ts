import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lock } from '../../../trainer/lock';

describe('the lock of a results file', () => {
  let [folder, path] = ['', ''];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'powercount-lock-'));
    path = join(folder, 'x.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const wrote = (holder: object): void => writeFileSync(path, JSON.stringify(holder));

  it('is taken by one at a time, who is named to the others', () => {
    const [first, second] = [new Lock(path), new Lock(path)];
    assert.equal(first.take(), undefined);
    assert.equal(second.take(), `process ${process.pid} on ${hostname()}`);
    second.release();
    assert.ok(existsSync(path), 'who does not have it does not give it back');
    first.release();
    assert.equal(second.take(), undefined);
    second.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is free when its process has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    wrote({ pid, host: hostname(), token: 'gone' });
    const lock = new Lock(path);
    assert.equal(lock.take(), undefined);
    lock.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not free because no process here has the number of one elsewhere, but when it is silent', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    wrote({ pid, host: 'elsewhere', token: 'far' });
    assert.equal(new Lock(path).take(), `process ${pid} on elsewhere`);
    const impatient = new Lock(path, -1);
    assert.equal(impatient.take(), undefined);
    impatient.release();
  });

  it('is somebody’s also before it says whose, until it is silent', () => {
    writeFileSync(path, '');
    assert.equal(new Lock(path).take(), 'a process');
    const impatient = new Lock(path, -1);
    assert.equal(impatient.take(), undefined);
    impatient.release();
  });

  it('says that the folder is not there', () => {
    assert.throws(() => new Lock(join(folder, 'nowhere', 'x.lock')).take(), /ENOENT/);
  });
});
