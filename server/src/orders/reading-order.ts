/** Names and numbers as a reader sorts them, N2 before N10: the same as by letters, but for the numbers behind names. */
export function inReadingOrder(a: string, b: string): number {
  const [left, right] = [padded(a), padded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const padded = (text: string): string =>
  text.replace(/(?<=[\p{L}_])\d+/gu, (digits) => digits.padStart(12, '0'));
