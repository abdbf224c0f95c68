import * as vscode from 'vscode';
import { bytesText } from '../../trainer/estimate';
import type { Device } from '../../trainer/runner';
import type { Found, NotFound } from '../../trainer/runners/interpreters';
import type { Trainers } from './trainers';

/** `Powercount: Show Trainers`: looks at what can run a plan here, and says what it found or what to install; installs nothing. */
export async function showTrainers(
  trainers: Trainers,
  log: (lines: readonly string[]) => void,
): Promise<void> {
  if (!vscode.workspace.isTrusted) return explainTrust();
  const looking = { location: vscode.ProgressLocation.Window, title: 'Looking at trainers' };
  const items = await vscode.window.withProgress(looking, () => Promise.all([here(), torch(), cluster()]));
  const sentence = ({ label, description, detail }: vscode.QuickPickItem): string =>
    `${label.replace(/\$\([\w-]+\) /, '')}: ${description}. ${detail}`;
  log(['Trainers', ...items.flat().map(sentence)]);
  const picked = await vscode.window.showQuickPick(items.flat(), {
    title: 'Trainers',
    placeHolder: 'What can train networks here; choose one to read all of it',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  const settings = 'Open Settings';
  const answer = await vscode.window.showInformationMessage(sentence(picked), settings);
  if (answer === settings) await openSettings();

  async function here(): Promise<vscode.QuickPickItem[]> {
    return [await deviceItem('$(vm) This machine', trainers.measure('embedded'))];
  }

  async function torch(): Promise<vscode.QuickPickItem[]> {
    const found = await trainers
      .pythons()
      .catch(({ message }: Error): NotFound[] => [{ path: '', from: '', problem: message }]);
    return found.map((one) => ('problem' in one ? missing(one) : interpreter(one)));
  }

  async function cluster(): Promise<vscode.QuickPickItem[]> {
    return [await deviceItem('$(server-environment) Cluster (Slurm)', trainers.measure('slurm'))];
  }
}

export const openSettings = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.openSettings', 'powercount.verify');

/** Why nothing runs in a folder that is not trusted, with the way to change that. */
export async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(`Powercount: ${UNTRUSTED}`, manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

export const UNTRUSTED = 'Networks are trained only in folders that you trust.';

async function deviceItem(label: string, asked: Promise<Device>): Promise<vscode.QuickPickItem> {
  try {
    const { name, flopsPerSecond, memory } = await asked;
    return {
      label,
      description: name,
      detail: `${speed(flopsPerSecond)}, ${bytesText(memory)} for a network`,
    };
  } catch (error) {
    return { label, description: 'not usable', detail: plain((error as Error).message) };
  }
}

function interpreter({ path, from, torch, version, devices }: Found): vscode.QuickPickItem {
  return {
    label: '$(chip) PyTorch',
    description: `${torch} on Python ${version}: ${path}, from ${from}`,
    detail: devices
      .map(
        ({ name, memory, flopsPerSecond }) =>
          `${name}: ${speed(flopsPerSecond.single ?? 0)}, ${bytesText(memory)}`,
      )
      .join('; '),
  };
}

const missing = ({ path, from, problem }: NotFound): vscode.QuickPickItem => ({
  label: '$(chip) PyTorch',
  description: path ? `not usable: ${path}, from ${from}` : 'not usable',
  detail: plain(problem),
});

const plain = (sentence: string): string => sentence.replaceAll('`', '');

/** `12 GFLOP/s`, to two digits: it is measured in a second. */
function speed(flops: number): string {
  const [size, unit] = flops >= 1e12 ? [1e12, 'T'] : [1e9, 'G'];
  return `${Number((flops / size).toPrecision(2))} ${unit}FLOP/s`;
}
