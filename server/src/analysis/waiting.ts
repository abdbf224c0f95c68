import type { Region } from '../orders';
import type { Passage } from '../syntax/passages';
import type { ClaimStatement, Span, Statement } from '../syntax/tree';
import { visit } from '../syntax/walk';
import type { ClaimResult } from './facts';
import type { SymbolTable } from './symbols';

/** A mistake elsewhere that keeps a statement from being derived. */
export interface Waiting {
  /** What has to be mended first. */
  readonly name: string;
  readonly message: string;
}

export const CONTRADICTION: Waiting = {
  name: 'the assumptions',
  message: 'Waits for the assumptions: no scales satisfy them together.',
};

/** A claim that is neither proven nor refuted as long as the mistake is there, which is said in its own place alone. */
export function waitingClaim(
  statement: ClaimStatement,
  text: string,
  { name, message }: Waiting,
  region: Region,
): ClaimResult {
  const { start, end } = statement.claim;
  return {
    ...{ statement, text: text.slice(start, end).replace(/\s+/g, ' '), status: 'waiting' },
    ...{ message, waitsFor: name, derivation: { title: message, steps: [] }, region },
  };
}

/** Passages with a mistake in them. */
export type Faulty = Pick<ReadonlyMap<Passage, unknown>, 'has'>;

interface Mistake extends Span {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

/** Mistakes of reading after which it is plain what is meant all the same. */
const PLAIN = ['wrong-sign', 'misspelt', 'lopsided-dot'];

/** Warnings after which nothing is derived. */
const FATAL = ['over-budget', 'not-derived'];

/**
 * Finds the mistake that a statement waits for, so that it is said once, where it is. For use when all declarations have been
 * looked at.
 */
export class Blame {
  private readonly mistakes: readonly Mistake[];
  /** Statements of the main text with an error in them, which may have been read otherwise than they are meant. */
  private readonly faulty = new Map<Passage, Mistake>();
  /** Those among them of which one cannot tell what is meant. */
  private readonly unread = new Set<Passage>();
  private readonly known = new Map<Statement, Waiting | undefined>();
  /**
   * An assumption that was read without a character that is none: everything stands on it, and it may be another one than is
   * meant. One of which nothing is read only lacks, and what is proven without it is proven.
   */
  readonly assumption: Waiting | undefined;

  /**
   * @param unread mistakes of reading in the main text
   * @param meant mistakes of meaning
   * @param tables where names are looked up
   * @param placeOf where the main text speaks of a declaration: its own place, or the import that it came by
   */
  constructor(
    unread: readonly Mistake[],
    meant: readonly Mistake[],
    passages: readonly Passage[],
    private readonly tables: readonly SymbolTable[],
    private readonly placeOf: (uri: string, statement: Statement) => Span | undefined,
  ) {
    const mistakes = [...unread, ...meant];
    this.mistakes = mistakes.filter(({ severity, code }) => severity === 'error' || FATAL.includes(code));
    for (const mistake of mistakes.filter((m) => m.severity === 'error')) {
      const passage = around(mistake, passages);
      const { statement } = passage?.part ?? {};
      const declares = statement && 'name' in statement && statement.name;
      if (passage && unread.includes(mistake) && !PLAIN.includes(mistake.code)) this.unread.add(passage);
      if (passage && declares && !this.faulty.has(passage)) this.faulty.set(passage, mistake);
      if (statement?.kind === 'assume' && mistake.code === 'unknown-character')
        this.assumption ??= { name: 'an assumption', message: `Waits for an assumption: ${mistake.message}` };
    }
  }

  /** Whether something in a statement cannot be read, so that one cannot tell what it says. */
  isUnread(passage: Passage): boolean {
    return this.unread.has(passage);
  }

  /** The first of what the statement follows from that has an error, even if something is derived of it. */
  among(
    passage: Passage,
    from: (passage: Passage) => Iterable<Passage>,
    mayReach: (passage: Passage, faulty: Faulty) => boolean,
  ): Waiting | undefined {
    if (this.faulty.size === 0 || !mayReach(passage, this.faulty)) return undefined;
    for (const other of from(passage)) {
      const mistake = this.faulty.get(other);
      const { statement } = other.part;
      if (mistake && statement && 'name' in statement && statement.name)
        return waiting(statement.name.text, mistake);
    }
    return undefined;
  }

  /**
   * For a statement of which nothing is derived: the mistake of the first name that has one, directly or behind it, here or in an
   * imported text. Undefined where none is found.
   */
  of(statement: Statement): Waiting | undefined {
    if (this.mistakes.length === 0 || this.known.has(statement)) return this.known.get(statement);
    this.known.set(statement, undefined); // a circle of names is nobody's fault but the first mistake's in it
    const found = this.behind(statement);
    this.known.set(statement, found);
    return found;
  }

  private behind(statement: Statement): Waiting | undefined {
    const names = new Set<string>();
    visit(statement, (node) => {
      if (node.kind === 'name') names.add(node.text);
    });
    for (const name of names)
      for (const table of this.tables) {
        const symbol = table.find(name);
        if (!symbol || symbol.statement === statement) continue;
        const place = this.placeOf(symbol.uri, symbol.statement);
        const mistake = place && this.mistakes.find((m) => place.start <= m.start && m.end <= place.end);
        const found = mistake ? waiting(name, mistake) : this.of(symbol.statement);
        if (found) return found;
      }
    return undefined;
  }
}

const waiting = (name: string, { message }: Mistake): Waiting => ({
  name,
  message: `Waits for \`${name}\`: ${message}`,
});

/** The statement in which a mistake is; passages stand in the order of the text. */
function around({ start }: Span, passages: readonly Passage[]): Passage | undefined {
  let [low, high] = [0, passages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passages[middle]!.start <= start) low = middle + 1;
    else high = middle;
  }
  // What is said at the end of a statement is in it, though the next passage begins there.
  return passages
    .slice(Math.max(0, low - 2), low)
    .find(({ part, span }) => part.statement && span.start <= start && start <= span.end);
}
