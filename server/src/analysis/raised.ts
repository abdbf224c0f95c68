import type { Statement } from '../syntax/tree';

/**
 * The names that may stand, as free exponents, on another scale than the first one: all that are used anywhere but in a power of
 * the first scale or as a side of a condition, and those that conditions relate to them. Too many cost work and change no result.
 */
export function raisedNames(statements: readonly Statement[]): ReadonlySet<string> {
  const first = statements.find((s) => s.kind === 'scale');
  const raised = new Set<string>();
  const related: string[][] = [];
  for (const statement of statements)
    for (const [key, value] of Object.entries(statement))
      if (key !== 'name') walk(value, first?.name.text, (name) => raised.add(name), related);
  for (let size = -1; size !== raised.size;) {
    size = raised.size;
    for (const names of related)
      if (names.some((name) => raised.has(name))) for (const name of names) raised.add(name);
  }
  return raised;
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function walk(
  node: unknown,
  base: string | undefined,
  found: (name: string) => void,
  related: string[][],
): void {
  if (!isNode(node)) return;
  if (node.kind === 'name') found(node.text as string);
  else if (node.kind === 'binary' && node.operator === '^' && isBase(node.left, base)) return;
  else if ('first' in node && 'rest' in node) {
    const names: string[] = [];
    related.push(names);
    sides(node, base, found, related, names);
  } else for (const child of Object.values(node)) walk(child, base, found, related);
}

/** The names that stand in a comparison by themselves, in sums and products. */
function sides(
  node: unknown,
  base: string | undefined,
  found: (name: string) => void,
  related: string[][],
  names: string[],
): void {
  if (!isNode(node)) return;
  if (node.kind === 'name') names.push(node.text as string);
  else if (node.kind === 'call' || (node.kind === 'binary' && node.operator === '^'))
    walk(node, base, found, related);
  else for (const child of Object.values(node)) sides(child, base, found, related, names);
}

function isBase(node: unknown, base: string | undefined): boolean {
  if (!isNode(node)) return false;
  if (node.kind === 'group') return isBase(node.inner, base);
  return node.kind === 'number' || (node.kind === 'name' && node.text === base);
}
