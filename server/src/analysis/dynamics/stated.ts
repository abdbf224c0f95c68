import { Form, Order, Rational } from '../../orders';
import type { Expression, TrainingStatement } from '../../syntax/tree';
import type { Stated } from './counting/counting';
import type { TrainingContext } from './context';
import { weightsOf, type Block, type Node, type Program, type Term, type Weight } from './network/program';
import type { Optimizer } from './rules/optimizer';
import type { Parametrization, Property, WeightKind } from './rules/parametrization';
import type { Scaling } from './rules/scalings';

export const PROPERTIES: readonly Property[] = ['multiplier', 'init', 'rate'];

/** What the text sets for some or all weights. */
export type Overrides = ReadonlyMap<
  Property,
  readonly { readonly subject: string | undefined; readonly value: Expression }[]
>;

/** The scalings of a training, and what its parametrization says of residual branches, whatever the network writes there. */
export interface StatedScalings extends Stated {
  depth(node: Node): Order;
  branchRule(term: Term, block: Block): Scaling | undefined;
}

/** The scalings of every weight: what the text writes before what the parametrization says. */
export function statedScalings(
  program: Program,
  optimizer: Optimizer,
  parametrization: Parametrization,
  overrides: Overrides,
  statement: TrainingStatement,
  context: TrainingContext,
): StatedScalings | undefined {
  const { reporter, region } = context;
  const known = new Map<string, Scaling | 'maximal'>();
  const constant = (form: Form): Order => Order.monomial(form, region);
  const depth = (node: Node | undefined): Order => constant(node?.within?.count ?? Form.zero);

  const one: Scaling = { value: constant(Form.zero), from: 'one where nothing is said' };

  /** A scaling as it is stated; `none` where nothing is said, undefined after a diagnostic. */
  const scaling = (
    property: Property,
    kind: WeightKind,
    orders: ReadonlyMap<string, Order>,
    /** A weight by its name; a multiplier that belongs to no weight by its kind. */
    subject: string,
  ): Scaling | 'maximal' | 'none' | undefined => {
    const list = overrides.get(property) ?? [];
    const ofAll = subject === kind ? undefined : list.find((o) => o.subject === undefined);
    const own = list.find((o) => o.subject === subject) ?? ofAll;
    const value = own ? own.value : parametrization.find(property, kind, optimizer.name);
    if (!value) return 'none';
    if (property === 'rate' && value.kind === 'name' && value.text === 'maximal') return 'maximal';
    const order = own
      ? context.written(value, { orders, parameters: new Map() })
      : context.evaluate(value, { orders, parameters: parametrization.parameters });
    if (order) return { value: order, from: own ? 'written in the text' : parametrization.written };
    if (own) return undefined;
    return reporter.report(
      'bad-rule',
      statement.settings.find((s) => s.key.text === 'parametrization')?.values[0] ?? statement.name,
      `The ${property} of ${kind} in \`${parametrization.written}\` has no value here: see its declaration and its arguments.`,
    );
  };
  const fans = (fanIn: Form, fanOut: Form, node: Node): ReadonlyMap<string, Order> =>
    new Map([
      ['fan_in', constant(fanIn)],
      ['fan_out', constant(fanOut)],
      ['depth', depth(node)],
    ]);

  for (const node of weightsOf(program)) {
    const { weight } = node;
    for (const property of PROPERTIES) {
      const found = scaling(property, weight.role, fans(weight.fanIn, weight.fanOut, node), weight.name);
      if (!found) return undefined;
      if (found === 'none' && property === 'rate') return missingRate(weight);
      known.set(`${property} ${weight.name}`, found === 'none' ? unsaid(property, weight) : found);
    }
  }
  const of = (property: Property, weight: Weight): Scaling | undefined => {
    const found = known.get(`${property} ${weight.name}`);
    return found === 'maximal' ? undefined : found;
  };
  const placed = (kind: WeightKind, fan: Form, node: Node): Scaling | undefined => {
    const key = `${kind} ${fan.key()} ${node.id}`;
    const found = known.get(key) ?? scaling('multiplier', kind, fans(fan, fan, node), kind);
    if (!found || found === 'maximal' || found === 'none') return undefined;
    known.set(key, found);
    return found;
  };
  const branchRule = (term: Term, block: Block): Scaling | undefined =>
    placed('branch', term.node.width, block.carried);
  return {
    multiplier: (weight) => of('multiplier', weight)!,
    init: (weight) => of('init', weight)!,
    rate: (weight) => of('rate', weight),
    branch: (term: Term, block) =>
      term.multiplier
        ? { value: constant(term.multiplier), from: 'written in the network' }
        : (branchRule(term, block) ?? one),
    branchRule,
    logits: (node) => placed('logits', node.head, node) ?? one,
    depth,
  };

  function unsaid(property: Property, { role, fanIn }: Weight): Scaling {
    const matrix = property === 'init' && role !== 'bias' && role !== 'gain';
    return matrix
      ? { value: constant(fanIn.times(Rational.of(-1, 2))), from: 'fan_in^(-1/2) where nothing is said' }
      : one;
  }

  function missingRate(weight: Weight): undefined {
    const end = statement.settings[statement.settings.length - 1]?.end ?? statement.end;
    return reporter.report(
      'unsupported-setting',
      statement.name,
      `\`${parametrization.written}\` gives no rate of ${weight.role} weights for \`${optimizer.name}\`: write \`rate maximal\`, or the rate of \`${weight.name}\`.`,
      { fixes: [{ title: 'Add rate maximal', span: { start: end, end }, replacement: '; rate maximal' }] },
    );
  }
}
