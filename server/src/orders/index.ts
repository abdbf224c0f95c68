/** The algebra of orders: exact exponents, regions of them, elimination, envelopes and comparison. */
export { Rational } from './rational';
export { Form, type Point } from './form';
export { holds, type Constraint, type Sense, type Share } from './constraint';
export { solveLinearProgram, type Outcome } from './linear-program';
export { Region, type Extremum } from './region';
export { simplestBetween } from './simplest';
