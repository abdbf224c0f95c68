import { keyword, type Place } from '../syntax/keywords';
import { tokenize, type Token } from '../syntax/tokens';
import type { Comment } from '../syntax/tree';

/** Where a cursor stands, told from the tokens before it: half-typed text has no tree to tell it. */
export interface Standing {
  /** Nothing of the statement or item is written yet. */
  readonly begins: boolean;
  /** `statement`, or the block around the cursor. */
  readonly place: Place;
  /** The keyword of the statement around. */
  readonly statement: string | undefined;
  /** What is written of the statement's head, or of the item in its block, before the word at the cursor. */
  readonly before: readonly Token[];
}

const BLOCKS: Readonly<Record<string, Place>> = {
  network: 'network',
  posterior: 'posterior',
  training: 'training',
  verify: 'verify',
  activation: 'activation',
  pattern: 'pattern',
  module: 'module',
  optimizer: 'optimizer',
  parametrization: 'parametrization',
  alignment: 'alignment',
  curve: 'curve',
  resource: 'resource',
};

/** Undefined inside comments and texts. */
export function standing(text: string, offset: number): Standing | undefined {
  const head = text.slice(0, offset);
  const { tokens, comments } = tokenize(head);
  if (comments.some((c) => isOpen(c, offset))) return undefined;
  const written = tokens.filter((t) => t.kind !== 'end');
  const last = written.at(-1);
  if (last?.kind === 'text' && last.end === offset && !closed(last)) return undefined;
  // The word being typed is not yet part of what stands there.
  const word =
    last && (last.kind === 'name' || last.kind === 'number') && last.end === offset ? last : undefined;
  const before = word ? written.slice(0, -1) : written;

  let statement: string | undefined;
  let item: Token[] = [];
  let depth = 0;
  let previous: Token | undefined;
  for (const token of before) {
    const startsStatement =
      token.startsLine && token.kind === 'name' && keyword(token.text, 'statement') && !continues(previous);
    const top = depth === 0 || isLineStart(text, token.start);
    if (startsStatement && top) {
      statement = token.text;
      item = [];
      depth = 0;
    } else if (depth > 0 && token.startsLine && !continues(previous)) item = [];
    if (token.kind === 'sign' && token.text === '{') {
      depth++;
      item = [];
    } else if (token.kind === 'sign' && token.text === '}') {
      depth = Math.max(0, depth - 1);
      item = [];
      if (depth === 0) statement = undefined;
    } else if (token.kind === 'sign' && token.text === ';') item = [];
    else item.push(token);
    previous = token;
  }
  const gap = text.slice(previous?.end ?? 0, word?.start ?? offset);
  const newLine = /[\r\n]/.test(gap) && !continues(previous);
  const begins = item.length === 0 || newLine;
  const place = depth > 0 ? BLOCKS[statement ?? ''] : 'statement';
  if (!place) return undefined;
  return { begins, place, statement, before: begins ? [] : item };
}

const closed = (token: Token): boolean => token.end - token.start > 1 && /["”]$/.test(token.text);

const isOpen = (comment: Comment, offset: number): boolean =>
  comment.text.startsWith('//')
    ? comment.end === offset
    : comment.end === offset && !comment.text.endsWith('*/');

const isLineStart = (text: string, offset: number): boolean =>
  offset === 0 || text[offset - 1] === '\n' || text[offset - 1] === '\r';

/** An expression goes on over the end of a line behind an operator, a comma or an open bracket. */
function continues(previous: Token | undefined): boolean {
  if (!previous) return false;
  return previous.kind === 'sign'
    ? !['}', '{', ';', ')', ']'].includes(previous.text)
    : previous.kind === 'name' && ['when', 'of', 'over', 'for', 'in'].includes(previous.text);
}
