import * as vscode from 'vscode';

/** Of each text, so many verdicts are remembered, newest last. */
const REMEMBERED = 20;

const KEY = 'powercount.verdicts';

export interface KnownVerdict {
  /** Of the plan. */
  readonly hash: string;
  /** What was measured. */
  readonly subject: string;
}

/** Which plans of which texts have come to a verdict, in this session and before. */
export class Known {
  constructor(private readonly memory: vscode.Memento) {}

  of(uri: vscode.Uri): readonly KnownVerdict[] {
    return this.all()[uri.toString()] ?? [];
  }

  texts(): vscode.Uri[] {
    return Object.keys(this.all()).map((uri) => vscode.Uri.parse(uri));
  }

  async add(uri: vscode.Uri, verdict: KnownVerdict): Promise<void> {
    const others = this.of(uri).filter(({ hash }) => hash !== verdict.hash);
    const verdicts = [...others, verdict].slice(-REMEMBERED);
    await this.memory.update(KEY, { ...this.all(), [uri.toString()]: verdicts });
  }

  private all(): Readonly<Record<string, readonly KnownVerdict[]>> {
    return this.memory.get(KEY, {});
  }
}
