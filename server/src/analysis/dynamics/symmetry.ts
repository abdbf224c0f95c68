import { Rational, type Order } from '../../orders';
import type { ParametrizationStatement } from '../../syntax/tree';
import { decide, type Requirement } from './counting/requirement';
import type { TrainingContext } from './context';
import type { Training } from './declaration';
import { parametrizationOf } from './rules/parametrization';
import { statedScalings, type StatedScalings } from './stated';

const minusOne = Rational.of(-1);

/**
 * When a training is the same as under another parametrization, up to the symmetry of its optimiser: what a weight does
 * depends on multiplier * init and on multiplier * update only, so that moving a factor from the one into the others changes
 * nothing (arXiv:2011.14522: (a, b, c) -> (a + t, b - t, c - 2t) for gradient descent; arXiv:2203.03466: c - t for adam). A
 * sentence where the other one says too little.
 */
export function sameAs(
  training: Training,
  other: ParametrizationStatement,
  context: TrainingContext,
): readonly Requirement[] | string {
  const { counting, optimizer, statement } = training;
  const { magnitudes: m, scalings, program } = counting;
  const name = other.name.text;
  if (other.parameters.length > 0)
    return `\`${name}\` has parameters, so that it stands for many parametrizations.`;
  const stated = statedAs(training, other, context);
  if (!stated) return `\`${name}\` does not say all rates for \`${optimizer.name}\`.`;
  const t = statement.name.text;
  const equal = (what: string, left: Requirement['left'], right: Requirement['right']): Requirement => ({
    left,
    relation: '~',
    right,
    quantity: what,
    says: `${what} is that of ${name}`,
  });
  const requirements: Requirement[] = [];
  for (const count of counting.weights) {
    const { weight, gradient, multiplier, init, unit: ownUnit, rate: ownRate } = count;
    const theirs = stated.multiplier(weight).value;
    const shift = m.product(theirs, multiplier.value.power(minusOne));
    const names = counting.names(count.node, weight, m.product(gradient, shift), stated.init(weight).value);
    const unit = optimizer.update(names);
    const rate = stated.rate(weight)?.value;
    if (!unit || !rate) return `\`${name}\` does not say all rates for \`${optimizer.name}\`.`;
    requirements.push(
      equal(
        `the initial size of ${t}.${weight.name} (multiplier times deviation)`,
        m.product(multiplier.value, init.value),
        m.product(theirs, stated.init(weight).value),
      ),
      equal(
        `the update of ${t}.${weight.name} (times its multiplier)`,
        m.product(multiplier.value, ownRate.value, ownUnit),
        m.product(theirs, rate, unit),
      ),
    );
  }
  for (const block of program.blocks)
    for (const branch of block.branches ?? []) {
      // A branch without a multiplier in the network has that of the parametrization, one where it says nothing.
      const theirs = stated.branchRule(branch, block) ?? (branch.multiplier ? undefined : { value: m.one });
      if (theirs)
        requirements.push(
          equal(
            `the multiplier of the branches of ${block.name}`,
            scalings.branch(branch, block).value,
            theirs.value,
          ),
        );
    }
  for (const node of program.nodes)
    if (node.op === 'logits')
      requirements.push(
        equal(
          `the multiplier of the logits in ${node.item}`,
          scalings.logits(node).value,
          stated.logits(node).value,
        ),
      );
  return requirements;
}

/** A known parametrization that a training is the same as, and the factors by which their multipliers differ. */
export interface Recognised {
  readonly name: string;
  /** By weight, multiplier of the training over that of the known one, where they are not equal. */
  readonly shifts: readonly { readonly weight: string; readonly by: Order }[];
}

/** The parametrizations in sight that a training is the same as, everywhere. */
export function recognised(training: Training, context: TrainingContext): readonly Recognised[] {
  const { counting } = training;
  const { magnitudes: m } = counting;
  return context.symbols.all().flatMap(({ kind, name, statement }): Recognised[] => {
    if (kind !== 'parametrization') return [];
    const other = statement as ParametrizationStatement;
    const requirements = sameAs(training, other, context);
    if (typeof requirements === 'string') return [];
    if (requirements.some((r) => decide(r, counting.region).status !== 'proven')) return [];
    const stated = statedAs(training, other, context);
    const shifts = counting.weights.flatMap(({ weight, multiplier }) => {
      const theirs = stated?.multiplier(weight).value;
      const by = theirs && m.product(multiplier.value, theirs.power(minusOne));
      const isOne = by?.pieces.every((p) => p.value.isConstant() && p.value.constant.isZero());
      return by && !isOne ? [{ weight: weight.name, by }] : [];
    });
    return [{ name, shifts }];
  });
}

function statedAs(
  { counting, optimizer, statement }: Training,
  other: ParametrizationStatement,
  context: TrainingContext,
): StatedScalings | undefined {
  const parametrization = parametrizationOf(other, other.name.text, new Map());
  return context.reporter.within(false, () =>
    statedScalings(counting.program, optimizer, parametrization, new Map(), statement, context),
  );
}
