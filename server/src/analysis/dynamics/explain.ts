import { relation, toText, word, type Chart, type Order, type Region } from '../../orders';
import { factOf } from '../derivation';
import { uncovered } from '../domain';
import type { Derivation, FactContent, Piece } from '../facts';
import { formulaOf } from '../formula';
import { conditionsOf } from '../say';
import type { WeightCount } from './counting/counting';
import type { Training } from './declaration';
import { LIMIT_NOTES, LIMIT_QUANTITIES, limitQuantity } from './depth-limit';
import { quantityOf, restricted, TRAINING_QUANTITIES, type TrainingQuantity } from './quantities';
import type { Scaling } from './rules/scalings';

interface Subject {
  readonly training: Training;
  readonly name: string;
  readonly region: Region;
  readonly chart: Chart;
}

const TITLES: Readonly<Record<TrainingQuantity, string>> = {
  size: 'Root-mean-square entry at initialisation',
  gradient: 'Derivative of the loss by an entry, at initialisation',
  update: 'Change by its own weights, in one step',
  change: 'Change in a few steps, by its own and by all other weights',
  rate: 'Learning rate',
  max_rate: 'Largest rate at which this weight alone changes nothing by more than order one',
  epsilon: 'Largest damping that does not matter once training has begun',
  decay: 'Weight decay, multiplied by the rate, that shrinks as fast as updates grow',
};

/** What can be asked of a training, each with its derivation. */
export function trainingFacts(subject: Subject): FactContent[] {
  const { training, name } = subject;
  const { counting } = training;
  const facts = counting.weights.flatMap((count) =>
    TRAINING_QUANTITIES.flatMap((quantity) => {
      if (quantity === 'change' && count.node === counting.program.output) return [];
      const order = quantityOf(training, quantity, count.weight.name);
      if (!order || order === 'unknown' || order.pieces.length === 0) return [];
      return [
        fact(subject, `${quantity}(${name}.${count.weight.name})`, TITLES[quantity], order, () =>
          stepsOf(subject, quantity, count),
        ),
      ];
    }),
  );
  const change = quantityOf(training, 'change', undefined);
  if (change && change !== 'unknown' && change.pieces.length > 0)
    facts.push(
      fact(subject, `change(${name})`, 'Change of the output in a few steps', change, () => shares(subject)),
    );
  for (const quantity of LIMIT_QUANTITIES) {
    const order = limitQuantity(quantity, counting);
    if (typeof order === 'string') continue;
    const within = restricted(order, counting.domain);
    const { title, source, because } = LIMIT_NOTES[quantity];
    if (within.pieces.length > 0)
      facts.push(
        fact(subject, `${quantity}(${name})`, title, within, () => [
          { title: 'The rule', source, because, steps: [] },
        ]),
      );
  }
  return facts;
}

function fact(
  { region, chart }: Subject,
  name: string,
  title: string,
  order: Order,
  steps: () => readonly Derivation[],
): FactContent {
  const pieces = (): Piece[] =>
    order.pieces.map((piece) => {
      const formula = chart.monomial(piece.value);
      return {
        region: piece.region,
        when: conditionsOf(piece.region, region, chart),
        value: piece.value,
        formula,
        derivation: {
          title,
          formula: relation(word(name), '~', formula),
          get steps() {
            return steps();
          },
        },
      };
    });
  return factOf({
    name,
    order: () => order,
    pieces,
    summary: () => (uncovered(region, order) ? undefined : formulaOf(order, chart)),
    title,
    at: (point) => {
      const exponent = order.at(point);
      return exponent && { exponent };
    },
  });
}

function stepsOf(subject: Subject, quantity: TrainingQuantity, count: WeightCount): Derivation[] {
  const { training, name } = subject;
  const { counting, optimizer, alignment } = training;
  const { weight, node } = count;
  const line = (title: string, order: Order | undefined, more: Partial<Derivation> = {}): Derivation =>
    stepOf(subject, title, order, more);
  const scaling = (title: string, { value, from }: Scaling): Derivation => line(`${title} (${from})`, value);
  const m = counting.magnitudes;
  const fanIn = m.of(weight.fanIn);
  const input = node.op === 'dense' ? counting.size(node.input) : m.one;
  const rule = line(`${optimizer.written}: an entry of its update at rate 1`, count.unit, optimizer);
  const signal = line(
    'An entry of the gradient once training has begun: multiplier, signal from behind and input',
    count.gradient,
  );
  switch (quantity) {
    case 'size':
      return node.op === 'dense'
        ? [
            scaling('Multiplier', count.multiplier),
            scaling('Deviation at initialisation', count.init),
            line('Size of the input', input),
            line('Independent terms: a sum over fan-in grows like its root', m.root(weight.fanIn)),
          ]
        : [scaling('Multiplier', count.multiplier), scaling('Deviation at initialisation', count.init)];
    case 'update':
      return [
        scaling('Multiplier', count.multiplier),
        scaling('Rate', count.rate),
        rule,
        signal,
        line('Size of the input', input),
        line(
          `Alignment ${alignment.name}: fan-in to the power alpha = ${alignment.alpha.toString()}`,
          m.power(weight.fanIn, alignment.alpha),
          alignment,
        ),
      ];
    case 'change':
      return counting.weights.flatMap((other) => {
        const share = counting.share(other, node);
        return share ? [line(`By the weights of ${name}.${other.weight.name}`, share)] : [];
      });
    case 'max_rate':
      return [rule, signal, ...limits(subject, count)];
    case 'rate':
      return [scaling('Rate', count.rate)];
    case 'gradient':
      return [
        line('What the values behind it give back at initialisation', counting.initial.gradients[node.id]),
      ];
    case 'epsilon':
      return [signal, line(`${optimizer.written}: its damping`, counting.epsilon(count), optimizer)];
    case 'decay':
      return [rule, line('Fan-in', fanIn), scaling('Deviation at initialisation', count.init)];
  }
}

/** What the weight alone changes by order one at its largest rate: this binds the rate. */
function limits(subject: Subject, { alone, maximalRate }: WeightCount): Derivation[] {
  const { program, magnitudes: m } = subject.training.counting;
  const bound = program.nodes.flatMap((node) => {
    const change = m.product(maximalRate, alone.total(node));
    const binds = change?.pieces.every((p) => p.value.isConstant() && p.value.constant.isZero());
    return binds ? [node === program.output ? 'the output' : node.item] : [];
  });
  return bound.length > 0
    ? [stepOf(subject, `At this rate it changes by order one: ${[...new Set(bound)].join(', ')}`, undefined)]
    : [];
}

function shares(subject: Subject): Derivation[] {
  const { training, name } = subject;
  const { counting } = training;
  return counting.weights.flatMap((count) => {
    const share = counting.share(count, counting.program.output);
    return share ? [stepOf(subject, `By the weights of ${name}.${count.weight.name}`, share)] : [];
  });
}

function stepOf(
  { chart }: Subject,
  title: string,
  order: Order | undefined,
  { source, because }: Partial<Derivation> = {},
): Derivation {
  const formula = order && formulaOf(order, chart);
  return {
    title: formula
      ? title
      : order
        ? `${title}: by region ${order
            .values()
            .map((v) => toText(chart.monomial(v)))
            .join(' or ')}`
        : title,
    ...(formula ? { formula } : {}),
    ...(source === undefined ? {} : { source }),
    ...(because === undefined ? {} : { because }),
    steps: [],
  };
}
