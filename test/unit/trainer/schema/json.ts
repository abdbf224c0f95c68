// Damaging JSON in every place, for the tests of readers.

/** Every path to a field or a list element. */
export function paths(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return at.length > 0 ? [at] : [];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return [
    ...(at.length > 0 ? [at] : []),
    ...keys.flatMap((key) => paths((value as Record<string, unknown>)[key], [...at, key])),
  ];
}

/** A copy of `plan` in which the field at a path was changed. */
export function edit(
  plan: unknown,
  path: (string | number)[],
  change: (parent: Record<string, unknown>, key: string) => void,
) {
  const copy = JSON.parse(JSON.stringify(plan));
  const parent = path.slice(0, -1).reduce((node, key) => node[key], copy);
  change(parent, String(path.at(-1)));
  return copy;
}
