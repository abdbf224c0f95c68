// The energy of dense networks as an exact function of the widths: how the cost grows with depth and with free exponents,
// and the same problems by peers of parametric programming. docs/benchmarks.md explains the columns.
import { cpus } from 'node:os';
import { comparison } from './parametric/comparison';
import { isCold } from './parametric/engine';
import { growth } from './parametric/growth';
import { Peers } from './parametric/python';

async function main(): Promise<void> {
  if (await isCold()) return;
  console.log('The energy of a dense network as a function of its widths, in milliseconds of one core');
  console.log(`${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}; Node ${process.versions.node}`);
  growth();
  const peers = Peers.start();
  if (typeof peers === 'string') return console.log(`\nNo peers: ${peers}`);
  await comparison(peers);
  peers.stop();
}

void main();
