import type { Part, Passage } from '../syntax/passages';
import type { ScaleStatement } from '../syntax/tree';

/**
 * The names that may stand, as free exponents, on another scale than the first one: all that are used anywhere but in a power of
 * the first scale or as a side of a condition, and those that conditions relate to them. Too many cost work and change no result.
 */
export function raisedNames(passages: readonly Passage[]): ReadonlySet<string> {
  const first = passages.find(({ part }) => part.statement?.kind === 'scale')?.part.statement as
    ScaleStatement | undefined;
  const raised = new Set<string>();
  const related: (readonly string[])[] = [];
  for (const { part } of passages) {
    const use = usesIn(part, first?.name.text);
    for (const name of use.raised) raised.add(name);
    if (use.related.length > 0) related.push(...use.related);
  }
  for (let size = -1; size !== raised.size;) {
    size = raised.size;
    for (const names of related)
      if (names.some((name) => raised.has(name))) for (const name of names) raised.add(name);
  }
  return raised;
}

interface Uses {
  readonly base: string | undefined;
  readonly raised: readonly string[];
  readonly related: readonly (readonly string[])[];
}

const USES = new WeakMap<Part, Uses>();

/** How a part uses names, with that first scale. */
function usesIn(part: Part, base: string | undefined): Uses {
  const known = USES.get(part);
  if (known && known.base === base) return known;
  const raised = new Set<string>();
  const related: string[][] = [];
  for (const [key, value] of Object.entries(part.statement ?? {}))
    if (key !== 'name') walk(value, base, (name) => raised.add(name), related);
  const uses = { base, raised: [...raised], related };
  USES.set(part, uses);
  return uses;
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
