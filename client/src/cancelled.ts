/** What VS Code's token of cancellation has of which we make use. */
export interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): unknown };
}

/** What comes of a work, or undefined as soon as the user cancels: the work then goes on unheard, and rejects nobody. */
export async function unlessCancelled<T>(work: Promise<T>, token: Token): Promise<T | undefined> {
  let leave = (): void => undefined;
  const cancelled = new Promise<undefined>((resolve) => (leave = () => resolve(undefined)));
  const listener = token.onCancellationRequested(leave);
  if (token.isCancellationRequested) leave();
  try {
    return await Promise.race([cancelled, work]);
  } finally {
    listener.dispose();
  }
}
