// Compiles the AssemblyScript kernels to dist/single.wasm and dist/double.wasm beside this file.
import asc from 'assemblyscript/asc';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export async function buildKernels() {
  const here = fileURLToPath(new URL('.', import.meta.url));
  mkdirSync(`${here}dist`, { recursive: true });
  for (const [name, real] of [
    ['single', 'f32'],
    ['double', 'f64'],
  ]) {
    const { error, stderr } = await asc.main([
      ...['index.ts', '--baseDir', here, '--outFile', `dist/${name}.wasm`, '--use', `Real=${real}`],
      ...['-O3', '--runtime', 'stub', '--importMemory', '--enable', 'simd'],
    ]);
    if (error) throw new Error(`kernels: ${error.message}\n${stderr.toString()}`);
  }
}
