import type { Notation } from '../orders';
import { toText } from '../orders';
import { formulaMarkdown } from '../typeset/picture';
import { toTex } from '../typeset/tex';
import type { Theme } from './contract';

/** VS Code cuts a hover at 100,000 characters, and a picture that is cut shows as raw text. */
const LONGEST = 90_000;
/** What pictures may take of it. */
const PICTURES = 75_000;

/** Text from the user as Markdown that shows it literally. */
export function escaped(text: string): string {
  return clipped(text, 4000)
    .replace(/[\\`*_{}[\]()#+\-!|<>~&$=]/g, '\\$&')
    .replace(/^(\s*\d+)\./gm, '$1\\.');
}

/** A code span; it has no escapes, so its fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const flat = clipped(text, 2000).trim().replace(/\s+/g, ' ');
  if (flat === '') return '';
  const runs = flat.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return runs.length > 0 ? `${fence} ${flat} ${fence}` : fence + flat + fence;
}

const clipped = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;

/** Sentences of ours with `code` in backticks: everything else in them is literal. */
export const sentence = (text: string): string =>
  text
    .split(/(`[^`]+`)/)
    .map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join('');

const sum = (texts: readonly string[]): number => texts.reduce((all, { length }) => all + length, 0);

/**
 * A hover under way: lines of Markdown, with formulas as pictures in the theme's colour while there is room for them and
 * as code after that. Nothing in it needs trust.
 */
export class Page {
  private readonly lines: string[] = [];
  private length = 0;
  private pictures = 0;

  constructor(private readonly theme: Theme) {}

  formula(notation: Notation): string {
    return this.formulas([notation])[0] as string;
  }

  /** Formulas that are read together, as those of a column: all of them are pictures, or none is. */
  formulas(notations: readonly Notation[]): string[] {
    const drawn = notations.map((notation) => this.draw(notation));
    if (!this.fits(drawn)) return notations.map((notation) => code(toText(notation)));
    this.pictures += sum(drawn);
    return drawn;
  }

  /** Whether there is room for all of these as pictures. */
  hasRoom(notations: readonly Notation[]): boolean {
    return this.fits(notations.map((notation) => this.draw(notation)));
  }

  private fits(drawn: readonly string[]): boolean {
    return drawn.every((picture) => picture.startsWith('![')) && this.pictures + sum(drawn) <= PICTURES;
  }

  private draw(notation: Notation): string {
    const { foreground: color, fontSize: px } = this.theme;
    return formulaMarkdown(toTex(notation), { color, px });
  }

  /** A paragraph of its own. */
  paragraph(...lines: string[]): this {
    return this.add('', ...lines);
  }

  /** Lines that follow each other, such as the items of a list. Lines beyond the room of a hover are left out. */
  add(...lines: string[]): this {
    for (const line of lines) {
      this.length += line.length + 1;
      if (this.length <= LONGEST) this.lines.push(line);
    }
    return this;
  }

  toString(): string {
    return this.lines.join('\n').trim();
  }
}
