import { build, type BuildOptions } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Tests run in the root of the project. */
export const root = resolve('.');
const folder = mkdtempSync(join(tmpdir(), 'powercount-cli-'));
let bundled: Promise<unknown> | undefined;

/** Bundles the command line and the trainer as the build does, once. */
export function bundle(): Promise<unknown> {
  return (bundled ??= (async () => {
    const { bundleOptions } = (await import(pathToFileURL(join(root, 'scripts/build.mjs')).href)) as {
      bundleOptions: BuildOptions;
    };
    await build({
      ...bundleOptions,
      outdir: join(folder, 'dist'),
      entryPoints: [
        { in: 'server/src/cli.ts', out: 'cli' },
        { in: 'trainer/embedded/main.ts', out: 'trainer' },
      ],
    });
  })());
}

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const program = join(folder, 'dist/cli.js');

/** A folder with these files in it, removed in the end. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(folder, 'texts-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `powercount` with these words in a folder, to its end. */
export function powercount(cwd: string, ...words: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

/** Starts `powercount` without waiting for it. */
export const started = (cwd: string, ...words: string[]) =>
  spawn(process.execPath, [program, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
