import type { Region } from '../orders';
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

interface Mistake extends Span {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

/** Warnings after which nothing is derived. */
const FATAL = ['over-budget', 'not-derived'];

/**
 * Finds the mistake behind a statement that could not be derived and has none of its own: so it is said once, where it is.
 * For use when all declarations have been looked at.
 */
export class Blame {
  private readonly mistakes: readonly Mistake[];
  private readonly known = new Map<Statement, Waiting | undefined>();

  /**
   * @param mistakes of the main text
   * @param tables where names are looked up
   * @param placeOf where the main text speaks of a declaration: its own place, or the import that it came by
   */
  constructor(
    mistakes: readonly Mistake[],
    private readonly tables: readonly SymbolTable[],
    private readonly placeOf: (uri: string, statement: Statement) => Span | undefined,
  ) {
    this.mistakes = mistakes.filter(({ severity, code }) => severity === 'error' || FATAL.includes(code));
  }

  /** Of the first name that has one, directly or behind it; undefined where no mistake is found. */
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
        const found = mistake
          ? { name, message: `Waits for \`${name}\`: ${mistake.message}` }
          : this.of(symbol.statement);
        if (found) return found;
      }
    return undefined;
  }
}
