import type {
  AlignmentStatement,
  Expression,
  Name,
  NetworkStatement,
  OptimizerStatement,
  ParametrizationStatement,
  Setting,
  TrainingStatement,
} from '../../syntax/tree';
import { Counting } from './counting/counting';
import { inputsOf, weightsOf, type Block, type Node, type Program } from './network/program';
import { alignmentOf, DEFAULT_ALIGNMENT, type Alignment } from './rules/alignment';
import { optimizerOf, type Optimizer } from './rules/optimizer';
import { parametrizationOf, type Parametrization, type Property } from './rules/parametrization';
import { checkArguments, checkRule, type RuleStatement } from './rules/check';
import { bind } from './rules/rule';
import type { TrainingContext } from './context';
import { PROPERTIES, statedScalings, type Overrides, type StatedScalings } from './stated';

/** A training as the text declares it, with its power counting. */
export interface Training {
  readonly statement: TrainingStatement;
  readonly program: Program;
  readonly optimizer: Optimizer;
  readonly parametrization: Parametrization;
  readonly alignment: Alignment;
  readonly stated: StatedScalings;
  readonly counting: Counting;
}

const ONCE = ['optimizer', 'parametrization', 'alignment'];
/** Multipliers that belong to no weight. */
const PLACES = ['branch', 'logits'];

/** Reads a training and counts its powers; undefined after a diagnostic. */
export function resolveTraining(
  statement: TrainingStatement,
  context: TrainingContext,
): Training | undefined {
  const { symbols, reporter, region } = context;
  const network = symbols.use(statement.network, 'network');
  const program = network && context.network(network.statement as NetworkStatement);
  const settings = readSettings(statement, context);
  if (!program || !settings) return undefined;
  if (!settings.once.has('optimizer') && !settings.once.has('parametrization'))
    return reporter.report(
      'unsupported-setting',
      statement.name,
      'A training needs an optimizer and a parametrization, such as `optimizer sgd; parametrization mup`.',
    );
  const optimizer = readOptimizer(settings.once.get('optimizer'), statement, context);
  const parametrization = readParametrization(settings.once.get('parametrization'), statement, context);
  const alignment = readAlignment(settings.once.get('alignment'), statement, context);
  if (!optimizer || !parametrization || !alignment) return undefined;
  const known = new Set(weightsOf(program).map((n) => n.weight.name));
  for (const { property, subject } of settings.subjects)
    if (!known.has(subject.text) && !(property === 'multiplier' && PLACES.includes(subject.text)))
      return reporter.report(
        'unknown-name',
        subject,
        `\`${program.name}\` has no weights \`${subject.text}\`; it has ${[...known].map((k) => `\`${k}\``).join(', ')}.`,
      );
  const stack = program.blocks.find((block) => !block.branches);
  const refusal = stack && stackRefusal(stack, optimizer);
  if (refusal)
    return reporter.report(
      'unsupported-network',
      statement.network,
      `A stack of layers without residual connections is derived ${refusal}: the growth of moments with depth is published for these.`,
    );
  const stated = statedScalings(program, optimizer, parametrization, settings.overrides, statement, context);
  if (!stated) return undefined;
  const counting = new Counting(program, stated, optimizer, alignment, region, (node) => stated.depth(node));
  const silent = weightsOf(program).find((n) => !counting.weights.some((c) => c.node === n));
  if (silent)
    return reporter.report(
      'bad-rule',
      settings.once.get('optimizer') ?? statement.name,
      `The rule of \`${optimizer.written}\` has no value here: see its declaration and its arguments.`,
    );
  return { statement, program, optimizer, parametrization, alignment, stated, counting };
}

/** What the rule for a stack without residual connections does not reach, as the end of a sentence. */
function stackRefusal({ tied, body }: Block, optimizer: Optimizer): string | undefined {
  if (tied) return 'with weights of its own in every pass';
  if (!optimizer.isProportional)
    return `for updates proportional to the gradient, which those of \`${optimizer.written}\` are not`;
  const isKnown = (n: Node): boolean =>
    inputsOf(n).every((input) => input.within) &&
    (['carried', 'dense'].includes(n.op) || (n.op === 'activation' && n.growth === 'linear'));
  return body.every(isKnown)
    ? undefined
    : 'for dense layers and activations that grow linearly (relu, linear), of what a pass is handed on alone';
}

interface Settings {
  readonly once: ReadonlyMap<string, Expression>;
  readonly overrides: Overrides;
  readonly subjects: readonly { readonly property: Property; readonly subject: Name }[];
}

function readSettings({ settings }: TrainingStatement, { reporter }: TrainingContext): Settings | undefined {
  const once = new Map<string, Expression>();
  const overrides = new Map<Property, { subject: string | undefined; value: Expression }[]>();
  const subjects: { property: Property; subject: Name }[] = [];
  const refuse = (setting: Setting, message: string): undefined =>
    reporter.report('unsupported-setting', setting.key, message);
  for (const setting of settings) {
    const { key, subject, values } = setting;
    const [value, ...others] = values;
    if (!value || value.kind === 'missing') return undefined;
    if (others.length > 0) return refuse(setting, `\`${key.text}\` has one value.`);
    const property = PROPERTIES.find((p) => p === key.text);
    if (property) {
      if (property !== 'rate' && value.kind === 'name' && value.text === 'maximal')
        return refuse(setting, 'Only a rate can be `maximal`.');
      const list = overrides.get(property) ?? [];
      overrides.set(property, list);
      if (list.some((o) => o.subject === subject?.text))
        return reporter.report('declared-twice', subject ?? key, `This ${property} is set already.`);
      list.push({ subject: subject?.text, value });
      if (subject) subjects.push({ property, subject });
    } else if (!ONCE.includes(key.text) || subject)
      return refuse(
        setting,
        'A training has `optimizer`, `parametrization`, `alignment`, `rate`, `multiplier` and `init`.',
      );
    else if (once.has(key.text))
      return reporter.report('declared-twice', key, `\`${key.text}\` is set already.`);
    else once.set(key.text, value);
  }
  return { once, overrides, subjects };
}

/** The declaration that a setting names, with its arguments bound. */
function called<S extends OptimizerStatement | ParametrizationStatement>(
  value: Expression | undefined,
  kind: S['kind'],
  statement: TrainingStatement,
  context: TrainingContext,
): { declared: S; parameters: ReadonlyMap<string, Expression>; written: string } | undefined {
  const { symbols, reporter, text } = context;
  if (!value)
    return reporter.report(
      'unsupported-setting',
      statement.name,
      `A training needs its ${kind}: add \`${kind} ${kind === 'optimizer' ? 'sgd' : 'mup'}\`.`,
    );
  const name = value.kind === 'call' ? value.callee : value;
  if (name.kind !== 'name')
    return reporter.report('unsupported-setting', value, `This is the name of no ${kind}.`);
  const symbol = symbols.use(name, kind);
  if (!symbol) return undefined;
  const declared = symbol.statement as S;
  const args = value.kind === 'call' ? value.args : [];
  const parameters = bind(name.text, declared.parameters, args);
  if (typeof parameters === 'string') return reporter.report('wrong-arguments', value, parameters);
  if (!checkArguments(args, kind, symbols)) return undefined;
  if (!isSound(declared, name, context)) return undefined;
  return { declared, parameters, written: text(value, statement) };
}

function readOptimizer(
  value: Expression | undefined,
  statement: TrainingStatement,
  context: TrainingContext,
): Optimizer | undefined {
  const found = called<OptimizerStatement>(value, 'optimizer', statement, context);
  return found && optimizerOf(found.declared, found.written, found.parameters, context.evaluate);
}

function readParametrization(
  value: Expression | undefined,
  statement: TrainingStatement,
  context: TrainingContext,
): Parametrization | undefined {
  const found = called<ParametrizationStatement>(value, 'parametrization', statement, context);
  return found && parametrizationOf(found.declared, found.written, found.parameters);
}

function readAlignment(
  value: Expression | undefined,
  statement: TrainingStatement,
  context: TrainingContext,
): Alignment | undefined {
  const { symbols, reporter } = context;
  const place = value ?? statement.name;
  if (value && value.kind !== 'name')
    return reporter.report(
      'unsupported-setting',
      value,
      'An alignment is given by its name, as in `alignment full`.',
    );
  const name = value ?? { kind: 'name', text: DEFAULT_ALIGNMENT, start: place.start, end: place.end };
  const symbol = symbols.use(name, 'alignment');
  const declared = symbol?.statement as AlignmentStatement | undefined;
  return declared && isSound(declared, name, context)
    ? alignmentOf(declared, (e) => context.constant(e), reporter)
    : undefined;
}

/** Whether a rule can be used; its mistakes are said at its declaration, or here where that is in another text. */
function isSound(declared: RuleStatement, name: Name, context: TrainingContext): boolean {
  const { reporter } = context;
  if (reporter.within(false, () => checkRule(declared, context))) return true;
  if (!context.isOwn(declared))
    reporter.report('bad-rule', name, `The declaration of \`${name.text}\` has mistakes.`);
  return false;
}
