/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The one word that `written` most probably stands for: one slip in short words, two in long ones. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  if (written.length < 2) return undefined;
  let best: string | undefined;
  let distance = Infinity;
  for (const word of words) {
    const d = editDistance(written.toLowerCase(), word);
    if (d > (word.length <= 4 ? 1 : 2) || d > distance) continue;
    best = d === distance ? undefined : word;
    distance = d;
  }
  return best;
}
