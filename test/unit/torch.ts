import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { skip } from '../skip';

/** PyTorch for tests: the one version that they are written for, in an environment of its own beside the packages. */
const VERSION = '2.13.0';
const FOLDER = join(process.cwd(), '.cache', `torch-${VERSION}`);

/** The interpreter with PyTorch, made when it is first needed; skips the test where there is no Python, or no PyTorch for it. */
export function torchPython(context: Mocha.Context): string {
  const python = join(FOLDER, 'bin', 'python');
  const has = (): boolean => existsSync(python) && spawnSync(python, ['-c', 'import torch']).status === 0;
  if (has()) return python;
  if (spawnSync('python3', ['--version']).status !== 0) skip(context, 'there is no python3');
  context.timeout(600_000);
  const made = spawnSync('python3', ['-m', 'venv', '--clear', FOLDER]);
  if (made.status !== 0) skip(context, 'python3 cannot make environments (its module venv is missing)');
  // The test's own limit cannot end a program that it waits for.
  spawnSync(python, ['-m', 'pip', 'install', '--quiet', `torch==${VERSION}`], { timeout: 500_000 });
  return has() ? python : skip(context, `PyTorch ${VERSION} cannot be installed for python3`);
}
