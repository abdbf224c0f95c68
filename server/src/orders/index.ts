/** The algebra of orders: exact exponents, regions of them, elimination, envelopes and comparison. */
export { Rational } from './rational';
export { Form, type Point } from './form';
export { factorsOf, productOf, quotient } from './product';
export { costOf, spend, withinBudget } from './budget';
export { holds, type Constraint, type Sense, type Share } from './constraint';
export { solveLinearProgram, type Outcome } from './linear-program';
export { Region, type Extremum } from './region';
export { covered, merged } from './union';
export { leastAtJumps, Order, uncoveredPieces } from './order';
export { type Piece } from './piece';
export { type MinMax } from './min-max';
export { lowerBound, type LowerBound } from './lower-bound';
export { minimise, type Argmin, type Balance, type Interval, type Minimum, type Term } from './minimise';
export { envelope, type Candidate, type Cell } from './envelope';
export { compare, type Decision, type Points, type Reason, type Relation } from './compare';
export * from './notation';
export { inReadingOrder } from './reading-order';
export { toText } from './text';
