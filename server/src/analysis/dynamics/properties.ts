import { Form, Order, Rational } from '../../orders';
import type { Counting, WeightCount } from './counting/counting';
import { passesOf } from './counting/forward';
import type { Magnitude } from './counting/magnitudes';
import type { Requirement } from './counting/requirement';
import type { Response } from './counting/response';
import type { Node } from './network/program';

/** What can be claimed of a training as a whole: `stable(t)`. */
export const TRAINING_PROPERTIES = [
  'stable',
  'unstable',
  'nontrivial',
  'feature_learning',
  'kernel',
  'faithful',
  'diverse',
] as const;

/** What can be claimed of one of its weights: `lazy(t.u)`. */
export const WEIGHT_PROPERTIES = ['lazy', 'linear'] as const;

export type TrainingProperty = (typeof TRAINING_PROPERTIES)[number];
export type WeightProperty = (typeof WEIGHT_PROPERTIES)[number];

/** What must hold for a property to have a meaning: that sizes are powers, which some properties state themselves. */
export function presupposedBy(
  property: TrainingProperty | WeightProperty,
  counting: Counting,
): readonly Requirement[] {
  return ['stable', 'unstable', 'faithful'].includes(property) ? [] : counting.requirements;
}

/** What the property stands on; a sentence where it has no meaning for this network. */
export function trainingProperty(
  property: TrainingProperty,
  t: string,
  counting: Counting,
): readonly Requirement[] | string {
  const { program, response, magnitudes: m } = counting;
  const { output } = program;
  const none = (what: string): string => `Nothing in this training changes ${what}.`;
  const changed = response.total(output);
  switch (property) {
    case 'stable':
    case 'unstable':
      return stable(t, counting);
    case 'nontrivial':
      return changed
        ? [
            {
              left: changed,
              relation: '>~',
              right: m.one,
              quantity: `change(${t})`,
              says: 'the output changes by order one at least',
            },
          ]
        : none('the output');
    case 'feature_learning':
    case 'kernel': {
      const [only, another] = program.features;
      const moved = m.sum(...program.features.map((n) => relativeChange(n, counting)));
      if (!moved || !only) return none('the last hidden features');
      const kernel = property === 'kernel';
      const name = another ? 'the features' : `${t}.${featureName(only, output)}`;
      return [
        {
          left: another ? moved : response.total(only)!,
          relation: kernel ? '<<' : '>~',
          right: another ? m.one : counting.size(only),
          quantity: another ? `the relative change of ${name}` : `change(${name})`,
          says: `the last hidden features change by ${kernel ? 'less than their own size: the kernel stays as it was' : 'their own size'}`,
        },
      ];
    }
    case 'faithful':
      return program.blocks.length > 0
        ? [
            ...counting.requirements,
            ...program.nodes
              .filter((n) => n.within && isPreactivation(n))
              .flatMap((n) => ofOrderOne(n, t, counting, response)),
          ]
        : 'Faithfulness is of repeated blocks, and this network has none.';
    case 'diverse': {
      const blocks = program.blocks.filter((block) => block.branches && !block.tied);
      if (blocks.length === 0)
        return 'Feature diversity is of residual blocks with weights of their own in every pass, and this network has none.';
      return blocks.map((block) => {
        const added = m.sum(
          ...block.branches!.map((b) =>
            m.product(counting.scalings.branch(b, block).value, counting.size(b.node)),
          ),
        )!;
        return {
          left: m.product(passesOf(block, m), added),
          relation: '~',
          right: counting.size(block.carried),
          quantity: `what random branches add to ${block.name}`,
          says: `random branches make up ${block.name}: a part e of the passes changes it like e^(1/2), which is feature diversity 1/2`,
        } as const;
      });
    }
  }
}

function relativeChange(node: Node, counting: Counting): Magnitude {
  const change = counting.response.total(node);
  return counting.magnitudes.product(change, counting.size(node).power(Rational.of(-1)));
}

/** The item whose features the output reads, behind activations that `out` writes. */
function featureName(features: Node, output: Node): string {
  return features.item === output.item && 'input' in features
    ? featureName(features.input, output)
    : features.item;
}

/** What a property of one weight stands on. */
export function weightProperty(
  property: WeightProperty,
  name: string,
  { node, alone, rate }: WeightCount,
  counting: Counting,
): readonly Requirement[] {
  const { response, magnitudes: m, program } = counting;
  const size = node === program.output ? m.one : counting.size(node);
  const zero = Order.monomial(Form.zero, counting.region);
  const left = property === 'lazy' ? m.product(rate.value, alone.update(node)) : response.own(node);
  return left
    ? [
        {
          left,
          relation: '<<',
          right: size,
          quantity: property === 'lazy' ? `update(${name})` : `the change of ${name} by weights of its block`,
          says:
            property === 'lazy'
              ? `its own weights change ${name} by less than its size`
              : `weights of the block change ${name} by less than its size, so that products of their updates vanish`,
        },
      ]
    : [{ left: zero, relation: '~', right: zero, quantity: name, says: `nothing changes ${name}` }];
}

/** Nothing explodes or vanishes at initialisation, and a few steps change nothing by more than order one. */
function stable(t: string, counting: Counting): readonly Requirement[] {
  const { program, response } = counting;
  const { output } = program;
  const outside = program.nodes.filter(
    (n) =>
      !n.within &&
      n !== output &&
      (n.op === 'after' ||
        n.op === 'logits' ||
        (n.op === 'dense' && n.weight.role !== 'output') ||
        (n.op === 'sum' && n.item !== output.item)),
  );
  return [
    ...counting.requirements,
    ...outside.flatMap((n) => ofOrderOne(n, t, counting, response)),
    ...outputOfOrderOne(t, counting, response),
    ...response.requirements,
  ];
}

function outputOfOrderOne(t: string, counting: Counting, response: Response): Requirement[] {
  const { program, magnitudes: m } = counting;
  const changed = response.total(program.output);
  const size: Requirement = {
    left: counting.size(program.output),
    relation: '<~',
    right: m.one,
    quantity: `size(${t}.out)`,
    says: 'the output starts at order one or less',
  };
  const change: Requirement | undefined = changed && {
    left: changed,
    relation: '<~',
    right: m.one,
    quantity: `change(${t})`,
    says: 'a few steps change the output by order one at most',
  };
  return change ? [size, change] : [size];
}

const isPreactivation = (node: Node): boolean => node.op === 'dense' || node.op === 'logits';

function ofOrderOne(node: Node, t: string, counting: Counting, response: Response): Requirement[] {
  const { magnitudes: m, program } = counting;
  const name = node.op === 'dense' ? node.weight.name : node.item;
  const change: Magnitude = response.total(node);
  // `size(t.h)` is of what a block makes of h; what it is given has no name of its own.
  const isGiven = program.blocks.some((block) => block.before === node && block.name === name);
  const nameless =
    node.op === 'logits' ? `the logits in ${name}` : isGiven ? `${name} before the blocks` : undefined;
  const what = nameless ?? name;
  return [
    {
      left: counting.size(node),
      relation: node.op === 'logits' ? '<~' : '~',
      right: m.one,
      quantity: node.op === 'logits' ? what : isGiven ? `the size of ${what}` : `size(${t}.${name})`,
      says: `${what} ${node.op === 'logits' ? 'start at order one or less' : 'is of order one at initialisation'}`,
    },
    ...(change
      ? [
          {
            left: change,
            relation: '<~',
            right: m.one,
            quantity: nameless ? `the change of ${what}` : `change(${t}.${name})`,
            says: `a few steps change ${what} by order one at most`,
          } as const,
        ]
      : []),
  ];
}
