import type { Expression, ParametrizationStatement, ScalingItem } from '../../../syntax/tree';
import { notesOf, type RuleNotes } from './rule';

export type Property = ScalingItem['property']['text'];

/** What a scaling can be given for: the roles of weights, residual branches and attention logits. */
export const WEIGHT_KINDS = ['input', 'hidden', 'output', 'bias', 'gain', 'branch', 'logits'] as const;

export type WeightKind = (typeof WEIGHT_KINDS)[number];

/** What the rule of a scaling may speak of. */
export const SCALING_NAMES = ['fan_in', 'fan_out', 'depth'] as const;

/** Multipliers, deviations at initialisation and rates of weights by their kind. */
export interface Parametrization extends RuleNotes {
  /** With its arguments, as the reader writes it. */
  readonly written: string;
  readonly parameters: ReadonlyMap<string, Expression>;
  /** The scaling for an optimiser: one that names it before one for all. */
  find(property: Property, kind: WeightKind, optimizer: string): Expression | undefined;
}

export function parametrizationOf(
  statement: ParametrizationStatement,
  written: string,
  parameters: ReadonlyMap<string, Expression>,
): Parametrization {
  const items = statement.items.filter((item) => item.kind === 'scaling');
  return {
    ...notesOf(statement.name, statement.notes),
    written,
    parameters,
    find(property, kind, optimizer) {
      const fitting = items.filter(
        (item) => item.property.text === property && item.weights.some((w) => w.text === kind),
      );
      const named = fitting.filter((item) => item.optimizers.some((o) => o.text === optimizer));
      return (named.at(-1) ?? fitting.filter((item) => item.optimizers.length === 0).at(-1))?.value;
    },
  };
}
