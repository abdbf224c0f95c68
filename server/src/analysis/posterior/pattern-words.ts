import type { Analysis } from '../facts';

/** Fewer layers are read at a glance as a list. */
const MANY = 4;

/**
 * The patterns of layers as a reader of a deep network wants them, in parts that a comma joins: `specialization in h4`,
 * `the others lazy`. Where the list of all layers is no longer, it is that list: what a claim would say after `=`.
 * @param pattern one name for each layer, the first layer first
 * @param layers their names; others than those of the pattern's network give the list
 */
export function patternWords(pattern: readonly string[], layers: readonly string[]): readonly string[] {
  if (pattern.length < MANY || pattern.length !== layers.length) return pattern;
  const places = new Map<string, string[]>();
  pattern.forEach((name, i) => places.set(name, [...(places.get(name) ?? []), layers[i] as string]));
  const [usual] = [...places].reduce((most, other) => (other[1].length > most[1].length ? other : most));
  const others = [...places].filter(([name]) => name !== usual);
  const words =
    others.length === 0
      ? [`all ${usual}`]
      : [...others.map(([name, where]) => `${name} in ${enumerated(where)}`), `the others ${usual}`];
  return words.join(', ').length < pattern.join(', ').length ? words : pattern;
}

/** `h1`, `h1 and h3`, `h1 h2 and h3`: no comma, which would end the part. */
const enumerated = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(' ')} and ${names.at(-1)}`;

/** Names of the layers that a fact such as `samples(p)` or `count(p.h2)` has patterns of; none for other facts. */
export function layersOf(fact: string, { posteriors }: Pick<Analysis, 'posteriors'>): readonly string[] {
  const name = /\(([^.)]*)/.exec(fact)?.[1];
  return posteriors.find(({ statement }) => statement.name.text === name)?.theory.layers ?? [];
}
