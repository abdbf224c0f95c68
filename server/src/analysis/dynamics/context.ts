import type { Order, Rational, Region } from '../../orders';
import type { Expression, NetworkStatement, Statement } from '../../syntax/tree';
import type { Reporter } from '../diagnostic';
import type { SymbolTable } from '../symbols';
import type { Program } from './network/program';
import type { Bindings, Evaluate } from './rules/rule';

/** What putting trainings together needs from the rest of the analysis. */
export interface TrainingContext {
  readonly symbols: SymbolTable;
  readonly reporter: Reporter;
  readonly region: Region;
  network(statement: NetworkStatement): Program | undefined;
  /** The order of an expression of a rule, whose mistakes are its declaration's. */
  evaluate: Evaluate;
  /** The order of an expression of this text. */
  written(expression: Expression, bindings: Bindings): Order | undefined;
  constant(expression: Expression): Rational | undefined;
  /** An expression as it is written in a statement. */
  text(expression: Expression, of: Statement): string;
  /** Whether a declaration stands in the main text, where its mistakes are said. */
  isOwn(statement: Statement): boolean;
}
