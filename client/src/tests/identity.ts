/** One test of a text. */
export interface Identified {
  /** VS Code keeps histories by it. */
  readonly id: string;
  readonly kind: string;
  /** What it says. */
  readonly key: string;
}

/**
 * Gives each test of a text its identity. A test that says what it said keeps its own, wherever it stands now; one that was
 * edited in place is still the same. A new identity is what the test says, so that a later session gives it again.
 */
export function identities(
  before: readonly Identified[],
  now: readonly Omit<Identified, 'id'>[],
): readonly Identified[] {
  const free = [...before];
  const take = (fits: (known: Identified) => boolean): string | undefined => {
    const i = free.findIndex(fits);
    return i < 0 ? undefined : free.splice(i, 1)[0]?.id;
  };
  const same = now.map((test) => take(({ kind, key }) => kind === test.kind && key === test.key));
  const edited = now.map((test, i) => same[i] ?? take(({ kind }) => kind === test.kind));
  const taken = new Set(before.map(({ id }) => id));
  return now.map((test, i) => ({ ...test, id: edited[i] ?? unused(test.key, taken) }));
}

function unused(key: string, taken: Set<string>): string {
  let id = key;
  for (let copy = 2; taken.has(id); copy++) id = `${key} #${copy}`;
  taken.add(id);
  return id;
}
