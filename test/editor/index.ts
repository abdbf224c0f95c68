// Entry of the in-host suite: VS Code calls run(), in the workbench that `npm test` serves and in a desktop VS Code
// under @vscode/test-electron alike.
import Mocha from 'mocha';
import Counting from '../../scripts/reporter.mjs';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: Counting });
  // Bundled in, so that both hosts load one file; each declares its tests when it is evaluated.
  mocha.suite.emit('pre-require', globalThis, 'editor', mocha);
  await import('./activation.test');
  await import('./diagnostics.test');
  await import('./hover.test');
  await import('./features.test');
  await import('./typing.test');
  await import('./panel.test');
  await import('./tests.test');
  await import('./verify.test');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
