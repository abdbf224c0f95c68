/** The part of the tree below statements: names, expressions and the relations between them. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Name extends Span {
  readonly kind: 'name';
  readonly text: string;
}

export interface Text extends Span {
  readonly kind: 'text';
  /** The content without quotes, escapes resolved. */
  readonly value: string;
}

/** An exact decimal or integer literal as written; `0.5` is the rational 1/2. */
export interface NumberLiteral extends Span {
  readonly kind: 'number';
  readonly text: string;
}

export interface Member extends Span {
  readonly kind: 'member';
  readonly object: Expression;
  readonly property: Name;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Name | Member;
  readonly args: readonly Expression[];
}

/** `inner` is the inner product `w . x` (a dot with blanks around it, or `·`); a dot without blanks is `member`. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | 'inner';

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Negate extends Span {
  readonly kind: 'negate';
  readonly operand: Expression;
}

export interface Group extends Span {
  readonly kind: 'group';
  readonly inner: Expression;
}

/** `minimize over M in [1, N], mu in (0, 1] of BODY` */
export interface Minimize extends Span {
  readonly kind: 'minimize';
  readonly choices: readonly Choice[];
  readonly body: Expression;
}

/** `M in [1, N]`; an open end is written with a round bracket. */
export interface Choice extends Span {
  readonly kind: 'choice';
  readonly name: Name;
  readonly range: Range;
}

export interface Range extends Span {
  readonly kind: 'range';
  readonly low: Expression;
  readonly high: Expression;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

export interface Missing extends Span {
  readonly kind: 'missing';
}

export type Expression = Name | NumberLiteral | Member | Call | Binary | Negate | Group | Minimize | Missing;

/** `divides` is the condition `j | k` of library rules. Unicode signs are read as their ASCII spelling. */
export type Relation = '~' | '<<' | '>>' | '<~' | '>~' | '<=' | '>=' | '<' | '>' | '=' | 'divides';

/** A chain of relations `A <= B <= C`, or `pattern(p) = lazy, specialization` where the last side is a list. */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly first: Expression;
  readonly rest: readonly ComparisonStep[];
}

export interface ComparisonStep {
  readonly relation: Relation;
  readonly relationSpan: Span;
  /** More than one only after `=` in a claim: a list of names. */
  readonly sides: readonly Expression[];
}
