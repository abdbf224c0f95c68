import { costOf, spend } from '../../../orders';

/** More than all that the library's rules come to on the degrees of a day's work. */
const MOST = 2000;

interface Made {
  readonly value: unknown;
  readonly units: number;
}

const known = new Map<string, Made>();

/**
 * Keeps what follows from the rules of the library alone for as long as the program runs: the library does not change. Whoever
 * asks is charged the work that it took to make, so that budgets are the same for the first text and for later ones.
 * @param key says all that the result follows from
 */
export function lasting<T>(key: string, make: () => T): T {
  const before = known.get(key);
  if (before) {
    spend(before.units);
    return before.value as T;
  }
  let made: { readonly value: T } | undefined;
  const units = costOf(() => (made = { value: make() }));
  if (known.size >= MOST) known.clear();
  known.set(key, { value: made!.value, units });
  return made!.value;
}
