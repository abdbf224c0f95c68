import type { ActivationStatement } from '../../../syntax/tree';
import { Reporter } from '../../diagnostic';
import { readActivation } from '../../posterior/network/activation';
import { readGrowth } from './growth';
import type { Activation } from './program';

/** Even degrees up to here tell odd activations from others: declarations list small degrees, `odd`, `even` or `all`. */
const EVEN_DEGREES = [2, 4, 6, 8, 10, 12];

/** An activation for training; undefined where its declaration does not say how it grows. */
export function activationOf(statement: ActivationStatement): Activation | undefined {
  const growth = readGrowth(statement);
  const degrees = readActivation(statement, new Reporter());
  const isOdd = degrees !== undefined && EVEN_DEGREES.every((q) => !degrees.carries(q));
  return growth && { name: statement.name.text, growth, isOdd };
}
