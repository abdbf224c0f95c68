// @ts-check
// `node scripts/slurm-here.mjs [nodes]`: a Slurm cluster on this machine to try jobs on, until it is interrupted.
import { ensureSlurm, startCluster } from './slurm-cluster.mjs';
import { exitOnSignals } from './workbench/server.mjs';

const trouble = await ensureSlurm();
if (trouble) {
  console.error(`No cluster: ${trouble}.`);
  process.exit(1);
}
exitOnSignals();
const cluster = await startCluster({ nodes: Number(process.argv[2] ?? 3) });
console.log(`A cluster of ${cluster.nodes.join(', ')} runs here. In another terminal:

  export SLURM_CONF=${cluster.config}
  sinfo

Logs are in ${cluster.folder}/log. Ctrl-C ends the cluster and its jobs, and removes that folder.`);
await cluster.ended;
