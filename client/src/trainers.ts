import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { typicalDevice } from '../../trainer/estimate';
import type { Device, Runner } from '../../trainer/runner';
import { embeddedRunner } from '../../trainer/runners/embedded';
import { findPython, type Found, type NotFound } from '../../trainer/runners/interpreters';
import { slurmRunner } from '../../trainer/runners/slurm';
import { torchRunner } from '../../trainer/runners/torch';
import { DEVICE } from '../../server/src/features/contract';
import type { LanguageServer } from './language-server';
import { pythonCandidates } from './python';
import { verifySettings } from './settings';

export type TrainerKind = Runner['kind'];

/** What can run a plan, by the user's settings. Nothing here starts a program but on a user's action. */
export class Trainers implements vscode.Disposable {
  private readonly runners = new Map<string, Promise<Runner>>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: LanguageServer,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('powercount.verify')) return;
        this.runners.clear();
        this.tell();
      }),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') this.tell();
      }),
    ];
  }

  /** Rejects with a sentence for the user: what is not there, and what to do. */
  async runner(kind: TrainerKind): Promise<Runner> {
    // The interpreter that another extension has chosen may be another one by now.
    const key = kind === 'torch' ? `torch ${JSON.stringify(await pythonCandidates())}` : kind;
    const known = this.runners.get(key);
    if (known) return known;
    const made = this.make(kind);
    this.runners.set(key, made);
    // What is missing now may be installed a minute later.
    made.catch(() => this.runners.delete(key));
    return made;
  }

  /** What a trainer computes: as it was measured last, else measured now. Rejects as `runner` does. */
  async device(kind: TrainerKind): Promise<Device> {
    if (kind !== 'embedded') return this.measure(kind);
    // That a machine is too busy to be measured keeps nothing from running on it.
    return this.measured() ?? this.measure(kind).catch(assumed);
  }

  /** Measures anew. */
  async measure(kind: TrainerKind): Promise<Device> {
    const device = await (await this.runner(kind)).device();
    if (kind === 'embedded') {
      await this.context.globalState.update(this.key(), device);
      this.tell();
    }
    return device;
  }

  /** The interpreters that were looked at, in this order. */
  async pythons(): Promise<readonly (Found | NotFound)[]> {
    return findPython(await pythonCandidates(), this.packageFolder);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async make(kind: TrainerKind): Promise<Runner> {
    const { threads, slurm, python } = verifySettings();
    const { packageFolder } = this;
    if (kind === 'embedded')
      return embeddedRunner({
        trainer: this.context.asAbsolutePath('dist/trainer.js'),
        execPath: process.execPath,
        ...(threads >= 1 ? { threads } : {}),
      });
    // Nodes of a cluster have an interpreter of their own, which this machine cannot look at.
    if (kind === 'slurm' && slurm.folder === '')
      throw new Error(
        'Set `powercount.verify.slurm.folder` to a folder that this machine and the nodes of the cluster share.',
      );
    if (kind === 'slurm') return slurmRunner({ ...slurm, python: python || 'python3', packageFolder });
    const found = await this.pythons();
    const usable = found.find((one): one is Found => 'devices' in one);
    if (usable) return torchRunner({ python: usable.path, packageFolder }, usable.devices);
    throw new Error(found.flatMap((one) => ('problem' in one ? [one.problem] : []))[0] ?? NO_PYTHON);
  }

  private get packageFolder(): string {
    return this.context.asAbsolutePath('dist/torch');
  }

  private measured(): Device | undefined {
    return this.context.globalState.get<Device>(this.key());
  }

  private key(): string {
    return `powercount.device.${verifySettings().threads}`;
  }

  /** For the budget that lenses show. */
  private tell(): void {
    this.server.tell(DEVICE, this.measured() ?? assumed());
  }
}

/** This machine before it was measured. */
function assumed(): Device {
  const { threads } = verifySettings();
  return typicalDevice(threads >= 1 ? threads : Math.min(8, availableParallelism()));
}

const NO_PYTHON = 'No Python is found: name one with PyTorch in the setting powercount.verify.python.';
