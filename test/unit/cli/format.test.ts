import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, folderWith, powercount } from './program';

describe('powercount format', () => {
  before(bundle);

  const untidy = 'scale   d\nlet E=d^2 ;let F = E\n';
  const tidy = 'scale d\nlet E = d^2\nlet F = E\n';
  const texts = () => folderWith({ 'untidy.scale': untidy, 'tidy.scale': tidy });

  it('prints the text laid out and leaves the file alone', () => {
    const cwd = texts();
    assert.deepEqual(powercount(cwd, 'format', 'untidy.scale'), { status: 0, out: tidy, err: '' });
    assert.equal(readFileSync(join(cwd, 'untidy.scale'), 'utf8'), untidy);
  });

  it('checks: names what would change', () => {
    const cwd = texts();
    assert.deepEqual(powercount(cwd, 'format', '--check', 'tidy.scale', 'untidy.scale'), {
      ...{ status: 1, out: 'untidy.scale\n', err: '' },
    });
    assert.equal(powercount(cwd, 'format', '--check', 'tidy.scale').status, 0);
  });

  it('writes: names what changed, and then nothing is left to change', () => {
    const cwd = texts();
    const write = () => powercount(cwd, 'format', '--write', 'tidy.scale', 'untidy.scale');
    assert.deepEqual(write(), { status: 0, out: 'untidy.scale\n', err: '' });
    assert.equal(readFileSync(join(cwd, 'untidy.scale'), 'utf8'), tidy);
    assert.deepEqual(write(), { status: 0, out: '', err: '' });
  });

  it('does not check and write at once', () => {
    assert.equal(powercount(texts(), 'format', '--check', '--write', 'tidy.scale').status, 2);
  });
});
