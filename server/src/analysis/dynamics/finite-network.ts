import { Form, type Order } from '../../orders';
import { activations, type Activation, type Step } from '../../../../trainer/network-schema';
import { numberOf } from '../numeric';
import type { Training } from './declaration';
import { giveValue, missingIn, monomialAt, numberAt, type Place } from '../runs/place';
import type { Block, Node, Term, Weight, Weighted } from './network/program';
import type { Property } from './rules/parametrization';

/** The library's activation as trainers have it. */
export const activationOf = (name: string): Activation | undefined =>
  activations.find((known) => known === name);

/** Positions of a sample in a network that attends. */
const CONTEXT = 4;

/** Dimension of data of order one, and the number of different tokens of an embedding. */
const DATA = { dim: 8, tokens: 16 };

/** The name of a value in a plan: that of its weights, or of its item and place in the text. */
export function planName(node: Node): string {
  if (node.op === 'after') return planName(node.block.carried);
  return 'weight' in node ? node.weight.name : `${node.item}.${node.id}`;
}

/**
 * A network with numbers in place of orders, for a trainer: every multiplier, deviation and rate is its monomial at the place
 * with prefactor one, or as the training writes it, with the numbers that are written; rates times a base rate. Beyond that,
 * data of order one have d = 8 dimensions and the factor d^(-1/2), and weights that read a relu have the factor 2^(1/2), which
 * makes up for the half that it cuts off (He et al., arXiv:1502.01852).
 */
export class FiniteNetwork {
  /** Why there are no numbers, if so, in sentences. */
  readonly problems = new Set<string>();
  private readonly tokens = new Set<Node>();

  constructor(
    private readonly training: Training,
    private readonly place: Place,
  ) {}

  /** Steps of a plan; not to be used when there are problems. */
  steps(baseRate: number): Step[] {
    const { program } = this.training;
    const outside = program.nodes.filter((node) => !node.within);
    const steps = outside.flatMap((node) => this.step(node, baseRate));
    const inputs = [...this.tokens].map((node): Step => ({
      op: 'input',
      to: tokensOf(node),
      dim: DATA.tokens,
      of: 'tokens',
      positions: this.positions,
    }));
    return [...inputs, ...steps, { op: 'output', from: planName(program.output) }];
  }

  private get positions(): number {
    return this.training.program.nodes.some(({ op }) => op === 'mix') ? CONTEXT : 1;
  }

  /** An order here; one where it is zero. */
  number(order: Order | undefined): number {
    if (!order) return 1;
    const monomial = monomialAt(order, this.place);
    if (typeof monomial !== 'string') return numberAt(monomial, this.place);
    this.problems.add(monomial);
    return NaN;
  }

  private size(form: Form): number {
    this.needs(form);
    return Math.round(numberAt(form, this.place));
  }

  private needs(form: Form): void {
    for (const name of missingIn(form, this.place)) this.problems.add(giveValue(name));
  }

  /** Entries of a value as it is trained. */
  private width(node: Node): number {
    if (node.op === 'input' && node.width.equals(Form.zero)) return DATA.dim;
    return node.op === 'activation' ? this.width(node.input) : this.size(node.width);
  }

  private step(node: Node, baseRate: number): Step[] {
    const to = planName(node);
    switch (node.op) {
      case 'input':
        return [{ op: 'input', to, dim: this.width(node), of: 'gaussian', positions: this.positions }];
      case 'carried':
      case 'logits':
        return [];
      case 'dense':
        return [this.dense(node, baseRate)];
      case 'bias':
      case 'normalize': {
        const { weight, input } = node;
        const start = this.scaling('init', weight);
        const shared = { to, from: planName(input), ...this.weights(node, baseRate) };
        return [
          node.op === 'bias'
            ? { op: 'bias', ...shared, deviation: start }
            : { op: 'normalize', ...shared, gain: start },
        ];
      }
      case 'activation': {
        const name = activationOf(node.name);
        if (!name) this.problems.add(`Trainers have no activation \`${node.name}\`.`);
        return [{ op: 'activation', to, from: planName(node.input), function: name ?? 'linear' }];
      }
      case 'mix':
        return [this.attend(node)];
      case 'sum': {
        const terms = node.terms.map((t) => ({
          from: planName(t.node),
          factor: this.factor(t, node.within),
        }));
        return [{ op: 'sum', to, terms }];
      }
      case 'after': {
        const { block } = node;
        const carry = [{ name: to, from: planName(block.before), next: planName(block.next) }];
        const body = block.body.flatMap((inner) => this.step(inner, baseRate));
        return [{ op: 'repeat', count: this.size(block.count), tied: block.tied, carry, body }];
      }
    }
  }

  private weights({ weight }: Weighted, baseRate: number): { multiplier: number; rate: number } {
    return {
      multiplier: this.scaling('multiplier', weight),
      rate: baseRate * this.scaling('rate', weight),
    };
  }

  private scaling(property: Property, weight: Weight): number {
    const { statement, counting } = this.training;
    const written = statement.settings.filter(({ key }) => key.text === property);
    const own =
      written.find(({ subject }) => subject?.text === weight.name) ?? written.find(({ subject }) => !subject);
    const fans = [
      ['fan_in', numberAt(weight.fanIn, this.place)],
      ['fan_out', numberAt(weight.fanOut, this.place)],
    ] as const;
    const value = own?.values[0];
    const number = value && numberOf(value, new Map([...this.place.sizes, ...fans]));
    return number ?? this.number(counting.scalings[property](weight).value);
  }

  private dense(node: Extract<Node, { op: 'dense' }>, baseRate: number): Step {
    const { weight, input } = node;
    const isEmbedding = input.op === 'input' && !input.width.equals(weight.fanIn);
    if (isEmbedding) this.tokens.add(input);
    const { multiplier, rate } = this.weights(node, baseRate);
    const excess = isEmbedding ? 1 : this.width(input) / this.size(weight.fanIn);
    const relu = input.op === 'activation' && input.name === 'relu' ? Math.SQRT2 : 1;
    return {
      op: 'dense',
      to: weight.name,
      from: isEmbedding ? tokensOf(input) : planName(input),
      width: this.size(node.width),
      multiplier: multiplier / Math.sqrt(excess),
      deviation: relu * this.scaling('init', weight),
      rate,
    };
  }

  private attend(node: Extract<Node, { op: 'mix' }>): Step {
    const { logits, values } = node;
    if (logits.op !== 'logits') throw new TypeError('softmax weights are made of logits');
    const heads = this.width(logits.query) / this.size(logits.head);
    if (!Number.isInteger(heads))
      this.problems.add('At every size the width of the queries must be a multiple of the size of a head.');
    return {
      op: 'attend',
      to: planName(node),
      query: planName(logits.query),
      key: planName(logits.key),
      value: planName(values),
      heads,
      factor: this.number(this.training.counting.scalings.logits(logits).value),
    };
  }

  private factor(term: Term, block: Block | undefined): number {
    if (term.isBranch && block) return this.number(this.training.counting.scalings.branch(term, block).value);
    if (!term.multiplier) return 1;
    this.needs(term.multiplier);
    return numberAt(term.multiplier, this.place);
  }
}

const tokensOf = (input: Node): string => `${planName(input)}.tokens`;
