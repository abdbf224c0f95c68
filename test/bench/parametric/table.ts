/** Prints rows under their names; a row may lack some. The first column is at the left, the others at the right. */
export function table(rows: readonly Readonly<Record<string, string>>[]): void {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  for (const line of lines) console.log(`  ${line.map(pad).join('  ').trimEnd()}`);
}

/** Milliseconds, or a ratio of them, with two or three digits. */
export const ms = (value: number): string =>
  value < 1 ? value.toFixed(2) : value < 100 ? value.toPrecision(3) : value.toFixed(0);
