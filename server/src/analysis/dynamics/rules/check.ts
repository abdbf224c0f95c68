import { Form, Order, type Rational, type Region } from '../../../orders';
import { nearest } from '../../../syntax/spelling';
import type {
  AlignmentStatement,
  Call,
  Expression,
  Name,
  OptimizerStatement,
  ParametrizationStatement,
} from '../../../syntax/tree';
import { children, type Node } from '../../../syntax/walk';
import type { Reporter } from '../../diagnostic';
import type { SymbolTable } from '../../symbols';
import { alignmentOf } from './alignment';
import { OPTIMIZER_NAMES } from './optimizer';
import { SCALING_NAMES } from './parametrization';
import type { Evaluate } from './rule';

export type RuleStatement = OptimizerStatement | ParametrizationStatement | AlignmentStatement;

interface RuleContext {
  readonly symbols: SymbolTable;
  readonly reporter: Reporter;
  readonly region: Region;
  /** Reports what has no order. */
  readonly written: Evaluate;
  constant(expression: Expression): Rational | undefined;
}

/** Reports what is wrong with a declaration by trying each of its lines once; whether it can be used. */
export function checkRule(statement: RuleStatement, context: RuleContext): boolean {
  const checker = new Checker(statement, context);
  switch (statement.kind) {
    case 'optimizer':
      return checker.optimizer(statement);
    case 'parametrization':
      return checker.parametrization(statement);
    case 'alignment':
      return checker.alignment(statement);
  }
}

const FUNCTIONS = ['sqrt', 'min', 'max', 'log', 'ln', 'exp'];

class Checker {
  private isSound = true;

  constructor(
    private readonly statement: RuleStatement,
    private readonly context: RuleContext,
  ) {}

  optimizer({ name, items, parameters }: OptimizerStatement): boolean {
    this.parameters(parameters, OPTIMIZER_NAMES);
    if (items.some((item) => item.kind === 'bad')) this.isSound = false;
    for (const kind of ['update', 'epsilon'] as const) {
      const [rule, second] = items.flatMap((item) => (item.kind === kind ? [item] : []));
      if (second) this.refuse('declared-twice', second, `\`${kind}\` is said already.`);
      if (rule) this.rule(rule.value, parameters, OPTIMIZER_NAMES);
      else if (kind === 'update' && this.isSound)
        this.refuse('bad-rule', name, 'An optimizer must say the size of its update: `update …`.');
    }
    return this.isSound;
  }

  parametrization({ items, parameters }: ParametrizationStatement): boolean {
    this.parameters(parameters, SCALING_NAMES);
    const said = new Set<string>();
    for (const item of items) {
      if (item.kind === 'bad') {
        this.isSound = false; // said where it was read
        continue;
      }
      const { property, weights, optimizers, value } = item;
      for (const optimizer of optimizers)
        if (!this.context.symbols.use(optimizer, 'optimizer')) this.isSound = false;
      for (const weight of weights)
        for (const optimizer of optimizers.length > 0 ? optimizers : [undefined]) {
          const key = `${property.text} ${weight.text} ${optimizer?.text ?? ''}`;
          if (said.has(key))
            this.refuse('declared-twice', weight, `The ${property.text} of ${weight.text} is said already.`);
          said.add(key);
        }
      const isMaximal = property.text === 'rate' && value.kind === 'name' && value.text === 'maximal';
      if (!isMaximal) this.rule(value, parameters, SCALING_NAMES);
    }
    return this.isSound;
  }

  alignment(statement: AlignmentStatement): boolean {
    const { reporter, constant } = this.context;
    const keys = statement.settings.map(({ key }) => key);
    const second = keys.find((key, i) => keys.findIndex((k) => k.text === key.text) < i);
    if (second) this.refuse('declared-twice', second, `\`${second.text}\` is said already.`);
    // Whatever is no number is said in one way.
    const exponent = (e: Expression): Rational | undefined => reporter.within(false, () => constant(e));
    return alignmentOf(statement, exponent, reporter) !== undefined && this.isSound;
  }

  private parameters(parameters: readonly Name[], names: readonly string[]): void {
    parameters.forEach((parameter, i) => {
      if (names.includes(parameter.text))
        this.refuse('bad-rule', parameter, `\`${parameter.text}\` has a meaning of its own in these rules.`);
      else if (parameters.findIndex((p) => p.text === parameter.text) < i)
        this.refuse('declared-twice', parameter, `\`${parameter.text}\` is a parameter already.`);
    });
  }

  /** Names first, since a rule has names of its own; then everything in it is taken to be of order one. */
  private rule(value: Expression, parameters: readonly Name[], names: readonly string[]): void {
    const { symbols, region, written } = this.context;
    const known = [...new Set([...names, ...parameters.map((p) => p.text)])];
    const unknown = namesIn(value).filter((n) => !known.includes(n.text) && !symbols.find(n.text));
    for (const name of unknown) this.unknown(name, known);
    if (unknown.length > 0) return;
    const quantity = callsIn(value).find(
      ({ callee }) => callee.kind === 'name' && !FUNCTIONS.includes(callee.text),
    );
    if (quantity)
      return this.refuse(
        'bad-rule',
        quantity,
        'A rule is the same for all networks, and cannot ask for something that is derived of one.',
      );
    const one = Order.monomial(Form.zero, region);
    const { start, end } = value;
    const bindings = {
      orders: new Map(names.map((name) => [name, one])),
      // As an exponent and as an order.
      parameters: new Map(
        parameters.map((p) => [p.text, { kind: 'number', text: '0.3', start, end }] as const),
      ),
    };
    if (!written(value, bindings)) this.isSound = false;
  }

  private unknown(name: Name, known: readonly string[]): void {
    const meant = nearest(name.text, known);
    this.isSound = false;
    this.context.reporter.report(
      'unknown-name',
      name,
      `The rules of ${this.statement.kind === 'optimizer' ? 'an optimizer' : 'a parametrization'} speak of ${known.map((n) => `\`${n}\``).join(', ')}; nothing declares \`${name.text}\`.`,
      meant ? { fixes: [{ title: `Write ${meant}`, span: name, replacement: meant }] } : {},
    );
  }

  private refuse(
    code: 'bad-rule' | 'declared-twice',
    at: { start: number; end: number },
    message: string,
  ): void {
    this.isSound = false;
    this.context.reporter.report(code, at, message);
  }
}

/** Reports names in the arguments of a rule that stand for nothing; whether all stand for something. */
export function checkArguments(
  args: readonly Expression[],
  kind: 'optimizer' | 'parametrization',
  symbols: SymbolTable,
): boolean {
  const own: readonly string[] = kind === 'optimizer' ? OPTIMIZER_NAMES : SCALING_NAMES;
  const names = args.flatMap(namesIn).filter((name) => !own.includes(name.text));
  return names.every((name) => symbols.use(name) !== undefined);
}

function callsIn(node: Node): Call[] {
  const below = children(node).flatMap(callsIn);
  return node.kind === 'call' ? [node, ...below] : below;
}

/** The names in an expression, but for those of functions and of parts. */
function namesIn(node: Node): Name[] {
  if (node.kind === 'name') return node.text === '' ? [] : [node];
  if (node.kind === 'member' || node.kind === 'minimize') return [];
  return (node.kind === 'call' ? node.args : children(node)).flatMap(namesIn);
}
