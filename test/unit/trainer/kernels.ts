// What the trainer's tests share: the compiled kernels and a float64 network to hold them against.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const embedded = join(process.cwd(), 'trainer/embedded');

/** The kernels, compiled first when they are missing or older than their source. */
export async function kernelModule(): Promise<WebAssembly.Module> {
  const file = join(embedded, 'kernels/dist/network.wasm');
  const age = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);
  if (age(file) < age(join(embedded, 'kernels/network.ts'))) {
    const script: { buildKernels(): Promise<void> } = await import(
      pathToFileURL(join(embedded, 'kernels/build.mjs')).href
    );
    await script.buildKernels();
  }
  return new WebAssembly.Module(readFileSync(file));
}
