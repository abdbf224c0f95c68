// @ts-check
// A Slurm cluster on this one machine, to try jobs on: Debian's munge and slurm-wlm, several node daemons side by side, no
// systemd, no accounting, all files in one temporary folder. No `import.meta` here: tests bundle this module.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { must, onPath, run } from './tools.mjs';

const daemons = ['munged', 'slurmctld', 'slurmd'];
const startWithinMs = 30_000;

/** Debian has daemons where only root looks for programs. */
const reach = () => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.includes('/usr/sbin')) process.env.PATH = [...folders, '/usr/sbin'].join(delimiter);
};

/** Installs what is missing, where we may. @returns {Promise<string | undefined>} why there is no Slurm */
export async function ensureSlurm() {
  if (process.platform !== 'linux') return 'Slurm needs Linux';
  reach();
  const missing = () => [...daemons, 'sbatch'].filter((name) => !onPath(name));
  if (missing().length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    console.log('Installing Slurm (apt-get install slurm-wlm munge) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { env, quiet: true, timeoutSeconds: 300 };
    await run('apt-get', ['update', '-qq'], options);
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'slurm-wlm', 'munge'];
    await run('apt-get', install, options);
  }
  if (missing().length > 0) return `${missing().join(', ')} cannot be found (Debian: slurm-wlm and munge)`;
  return undefined;
}

/**
 * @typedef {object} Cluster
 * @property {string} folder of all its files
 * @property {string} config path of its configuration: programs of Slurm find the cluster by SLURM_CONF
 * @property {string[]} nodes
 * @property {(...args: string[]) => Promise<string>} control runs scontrol
 * @property {(node: string) => Promise<void>} failNode kills all that runs on a node, and has the controller see it
 * @property {(node: string) => Promise<void>} mendNode
 * @property {Promise<void>} ended resolves when the controller has ended
 * @property {() => Promise<void>} stop
 */

/** @param {{ nodes?: number, cpus?: number }} [size] @returns {Promise<Cluster>} */
export async function startCluster({ nodes: count = 3, cpus = 2 } = {}) {
  reach();
  const folder = mkdtempSync(join(tmpdir(), 'powercount-slurm-'));
  const config = join(folder, 'slurm.conf');
  const socket = join(folder, 'munge.sock');
  const key = join(folder, 'munge.key');
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
  for (const name of ['state', 'log', ...nodes]) mkdirSync(join(folder, name));
  writeFileSync(key, randomBytes(128), { mode: 0o600 });
  const ports = await freePorts(count + 1);
  writeFileSync(config, configuration({ folder, socket, nodes, cpus, ports }));
  const env = { ...process.env, SLURM_CONF: config };

  /** @type {Map<string, import('node:child_process').ChildProcess>} */
  const running = new Map();
  /** @param {string} name @param {string} program @param {string[]} args */
  const daemon = (name, program, args) => {
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true });
    child.on('error', () => undefined); // what is missing is seen by waiting for it
    running.set(name, child);
    return child;
  };
  const startNode = (/** @type {string} */ node) => daemon(node, 'slurmd', ['-D', '-f', config, '-N', node]);
  // Where this process is killed itself, the end of its pipe is all that is left to tell.
  const orphaned = 'cat; scancel --user="$(id -u)"; sleep 1; kill -9 $(cat "$0"/*.pid); rm -rf "$0"';
  const watch = spawn('sh', ['-c', orphaned, folder], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const killAll = () => {
    watch.kill('SIGKILL');
    for (const child of running.values()) child.kill('SIGKILL');
    for (const { pid } of processesOf(config)) kill(pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', killAll);
  const stop = async () => {
    killAll();
    process.off('exit', killAll);
  };
  /** @param {string[]} args */
  const control = async (...args) => (await must('scontrol', args, { env, quiet: true })).output;
  const up = async (/** @type {string[]} */ wanted) => {
    const { output } = await run('sinfo', ['-h', '-N', '-o', '%N %T'], {
      env,
      quiet: true,
      timeoutSeconds: 5,
    });
    return wanted.every((node) => new RegExp(`^${node} (idle|mixed|allocated)$`, 'm').test(output));
  };

  let ended = () => {};
  const end = new Promise((/** @type {(value: void) => void} */ resolve) => (ended = resolve));
  try {
    const [pid, log, seed] = ['munge.pid', 'munge.log', 'munge.seed'].map((name) => join(folder, name));
    daemon('munged', 'munged', [
      ...['--foreground', '--force', `--socket=${socket}`, `--key-file=${key}`, '--origin=127.0.0.1'],
      ...[`--pid-file=${pid}`, `--log-file=${log}`, `--seed-file=${seed}`],
    ]);
    await until('munged', async () => existsSync(socket));
    const controller = daemon('slurmctld', 'slurmctld', ['-D', '-c', '-f', config]);
    controller.on('close', () => ended());
    nodes.forEach(startNode);
    await until('the cluster', () => up(nodes));
  } catch (error) {
    const log = (/** @type {string} */ name) => readFileSync(join(folder, 'log', name), 'utf8').slice(-2000);
    const logs = readdirSync(join(folder, 'log')).map((name) => `${name}:\n${log(name)}`);
    await stop();
    throw new Error(`There is no cluster\n${logs.join('\n')}`, { cause: error });
  }
  return {
    folder,
    config,
    nodes,
    ended: end,
    control,
    stop,
    failNode: async (node) => {
      running.get(node)?.kill('SIGKILL');
      killNode(config, node);
      await control('update', `nodename=${node}`, 'state=down', 'reason=failed');
    },
    mendNode: async (node) => {
      startNode(node);
      await until(node, () => up([node]));
    },
  };
}

/** @param {{ folder: string, socket: string, nodes: string[], cpus: number, ports: number[] }} cluster */
function configuration({ folder, socket, nodes, cpus, ports: [controller, ...ports] }) {
  const host = hostname().split('.')[0];
  const user = userInfo().username;
  const place = (/** @type {string} */ name) => join(folder, name);
  const values = {
    ClusterName: 'here',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: controller,
    SlurmUser: user,
    SlurmdUser: user,
    AuthType: 'auth/munge',
    // A task that is put back into the queue waits for the credential of its first attempt to expire: two minutes by default.
    AuthInfo: `socket=${socket},cred_expire=5`,
    StateSaveLocation: place('state'),
    SlurmdSpoolDir: place('%n'),
    SlurmctldPidFile: place('slurmctld.pid'),
    SlurmdPidFile: place('%n.pid'),
    SlurmctldLogFile: place('log/slurmctld'),
    SlurmdLogFile: place('log/%n'),
    ProctrackType: 'proctrack/linuxproc', // control groups may not be ours to make
    TaskPlugin: 'task/none',
    SlurmdParameters: 'config_overrides', // nodes may have more processors together than the machine
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    SchedulerType: 'sched/backfill',
    SchedulerParameters: 'bf_interval=1,sched_interval=1,sched_min_interval=100000,batch_sched_delay=0',
    AccountingStorageType: 'accounting_storage/none',
    ReturnToService: 2, // whatever ended a node, it is back when its daemon is
    KillWait: 2,
    CompleteWait: 0,
    MailProg: '/bin/true',
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const common = `NodeHostname=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=1000 State=UNKNOWN`;
  const each = nodes.map((node, i) => `NodeName=${node} Port=${ports[i]} ${common}`);
  return [...lines, ...each, `PartitionName=all Nodes=${nodes.join(',')} Default=YES State=UP`, ''].join(
    '\n',
  );
}

/** Daemons and jobs of a cluster, and on which node a job runs; not what somebody else runs with its configuration. @param {string} config */
function processesOf(config) {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      if (!environment.includes(`SLURM_CONF=${config}`)) return [];
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const node = environment.find((entry) => entry.startsWith('SLURMD_NODENAME='))?.split('=')[1];
      const isDaemon = /^Name:\s+slurm/.test(status);
      if (!isDaemon && !node) return [];
      return [{ pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), isDaemon, node }];
    } catch {
      return []; // it has ended, or is another user's
    }
  });
}

/** As a node without power: those who would report the end of a job first. @param {string} config @param {string} node */
function killNode(config, node) {
  const all = processesOf(config);
  const jobs = all.filter((process) => process.node === node);
  const reporters = all.filter(({ pid, isDaemon }) => isDaemon && jobs.some(({ parent }) => parent === pid));
  for (const { pid } of [...reporters, ...jobs]) kill(pid);
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return; // it has ended
  }
}

/** @param {number} count @returns {Promise<number[]>} */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map(
    (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port,
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** @param {string} what @param {() => Promise<boolean>} holds */
async function until(what, holds) {
  for (const end = Date.now() + startWithinMs; !(await holds());) {
    if (Date.now() > end) throw new Error(`${what} did not start in time`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
