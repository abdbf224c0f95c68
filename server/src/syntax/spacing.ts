import type { Document, Span } from './tree';
import type { Token } from './tokens';
import { children, type Node, visit } from './walk';

/** What the printer needs to know of the tree, keyed by offsets. */
export interface Marks {
  /** Starts of the statements and items that a line end, a semicolon or a brace stands before: they begin lines. */
  readonly begins: ReadonlySet<number>;
  readonly statements: ReadonlySet<number>;
  /** Starts of unary minus signs. */
  readonly unary: ReadonlySet<number>;
  /** Starts of binary operators. */
  readonly binary: ReadonlySet<number>;
  /** Starts of binary operators that the author wrote with blanks; beside a comment there always are some. */
  readonly loose: ReadonlySet<number>;
  /** Starts of sums inside an exponent, where blanks are the author's choice. */
  readonly exponent: ReadonlySet<number>;
  /** Ends of names before the bracket of a call or of a parameter. */
  readonly callees: ReadonlySet<number>;
  /** Ends of names before a colon that stands between blanks. */
  readonly declared: ReadonlySet<number>;
  /** Extents that are left as they are: they hold mistakes, or what only a later version can read. */
  readonly kept: readonly Span[];
}

export function marks(document: Document, tokens: readonly Token[]): Marks {
  const statements = new Set(document.statements.map((s) => s.start));
  const parts = new Set(statements);
  const unary = new Set<number>();
  const binary = new Set<number>();
  const exponent = new Set<number>();
  const callees = new Set<number>();
  const declared = new Set<number>();
  const errors = document.diagnostics.filter((d) => d.severity === 'error');

  const enter = (node: Node): void => {
    switch (node.kind) {
      case 'negate':
        unary.add(node.start);
        break;
      case 'call':
        callees.add(node.callee.end);
        break;
      case 'binary':
        binary.add(node.operatorSpan.start);
        if (node.operator === '^')
          visit(node.right, (n) => n.kind === 'binary' && exponent.add(n.operatorSpan.start));
        break;
      case 'network':
      case 'module':
      case 'optimizer':
      case 'parametrization':
        callees.add(node.name.end);
        break;
      case 'norm':
      case 'module-norm':
        callees.add(node.start + 'norm'.length);
        break;
      case 'data':
        declared.add(node.name.end);
        break;
      case 'text': {
        // `source "…"`: the tree keeps the text only.
        const at = tokens.findIndex((t) => t.start === node.start);
        if (tokens[at - 1]) parts.add(tokens[at - 1]!.start);
      }
    }
    for (const child of children(node)) if (isItem(child)) parts.add(child.start);
  };

  for (const statement of document.statements) visit(statement, enter);
  const begins = new Set(
    tokens
      .filter((t, i) => parts.has(t.start) && (t.startsLine || /^[;{]$/.test(tokens[i - 1]?.text ?? ';')))
      .map((t) => t.start),
  );
  const blankBefore = (i: number) =>
    /^\s+$/.test(document.text.slice(tokens[i - 1]?.end ?? 0, tokens[i]!.start));
  const loose = new Set(
    tokens
      .filter((t, i) => binary.has(t.start) && (blankBefore(i) || blankBefore(i + 1)))
      .map((t) => t.start),
  );
  const kept = document.statements.filter((statement, i) => {
    // What is between two statements belongs to the first.
    const end = document.statements[i + 1]?.start ?? Infinity;
    const hasMistakes = errors.some((e) => statement.start <= e.start && e.start < end);
    return hasMistakes || statement.kind === 'reserved' || statement.kind === 'bad';
  });
  return { begins, statements, unary, binary, loose, exponent, callees, declared, kept };
}

const items = new Set([
  ...['layer', 'output', 'repeat', 'setting', 'verify-range', 'verify-equation'],
  ...['choose', 'require', 'cost', 'norm', 'define', 'bad'],
  ...['units', 'positions', 'module-activation', 'module-norm', 'build'],
  ...['update', 'epsilon', 'scaling', 'modes', 'error', 'excludes'],
]);
const isItem = (node: Node) => items.has(node.kind);

/** Whether a blank stands between two tokens of a line. */
export function blankBetween(marks: Marks, a: Token, b: Token): boolean {
  const before = a.kind === 'sign' ? a.text : '';
  const after = b.kind === 'sign' ? b.text : '';
  if (before === '{' && after === '}') return false;
  if ('([.'.includes(before) && before !== '') return false;
  if (')],;.'.includes(after) && after !== '') return false;
  if (marks.unary.has(a.start)) return false;
  if (after === '(' && marks.callees.has(a.end)) return false;
  if (after === ':') return marks.declared.has(a.end);
  for (const sign of [a, b]) if (marks.binary.has(sign.start)) return blankAround(marks, sign);
  return true;
}

/** Sums have blanks, powers none; products and quotients are written as the author likes, evenly. */
function blankAround(marks: Marks, { start, text }: Token): boolean {
  if (text === '^') return false;
  if (text === '·') return true;
  if ((text === '+' || text === '-') && !marks.exponent.has(start)) return true;
  return marks.loose.has(start);
}
