import type { Order } from '../../../orders';
import type { Expression, Name, Notes } from '../../../syntax/tree';

/** Where a rule comes from and why it holds. */
export interface RuleNotes {
  readonly name: string;
  readonly source?: string;
  readonly because?: string;
}

export function notesOf(name: Name, notes: Notes): RuleNotes {
  return {
    name: name.text,
    ...(notes.source ? { source: notes.source.value } : {}),
    ...(notes.because ? { because: notes.because.value } : {}),
  };
}

/** What the names in a rule stand for: orders (`fan_in`, `gradient` …) and the arguments of its parameters. */
export interface Bindings {
  readonly orders: ReadonlyMap<string, Order>;
  readonly parameters: ReadonlyMap<string, Expression>;
}

/** The order of an expression under bindings; undefined after a diagnostic (in silence where the rule is another text's). */
export type Evaluate = (expression: Expression, bindings: Bindings) => Order | undefined;

/** The arguments of a rule by the names of its parameters; a sentence when their number is wrong. */
export function bind(
  name: string,
  parameters: readonly Name[],
  args: readonly Expression[],
): ReadonlyMap<string, Expression> | string {
  if (args.length === parameters.length) return new Map(parameters.map((p, i) => [p.text, args[i]!]));
  return parameters.length === 0
    ? `\`${name}\` takes no arguments.`
    : `Give \`${name}\` its arguments: \`${name}(${parameters.map((p) => p.text).join(', ')})\`.`;
}
