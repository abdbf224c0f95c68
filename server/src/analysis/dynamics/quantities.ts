import { Order, type Region } from '../../orders';
import type { Call, Expression, Name, TrainingStatement } from '../../syntax/tree';
import type { Reporter } from '../diagnostic';
import type { SymbolTable } from '../symbols';
import type { Counting, WeightCount } from './counting/counting';
import type { Magnitude } from './counting/magnitudes';
import type { Property } from './counting/property';
import type { Training } from './declaration';
import { isLimitQuantity, limitQuantity, type LimitQuantity } from './depth-limit';
import type { Node } from './network/program';
import {
  presupposedBy,
  TRAINING_PROPERTIES,
  trainingProperty,
  WEIGHT_PROPERTIES,
  weightProperty,
  type TrainingProperty,
  type WeightProperty,
} from './properties';

/** What can be asked of a weight, or of a value: `update(t.u)`. */
export const TRAINING_QUANTITIES = [
  'size',
  'gradient',
  'update',
  'change',
  'rate',
  'max_rate',
  'epsilon',
  'decay',
] as const;

export type TrainingQuantity = (typeof TRAINING_QUANTITIES)[number];

const isQuantity = (name: string): name is TrainingQuantity =>
  (TRAINING_QUANTITIES as readonly string[]).includes(name);
const isTrainingProperty = (name: string): name is TrainingProperty =>
  (TRAINING_PROPERTIES as readonly string[]).includes(name);
const isWeightProperty = (name: string): name is WeightProperty =>
  (WEIGHT_PROPERTIES as readonly string[]).includes(name);

/** What can be asked of trainings by a call, in orders and in claims. */
export class TrainingQuantities {
  constructor(
    private readonly symbols: SymbolTable,
    private readonly reporter: Reporter,
    private readonly training: (statement: TrainingStatement) => Training | 'busy' | undefined,
  ) {}

  /** Whether a call asks for an order of a training, or for a property, which has none. */
  asks(call: Call): boolean {
    return (
      call.callee.kind === 'name' &&
      (isQuantity(call.callee.text) || isLimitQuantity(call.callee.text) || this.isProperty(call.callee.text))
    );
  }

  /** The order of a call; undefined after a diagnostic. */
  order(call: Call): Order | undefined {
    const { callee } = call;
    if (callee.kind !== 'name') return undefined;
    if (isLimitQuantity(callee.text)) return this.limit(callee.text, call);
    if (!isQuantity(callee.text))
      return this.reporter.report(
        'not-an-order',
        call,
        `\`${callee.text}\` is no order: it is claimed by itself, as in \`claim ${callee.text}(t)\`.`,
      );
    const asked = this.asked(call);
    if (!asked) return undefined;
    const { training, part } = asked;
    const name = callee.text;
    if (!part && name !== 'change' && name !== 'size')
      return this.reporter.report(
        'wrong-arguments',
        call,
        `Ask for one of its weights: ${this.parts(training, name)}.`,
      );
    const order = quantityOf(training, name, part?.text);
    if (order === 'unknown')
      return this.reporter.report(
        'unknown-name',
        part ?? call,
        `\`${training.program.name}\` has no \`${part?.text ?? ''}\` of which this can be asked; there is ${this.parts(training, name)}.`,
      );
    return (
      order ??
      this.reporter.report(
        'not-an-order',
        call,
        name === 'epsilon'
          ? `\`${training.optimizer.written}\` has no damping.`
          : 'It is zero: nothing in this training changes it.',
      )
    );
  }

  private limit(quantity: LimitQuantity, call: Call): Order | undefined {
    const asked = this.asked(call);
    if (!asked) return undefined;
    const { training, part } = asked;
    if (part)
      return this.reporter.report(
        'wrong-arguments',
        part,
        `Ask it of the training: \`${quantity}(${training.statement.name.text})\`.`,
      );
    const order = limitQuantity(quantity, training.counting);
    return typeof order === 'string'
      ? this.reporter.report('not-an-order', call, order)
      : restricted(order, training.counting.domain);
  }

  /** What a claimed property stands on, with its sense; undefined after a diagnostic or when the call claims no property. */
  property(call: Call): Property | undefined {
    const { callee } = call;
    if (callee.kind !== 'name') return undefined;
    const name = callee.text;
    if (!isWeightProperty(name) && !isTrainingProperty(name)) return undefined;
    const asked = this.asked(call);
    if (!asked) return undefined;
    const { training, part } = asked;
    const t = training.statement.name.text;
    if (isWeightProperty(name)) {
      const weight = part && training.counting.weight(part.text);
      if (!weight)
        return this.reporter.report(
          part ? 'unknown-name' : 'wrong-arguments',
          part ?? call,
          `Ask for one of its weights: ${this.parts(training, name)}.`,
        );
      const requirements = weightProperty(name, `${t}.${part.text}`, weight, training.counting);
      const presupposed = presupposedBy(name, training.counting);
      return { requirements, presupposed, negated: false };
    }
    if (part)
      return this.reporter.report('wrong-arguments', part, `Claim it of the training: \`${name}(${t})\`.`, {
        fixes: [{ title: `Write ${t}`, span: call.args[0]!, replacement: t }],
      });
    const requirements = trainingProperty(name, t, training.counting);
    if (typeof requirements === 'string') return this.reporter.report('not-an-order', call, requirements);
    const presupposed = presupposedBy(name, training.counting);
    return { requirements, presupposed, negated: name === 'unstable' };
  }

  isProperty(name: string): boolean {
    return isTrainingProperty(name) || isWeightProperty(name);
  }

  /** The training that the argument of a call names. */
  asked(call: Call): { training: Training; part: Name | undefined } | undefined {
    const [subject, ...others] = call.args;
    if (!subject || others.length > 0)
      return this.reporter.report(
        'wrong-arguments',
        call,
        'One training, or a part of one, is needed here: `t` or `t.u`.',
      );
    const training = this.named(subject.kind === 'member' ? subject.object : subject);
    return training && { training, part: subject.kind === 'member' ? subject.property : undefined };
  }

  private named(expression: Expression): Training | undefined {
    if (expression.kind === 'missing') return undefined;
    if (expression.kind !== 'name')
      return this.reporter.report('wrong-arguments', expression, 'The name of a training is needed here.');
    const symbol = this.symbols.use(expression, 'training');
    const training = symbol && this.training(symbol.statement as TrainingStatement);
    return training === 'busy'
      ? this.reporter.report('not-an-order', expression, `\`${expression.text}\` is defined by itself.`)
      : training;
  }

  private parts({ statement, counting }: Training, of: string): string {
    return counting.weights.map((w) => `\`${of}(${statement.name.text}.${w.weight.name})\``).join(', ');
  }
}

/** The order of a quantity of a weight or value; undefined where it is zero. */
export function quantityOf(
  { counting }: Training,
  quantity: TrainingQuantity,
  part: string | undefined,
): Order | undefined | 'unknown' {
  const { response } = counting;
  const weight = part === undefined ? undefined : counting.weight(part);
  const node = nodeOf(counting, part);
  if (!node) return 'unknown';
  const within = (order: Order | undefined): Order | undefined => order && restricted(order, counting.domain);
  switch (quantity) {
    case 'size':
      return within(counting.size(node));
    case 'gradient':
      return within(counting.initial.gradients[node.id]);
    case 'change':
      return within(response.total(node));
  }
  return weight ? within(ofWeight(counting, weight, quantity)) : 'unknown';
}

/** The value that a name stands for: of an item, or of weights; the output without a name. */
export function nodeOf(counting: Counting, part: string | undefined): Node | undefined {
  const { program } = counting;
  if (part === undefined) return program.output;
  return valueOf(program.nodes, part) ?? counting.weight(part)?.node;
}

function ofWeight(
  counting: Counting,
  weight: WeightCount,
  quantity: 'update' | 'rate' | 'max_rate' | 'epsilon' | 'decay',
): Magnitude {
  switch (quantity) {
    case 'update':
      return counting.magnitudes.product(weight.rate.value, weight.alone.update(weight.node));
    case 'rate':
      return weight.rate.value;
    case 'max_rate':
      return weight.maximalRate;
    case 'epsilon':
      return counting.epsilon(weight);
    case 'decay':
      return counting.decay(weight);
  }
}

/** The last value that an item of this name makes: behind a repeated block, what the block hands on. */
function valueOf(nodes: readonly Node[], name: string): Node | undefined {
  return nodes.filter((n) => n.item === name && n.op !== 'carried').at(-1);
}

export function restricted(order: Order, domain: readonly Region[]): Order {
  const [only] = domain;
  if (only && domain.length === 1 && order.pieces.every((p) => p.region === only)) return order;
  return new Order(domain.flatMap((region) => order.restrict(region).pieces));
}
