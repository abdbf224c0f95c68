import type { Decision, Notation, Order, Point, Region } from '../orders';
import type { Passage } from '../syntax/passages';
import type { ClaimStatement, Span } from '../syntax/tree';
import type { ClaimOutcome } from './claims';
import type { ClaimResult, Derivation, Evaluation, Fact, FactContent, Piece } from './facts';
import { nameSpan } from './symbols';

/** All members, also those that may be absent: whoever adds one is told to hand it on here. */
type Whole<T> = { [K in keyof Required<T>]: T[K] };

/**
 * A fact at its place in a text: that of the declaration which carries it. It hands on what it is asked for, as pieces and
 * derivations are made when one looks.
 */
export class LocatedFact implements Whole<Fact> {
  constructor(
    private readonly content: FactContent,
    private readonly passage: Passage,
  ) {}

  get name(): string {
    return this.content.name;
  }
  get order(): Order {
    return this.content.order;
  }
  get summary(): Notation | undefined {
    return this.content.summary;
  }
  get pieces(): readonly Piece[] {
    return this.content.pieces;
  }
  get derivation(): Derivation {
    return this.content.derivation;
  }
  get candidates(): FactContent['candidates'] {
    return this.content.candidates;
  }
  get nothingBecause(): FactContent['nothingBecause'] {
    return this.content.nothingBecause;
  }
  get span(): Span {
    return nameSpan(this.passage);
  }
  get statement(): Span {
    return this.passage.span;
  }

  at(point: Point): Evaluation | undefined {
    return this.content.at(point);
  }
}

/** A claim that has been decided, at its place in a text. */
export class LocatedClaim implements Whole<ClaimResult> {
  constructor(
    private readonly outcome: ClaimOutcome,
    private readonly passage: Passage,
  ) {}

  get statement(): ClaimStatement {
    return this.passage.statement as ClaimStatement;
  }
  get text(): string {
    return this.outcome.text;
  }
  get status(): ClaimResult['status'] {
    return this.outcome.status;
  }
  get message(): string {
    return this.outcome.message;
  }
  get derivation(): Derivation {
    return this.outcome.derivation;
  }
  get region(): Region {
    return this.outcome.region;
  }
  get decision(): Decision | undefined {
    return this.outcome.decision;
  }
  get waitsFor(): string | undefined {
    return this.outcome.waitsFor;
  }
}
