import { Form, type Region } from '../../../orders';
import type { Call, Expression, Name, NetworkStatement, RepeatItem } from '../../../syntax/tree';
import type { Reporter } from '../../diagnostic';
import {
  inputsOf,
  weightsOf,
  type Block,
  type Activation,
  type Node,
  type Operation,
  type Program,
  type Role,
  type Term,
} from './program';
import { branchesOf, isStream } from './residual';

/** How names in a network have a meaning; every method answers undefined after it has reported why it cannot. */
export interface ProgramNames {
  readonly region: Region;
  monomial(e: Expression): Form | undefined;
  activation(name: Name): Activation | undefined;
  /** log of the dimension of the data of this name, zero where none are declared. */
  dimension(input: string): Form | undefined;
}

const MODULES: Readonly<Record<string, string>> = {
  dense: 'dense(h, n)',
  embed: 'embed(x, n)',
  bias: 'bias(h)',
  normalize: 'normalize(h)',
  attend: 'attend(q, k, v, d_head)',
};

/** Reads a network for training: dense layers, embeddings, residual blocks, normalisation, attention. */
export function readProgram(
  statement: NetworkStatement,
  names: ProgramNames,
  reporter: Reporter,
): Program | undefined {
  return new Reader(statement, names, reporter).read();
}

class Reader {
  private readonly nodes: Node[] = [];
  private readonly blocks: Block[] = [];
  private readonly values = new Map<string, Node>();
  private readonly weightNames = new Set<string>();
  private block: Block | undefined;
  private item = '';
  private readonly features: Node[] = [];

  constructor(
    private readonly statement: NetworkStatement,
    private readonly names: ProgramNames,
    private readonly reporter: Reporter,
  ) {}

  read(): Program | undefined {
    const { parameter, name, body } = this.statement;
    const width = this.names.dimension(parameter.text);
    if (!width) return undefined;
    this.item = parameter.text;
    this.values.set(parameter.text, this.add({ op: 'input' }, width, parameter));
    let output: Node | undefined;
    for (const item of body) {
      if (item.kind === 'bad') return undefined;
      if (output) return this.refuse(item, 'Nothing can follow the output of a network.');
      if (item.kind === 'repeat') {
        if (!this.repeat(item)) return undefined;
      } else if (item.kind === 'layer') {
        if (!this.layer(item.name, item.value)) return undefined;
      } else {
        this.item = 'out';
        output = this.value(item.value, true);
        if (!output) return undefined;
      }
    }
    if (!output) return this.refuse(name, 'This network has no output: end it with `out dense(…, 1)`.');
    if (this.features.length === 0)
      return this.refuse(
        this.statement.body[this.statement.body.length - 1] ?? name,
        'The output needs weights of its own: end the network with `out dense(…, 1)`.',
      );
    const program = {
      name: name.text,
      nodes: this.nodes,
      blocks: this.blocks,
      output,
      features: this.features,
    };
    const used = usedBy(output);
    const idle = weightsOf(program).find((node) => !used.has(node));
    if (idle) return this.refuse(idle.span, `The output does not depend on \`${idle.item}\`.`);
    return program;
  }

  private layer(name: Name, value: Expression): Node | undefined {
    this.item = name.text;
    const node = this.value(value, false);
    if (node) this.values.set(name.text, node);
    return node;
  }

  private repeat(item: RepeatItem): true | undefined {
    const nested = item.body.find((inner) => inner.kind === 'repeat');
    if (nested) return this.refuse(nested, 'Repeated blocks inside repeated blocks are not derived.');
    const count = this.names.monomial(item.count);
    if (!count) return undefined;
    const assigned = item.body.flatMap((i) => (i.kind === 'layer' ? [i.name] : []));
    const carried = assigned.filter((n, i) => this.values.has(n.text) && nameIndex(assigned, n.text) === i);
    const [only, another] = carried;
    if (!only || another)
      return this.refuse(
        another ?? item,
        another
          ? 'A repeated block that hands on more than one value is not derived.'
          : 'A repeated block hands on a value from before it: assign to one, as in `h = h + …`.',
      );
    const before = this.values.get(only.text)!;
    const block = {
      count,
      tied: item.tied !== undefined,
      name: only.text,
      before,
      body: [],
    } as unknown as Block;
    const outside = new Map(this.values);
    this.block = block;
    this.item = only.text;
    block.carried = this.add({ op: 'carried', block }, before.width, only);
    this.values.set(only.text, block.carried);
    for (const inner of item.body) {
      if (inner.kind === 'bad') return undefined;
      if (inner.kind !== 'layer')
        return this.refuse(inner, 'A repeated block has layers only; the output comes after it.');
      if (!this.layer(inner.name, inner.value)) return undefined;
    }
    block.next = this.values.get(only.text)!;
    block.body = this.nodes.slice(block.carried.id);
    this.block = undefined;
    if (!this.close(block, only)) return undefined;
    this.blocks.push(block);
    this.values.clear();
    for (const [name, node] of outside) this.values.set(name, node);
    this.item = only.text;
    this.values.set(only.text, this.add({ op: 'after', block }, before.width, only));
    return true;
  }

  /** Finds the branches that are added to the value of a block. */
  private close(block: Block, name: Name): true | undefined {
    if (!this.equalWidths(block.next, block.before))
      return this.refuse(name, 'A repeated block must hand on a value of the width that it was given.');
    const branches = branchesOf(block);
    if (typeof branches === 'string') return this.refuse(block.next.span, branches);
    block.branches = branches;
    return true;
  }

  private value(e: Expression, isOutput: boolean): Node | undefined {
    switch (e.kind) {
      case 'missing':
        return undefined;
      case 'group':
        return this.value(e.inner, isOutput);
      case 'name': {
        const node = this.values.get(e.text);
        const inner = this.blocks.some((block) => block.body.some((n) => n.item === e.text));
        return (
          node ??
          this.reporter.report(
            'unknown-name',
            e,
            inner
              ? `\`${e.text}\` stands inside a repeated block, which only the value that it hands on leaves.`
              : `Nothing before this declares a value \`${e.text}\`.`,
          )
        );
      }
      case 'call':
        return this.call(e, isOutput);
      case 'binary':
        if (e.operator === '+' || e.operator === '*' || e.operator === '/') return this.sum(e, isOutput);
    }
    if (e.kind === 'binary' && e.operator === '-')
      return this.reporter.report(
        'unsupported-network',
        e.operatorSpan,
        'Write a sum: weights are drawn at random, so that a sign in front of a branch changes no order.',
        { fixes: [{ title: 'Write +', span: e.operatorSpan, replacement: '+' }] },
      );
    return this.refuse(e, 'A value is a module, an activation, a sum of values, or an order times a value.');
  }

  private sum(e: Expression, isOutput: boolean): Node | undefined {
    const terms = this.terms(e, isOutput);
    if (!terms) return undefined;
    const [first] = terms;
    const other = terms.find((t) => !this.equalWidths(t.node, first!.node));
    if (other) return this.refuse(e, 'A sum needs values of one width.');
    const streams = terms.filter((t) => this.block && !t.multiplier && isStream(t.node, this.block.carried));
    const marked = terms.map((t) => ({ ...t, isBranch: streams.length === 1 && t !== streams[0] }));
    return this.add({ op: 'sum', terms: marked }, first!.node.width, e);
  }

  private terms(e: Expression, isOutput: boolean): Term[] | undefined {
    if (e.kind === 'group') return this.terms(e.inner, isOutput);
    if (e.kind === 'binary' && e.operator === '+') {
      const [left, right] = [this.terms(e.left, isOutput), this.terms(e.right, isOutput)];
      return left && right && [...left, ...right];
    }
    if (e.kind === 'binary' && (e.operator === '*' || e.operator === '/')) {
      const [order, inner] =
        e.operator === '*' && !this.isValue(e.left) ? [e.left, e.right] : [e.right, e.left];
      if (e.operator === '*' && this.isValue(order))
        return this.refuse(e.operatorSpan, 'A product of two values is not derived.');
      const factor = this.names.monomial(order);
      const terms = this.terms(inner, isOutput);
      const power = factor && (e.operator === '/' ? factor.negate() : factor);
      return (
        terms && power && terms.map((t) => ({ ...t, multiplier: power.plus(t.multiplier ?? Form.zero) }))
      );
    }
    const node = this.value(e, isOutput);
    return node && [{ node, isBranch: false }];
  }

  private isValue(e: Expression): boolean {
    switch (e.kind) {
      case 'name':
        return this.values.has(e.text);
      case 'group':
        return this.isValue(e.inner);
      case 'binary':
        return e.operator !== '^' && (this.isValue(e.left) || this.isValue(e.right));
      case 'call':
        return (
          e.callee.kind === 'name' &&
          (Object.hasOwn(MODULES, e.callee.text) || e.args.some((arg) => this.isValue(arg)))
        );
      default:
        return false;
    }
  }

  private call(e: Call, isOutput: boolean): Node | undefined {
    const { callee, args } = e;
    if (callee.kind !== 'name') return this.refuse(e, 'A value is a module or an activation of a value.');
    const module = Object.hasOwn(MODULES, callee.text) ? callee.text : 'activation';
    const activation = module === 'activation' ? this.names.activation(callee) : undefined;
    if (module === 'activation' && !activation) return undefined;
    const needed = { dense: 2, embed: 2, attend: 4 }[module] ?? 1;
    if (args.length !== needed)
      return this.reporter.report(
        'wrong-arguments',
        e,
        `Write \`${MODULES[module] ?? `${callee.text}(h)`}\`.`,
      );
    if (module === 'attend') return this.attend(e);
    // The name of an item goes to its outermost weights.
    const width = needed === 2 ? this.names.monomial(args[1]!) : undefined;
    if (needed === 2 && !width) return undefined;
    const name = module === 'activation' ? '' : this.weightName(module);
    const input = this.value(args[0]!, isOutput && module === 'bias');
    if (!input) return undefined;
    if (activation) return this.add({ op: 'activation', input, ...activation }, input.width, e);
    if (width) {
      const fanIn = module === 'embed' ? Form.zero : input.width;
      const raw = this.isRaw(input);
      if (module === 'embed' && !raw) return this.refuse(e, '`embed` takes the input of the network.');
      const role: Role = isOutput ? 'output' : raw ? 'input' : 'hidden';
      if (isOutput && !this.isOfOrderOne(width))
        return this.refuse(args[1]!, 'The output must have a width of order one: `out dense(…, 1)`.');
      if (isOutput) this.features.push(input);
      return this.add({ op: 'dense', input, weight: { name, role, fanIn, fanOut: width } }, width, e);
    }
    const weight = {
      name,
      role: module === 'bias' ? 'bias' : 'gain',
      fanIn: Form.zero,
      fanOut: input.width,
    } as const;
    return this.add({ op: module === 'bias' ? 'bias' : 'normalize', input, weight }, input.width, e);
  }

  private attend(e: Call): Node | undefined {
    const [query, key, values] = [0, 1, 2].map((i) => this.value(e.args[i]!, false));
    const head = this.names.monomial(e.args[3]!);
    if (!query || !key || !values || !head) return undefined;
    if (!this.equalWidths(query, key) || !this.equalWidths(query, values))
      return this.refuse(e, 'Queries, keys and values need one width.');
    if (this.names.region.implies({ form: head.minus(query.width), sense: '>' }))
      return this.refuse(e.args[3]!, 'A head is at most as wide as queries and keys.');
    const logits = this.add({ op: 'logits', query, key, head }, Form.zero, e);
    return this.add({ op: 'mix', logits, values }, values.width, e);
  }

  /** Computed from the data without weights. */
  private isRaw(node: Node): boolean {
    return node.op === 'input' || (node.op === 'activation' && this.isRaw(node.input));
  }

  private weightName(module: string): string {
    const base =
      module === 'bias' ? `${this.item}_bias` : module === 'normalize' ? `${this.item}_gain` : this.item;
    const taken = (name: string): boolean => this.weightNames.has(name);
    let name = base;
    if (taken(name) && base === this.item) name = `${base}_branch`;
    for (let i = 2; taken(name); i++) name = `${base}_${i}`;
    this.weightNames.add(name);
    return name;
  }

  private isOfOrderOne(width: Form): boolean {
    return this.names.region.implies({ form: width, sense: '=' });
  }

  private equalWidths(a: Node, b: Node): boolean {
    return this.names.region.implies({ form: a.width.minus(b.width), sense: '=' });
  }

  private add(operation: Operation, width: Form, span: { start: number; end: number }): Node {
    const node: Node = {
      ...operation,
      id: this.nodes.length,
      width,
      item: this.item,
      span,
      within: this.block,
    };
    this.nodes.push(node);
    return node;
  }

  private refuse(span: { start: number; end: number }, message: string): undefined {
    return this.reporter.report('unsupported-network', span, message);
  }
}

/** A value and all that it is computed from. */
function usedBy(node: Node, found = new Set<Node>()): Set<Node> {
  if (found.has(node)) return found;
  found.add(node);
  for (const input of inputsOf(node)) usedBy(input, found);
  return found;
}

const nameIndex = (names: readonly Name[], text: string): number => names.findIndex((n) => n.text === text);
