// What the trainer's tests share: the compiled kernels.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kernels } from '../../../trainer/embedded/engine';

export const embedded = join(process.cwd(), 'trainer/embedded');

/** The kernels, compiled first when they are missing or older than their source. */
export async function compiledKernels(): Promise<Kernels> {
  const folder = join(embedded, 'kernels');
  const file = (name: string): string => join(folder, `dist/${name}.wasm`);
  const age = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') || name.endsWith('.mjs'));
  const newest = Math.max(...sources.map((name) => age(join(folder, name))));
  if (Math.min(age(file('single')), age(file('double'))) < newest) {
    const script: { buildKernels(): Promise<void> } = await import(
      pathToFileURL(join(folder, 'build.mjs')).href
    );
    await script.buildKernels();
  }
  const compiled = (name: string): WebAssembly.Module => new WebAssembly.Module(readFileSync(file(name)));
  return { single: compiled('single'), double: compiled('double') };
}
