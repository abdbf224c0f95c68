import * as vscode from 'vscode';

/** What the user says of runs; names and defaults are in package.json. */
export interface VerifySettings {
  /** 0: all, but no more than 8. */
  readonly threads: number;
  /** An interpreter with PyTorch; empty where it is to be found. */
  readonly python: string;
  readonly askAboveMinutes: number;
  readonly atMostMinutes: number;
  readonly slurm: { readonly options: readonly string[]; readonly shards: number; readonly folder: string };
}

export function verifySettings(): VerifySettings {
  const settings = vscode.workspace.getConfiguration('powercount.verify');
  const text = (name: string): string => `${settings.get<unknown>(name) ?? ''}`.trim();
  // What is no number, the settings editor marks; here it is what it would be without it.
  const number = (name: string, usual: number): number => {
    const value = Number(settings.get<unknown>(name));
    return value >= 0 ? value : usual;
  };
  const options = settings.get<unknown>('slurm.options');
  return {
    threads: Math.floor(number('threads', 0)),
    python: text('python'),
    askAboveMinutes: number('askAboveMinutes', 2),
    atMostMinutes: number('atMostMinutes', 120),
    slurm: {
      options: Array.isArray(options) ? options.map(String) : [],
      shards: Math.floor(number('slurm.shards', 8)),
      folder: text('slurm.folder'),
    },
  };
}
