/** Rows as lines with aligned columns, two blanks in front and between; a column that is empty everywhere is left out. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.flatMap((cell, i) => (widths[i] === 0 ? [] : [cell.padEnd(widths[i]!)]));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
