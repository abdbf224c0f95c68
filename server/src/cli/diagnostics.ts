import type { Diagnostic } from '../analysis/diagnostic';
import type { Loaded } from './load';
import { coloured, type Style } from './style';

/** Line and column from 1, the column in UTF-16 units as editors count it. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before[before.length - 1]!.length + 1 };
}

/** `file:line:column: severity code: message`, the line with carets under the place, and what would repair it. */
export function describe(
  { file, analysis }: Loaded,
  diagnostic: Diagnostic,
  style: Style = (text) => text,
): string {
  const { text } = analysis.document;
  const { line, column } = placeOf(text, diagnostic.start);
  const at = (offset: number): string => {
    const place = placeOf(text, offset);
    return `${file}:${place.line}:${place.column}`;
  };
  const source = text.split(/\r\n|\r|\n/)[line - 1] ?? '';
  const length = Math.min(diagnostic.end - diagnostic.start, source.length - column + 1);
  const margin = `${line}`.length + 1;
  // Tabs stay tabs, so that the carets stand under what they mean.
  const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const carets = style('^'.repeat(Math.max(1, length)), 'bold');
  return [
    `${style(`${file}:${line}:${column}:`, 'bold')} ${coloured(style, diagnostic.severity)} ${diagnostic.code}: ${diagnostic.message}`,
    `${line} | ${source}`.trimEnd(),
    `${' '.repeat(margin)}| ${indent}${carets}`,
    ...(diagnostic.related ?? []).map(({ start, message }) => `${at(start)}: note: ${message}`),
    ...(diagnostic.fixes ?? []).map(({ title }) => `${' '.repeat(margin)}fix: ${title}`),
  ].join('\n');
}

/** For programs: places from 1, the end being the first character that is no longer meant. */
export function asData({ file, analysis }: Loaded, diagnostic: Diagnostic): object {
  const { text } = analysis.document;
  const end = placeOf(text, diagnostic.end);
  return {
    file,
    ...placeOf(text, diagnostic.start),
    endLine: end.line,
    endColumn: end.column,
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    fixes: (diagnostic.fixes ?? []).map(({ title }) => title),
  };
}
