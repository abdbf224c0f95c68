import type { Constraint } from '../orders';
import type { Passage } from '../syntax/passages';
import type { ClaimStatement, Comparison, ExponentStatement, Expression, Span } from '../syntax/tree';
import { decideWhere } from './claim-conditions';
import { decideClaim, type ClaimContext, type ClaimOutcome } from './claims';
import type { Reporter } from './diagnostic';
import type { DocumentNames } from './document-names';
import type { Trainings } from './dynamics/trainings';
import type { ClaimResult, Fact, FactContent } from './facts';
import { LocatedClaim } from './located';
import type { Quantities } from './posterior/quantities';
import type { Scales } from './scales';
import type { Source } from './source';
import type { SymbolTable } from './symbols';
import { Blame, CONTRADICTION, waitingClaim, type Faulty } from './waiting';

/** What claims need of the rest of the analysis. */
interface Parts {
  readonly main: Source;
  readonly symbols: SymbolTable;
  readonly resources: SymbolTable;
  readonly scales: Scales;
  readonly reporter: Reporter;
  readonly names: DocumentNames;
  readonly quantities: Quantities;
  readonly trainings: Trainings;
  /** Of all declarations. */
  readonly facts: readonly Fact[];
  /** Where the main text imports another one. */
  readonly via: ReadonlyMap<string, Span>;
  isContradicted(): boolean;
  /** Decides once for all texts in which the claim means the same. */
  once(passage: Passage, make: () => ClaimOutcome | undefined): ClaimOutcome | undefined;
  /** What the claim follows from, and whether something faulty may be among it. */
  from(passage: Passage): Iterable<Passage>;
  mayReach(passage: Passage, faulty: Faulty): boolean;
}

/** Decides the claims of a text, once all declarations have been looked at. One for each analysis. */
export class Claims {
  private blamed: Blame | undefined;

  constructor(private readonly parts: Parts) {}

  /** Undefined after a diagnostic. */
  claim(passage: Passage): ClaimResult | undefined {
    const { main, scales, reporter, once, from, mayReach } = this.parts;
    const { text } = main.document;
    if (this.parts.isContradicted())
      return waitingClaim(passage.statement as ClaimStatement, text, CONTRADICTION, scales.region);
    const { blame } = this;
    // What is read of it may be another claim than the one that is meant; the mistake is said where it is.
    if (blame.isUnread(passage)) return undefined;
    const before = reporter.diagnostics.length;
    const outcome = once(passage, () => this.decide(passage.statement as ClaimStatement));
    const among = blame.assumption ?? blame.among(passage, from, mayReach);
    if (outcome && !among) return new LocatedClaim(outcome, passage);
    const statement = passage.statement as ClaimStatement;
    const cause = among ?? blame.of(statement);
    // What became of it is no news while something that it names may have been read otherwise than it is meant.
    if (outcome) reporter.diagnostics.length = before;
    const silent = ![...reporter.diagnostics, ...main.document.diagnostics].some(
      (d) => d.start >= statement.start && d.end <= statement.end,
    );
    if (!silent) return undefined;
    if (cause) return waitingClaim(statement, text, cause, scales.region);
    return reporter.report(
      'claim-undecided',
      statement.claim,
      'Something that this names could not be derived here.',
    );
  }

  private decide(statement: ClaimStatement): ClaimOutcome | undefined {
    const { main, scales, reporter, quantities, names, trainings } = this.parts;
    const { chart, growing, products } = scales;
    const words = { chart, scales: growing, products, reporter, text: main.document.text };
    const context: ClaimContext = {
      ...words,
      order: (e) => names.orders().order(e),
      pattern: (call, patterns) => quantities.pattern(call, patterns),
      winnerAt: (call, point) => quantities.winnerAt(call, point),
      nothingBecause: (e, point) => quantities.nothingBecause(e, point),
      ambiguousAt: (e, within) => quantities.ambiguousAt(e, within),
      monomial: (e) => names.monomial(e),
      property: (s) => trainings.property(s),
      exponents: main.document.passages.flatMap((p) =>
        p.part.statement?.kind === 'exponent' ? [p.statement as ExponentStatement] : [],
      ),
      fact: (e) => this.factNamed(e),
    };
    const conditions = {
      ...words,
      relations: scales.conditions(names.maxima()),
      within: (constraints: readonly Constraint[]) => scales.within(constraints),
      property: (claim: Comparison) => trainings.property({ claim }),
    };
    return decideWhere(statement, conditions, (region) => decideClaim(statement, region, context));
  }

  private get blame(): Blame {
    const { main, via, symbols, resources, reporter } = this.parts;
    return (this.blamed ??= new Blame(
      main.document.diagnostics,
      reporter.diagnostics,
      main.document.passages,
      [symbols, resources],
      (uri, statement) => (uri === main.uri ? statement : via.get(uri)),
    ));
  }

  private factNamed(expression: Expression): FactContent | undefined {
    const { main, facts } = this.parts;
    const text = main.document.text.slice(expression.start, expression.end).replace(/\s+/g, '');
    return facts.find((f) => f.name === text);
  }
}
