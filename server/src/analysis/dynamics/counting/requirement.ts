import { compare, type Decision, type Order, type Region, type Relation } from '../../../orders';

/** A relation between two orders that a property stands on, with what it says. */
export interface Requirement {
  readonly left: Order;
  readonly relation: Relation;
  readonly right: Order;
  /** What holds when it holds, as a clause: `the output changes by order one or less`. */
  readonly says: string;
  /** The name of the left side, such as `change(t)`. */
  readonly quantity: string;
}

export function decide({ left, relation, right }: Requirement, over: Region): Decision {
  return compare(left, relation, right, over);
}

/** Where all of them hold, as convex pieces. */
export function holdingOf(requirements: readonly Requirement[], over: Region): Region[] {
  let holding = [over];
  for (const requirement of requirements)
    holding = holding.flatMap((part) => {
      const decision = decide(requirement, part);
      if (decision.status === 'proven') return [part];
      return decision.status === 'empty' ? [] : decision.holds;
    });
  return holding.filter((part) => !part.isEmpty());
}
