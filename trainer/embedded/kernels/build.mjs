// Compiles the AssemblyScript kernels to dist/network.wasm beside this file.
import asc from 'assemblyscript/asc';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export async function buildKernels() {
  const here = fileURLToPath(new URL('.', import.meta.url));
  mkdirSync(`${here}dist`, { recursive: true });
  const { error, stderr } = await asc.main([
    ...['network.ts', '--baseDir', here, '--outFile', 'dist/network.wasm'],
    ...['-O3', '--runtime', 'stub', '--importMemory', '--enable', 'simd'],
  ]);
  if (error) throw new Error(`kernels: ${error.message}\n${stderr.toString()}`);
}
