import assert from 'node:assert/strict';
import { parse } from '../../../server/src/syntax/parse';
import type { Document, Expression, SyntaxDiagnostic } from '../../../server/src/syntax/tree';

/** A diagnostic as a fixture shows it: carets under its extent, then its code. */
export interface Expected {
  readonly start: number;
  readonly end: number;
  readonly code: string;
}

/**
 * Takes the annotations out of a text. An annotation is a line of its own, `   ^^^ some-code`, below the line that it
 * is about; a lone caret also stands for an empty extent.
 */
export function annotated(source: string): { text: string; expected: Expected[] } {
  const lines: string[] = [];
  const expected: Expected[] = [];
  let above = 0;
  let next = 0;
  for (const line of source.replace(/^\n/, '').split('\n')) {
    const note = /^( *)(\^+) ([a-z-]+)$/.exec(line);
    if (note) {
      const start = above + note[1]!.length;
      expected.push({ start, end: start + note[2]!.length, code: note[3]! });
    } else {
      lines.push(line);
      above = next;
      next += line.length + 1;
    }
  }
  return { text: lines.join('\n'), expected };
}

/** Annotated texts between lines of dashes. */
export const trialsIn = (texts: string) => texts.split('---\n').map((t) => t.replace(/^\n/, ''));

/** Parses an annotated text and compares its diagnostics, all of them, with the annotations. */
export function check(source: string): Document {
  const { text, expected } = annotated(source);
  const document = parse(text);
  const shape = (d: Expected) =>
    `${d.code} at ${position(text, d.start)}: ${JSON.stringify(text.slice(d.start, d.end))}`;
  assert.deepEqual(document.diagnostics.map(shape), expected.map(shape), text);
  return document;
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

/** The text after the repair that a diagnostic offers. */
export function applyFix(text: string, diagnostic: SyntaxDiagnostic): string {
  const { span, replacement } = diagnostic.fix!;
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

/** A tree without offsets and, if wanted, without grouping brackets: what two texts of the same meaning share. */
export function meaning(value: unknown, keepGroups = false): unknown {
  if (Array.isArray(value)) return value.map((v) => meaning(v, keepGroups));
  if (typeof value !== 'object' || value === null) return value;
  const node = value as Record<string, unknown>;
  if (node.kind === 'group' && !keepGroups) return meaning(node.inner);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !['start', 'end', 'operatorSpan', 'relationSpan'].includes(key))
      .map(([key, v]) => [key, meaning(v, keepGroups)]),
  );
}

/** An expression with every bracket written out. */
export function bracketed(e: Expression): string {
  switch (e.kind) {
    case 'name':
    case 'number':
      return e.text;
    case 'missing':
      return '?';
    case 'member':
      return `${bracketed(e.object)}.${e.property.text}`;
    case 'call':
      return `${bracketed(e.callee)}(${e.args.map(bracketed).join(', ')})`;
    case 'binary':
      return `(${bracketed(e.left)} ${e.operator === 'inner' ? '.' : e.operator} ${bracketed(e.right)})`;
    case 'negate':
      return `(-${bracketed(e.operand)})`;
    case 'group':
      return bracketed(e.inner);
    case 'minimize':
      return `(minimize over ${e.choices
        .map(
          ({ name, range: r }) =>
            `${name.text} in ${r.lowOpen ? '(' : '['}${bracketed(r.low)}, ${bracketed(r.high)}${r.highOpen ? ')' : ']'}`,
        )
        .join(', ')} of ${bracketed(e.body)})`;
  }
}

/** Signs that change how what is around them is read: comments, texts, brackets, ends of lines. */
export const BREAKING = ['/*', '*/', '//', '"', "'", '(', ')', '{', '}', '[', ']', ';', '\n', '\r\n', ' '];

/** A text with everything the language has. */
export const everything = `// Three layers
/// The input dimension.
scale d
scale N1 = d^a, 0 <= a <= 6  // width
scale N2 = d^b
exponent c, -1 <= c <= 1
assume N1 >> sqrt(N2 * d), N2 >= d
import "lib/\\"x\\".scale"
let E = minimize over M in [1, N1], mu2 in (0, 1] of M*d + N1/(M*mu2^-1)
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  repeat L {
    u = dense(h1, N1)
    h1 = h1 + L^(-1/2) * dense(tanh(u), N1)
  }
  // the output
  out dense(erf(h1), 1)
}
network looped(x) {
  h = dense(x, N1)
  repeat L tied { h = h + dense(tanh(h), N1) }
  out dense(h, 1)
}
posterior p of f on y { ridge kappa; patterns lazy, specialization; coherence off }
training t of f { optimizer sgd; parametrization mup; rate u = L^c }
training s of looped {
  optimizer shampoo(1/2, 1)
  parametrization residual(c)
  alignment full
  multiplier u = N1^-1
  init N1^(-1/2)
  rate maximal
}
claim samples(p) ~ kappa * sqrt(N2 * d) when d <= N2, N2 <= N1
claim pattern(p) = lazy, specialization
  when N2 << N1
claim stable(t) when c <= 0
verify samples(p) { d in 8 .. 64; N1 = d; seeds 16 }
activation erf { degrees odd; source "a"; because "b" }
pattern specialization on layer of feature j {
  choose M in [1, layer.width]
  choose mu2 in (0, 1]
  require coherence: M * mu2^(k/j) >= 1
  require M >= 1
  cost M * mu2 * norm(layer.input, j)
  norm(k) = layer.width / (M * mu2^(k/j)) for j | k /* divides */
  define count = M
  source "arXiv"
}
module attention(input, heads) of feature j {
  units heads
  positions positions(input)/heads
  activation softmax
  norm(units, 2*j) = norm(input, j)^2
  norm(output, k + j) = norm(units, k) * positions(input) *
    norm(input, j)
  source "arXiv"
  because "of it"
}
optimizer shampoo(e, blocks) {
  update gradient^(1 - 2*e) * (fan_in*fan_out/blocks)^(-e)
  epsilon gradient^2 * fan_in *
    fan_out / blocks
  source "arXiv"
}
optimizer sgd { update gradient }
parametrization residual(alpha) {
  multiplier branch, logits = depth^(-alpha)
  init input,
    hidden = fan_in^(-1/2)
  rate hidden = fan_in^-1 * depth^(alpha - 1) for adam, shampoo
  rate bias, gain = 1
  source "arXiv"
  because "it is so"
}
alignment full { alpha 1; omega 1/2; u 1; source "arXiv" }
curve e of y { samples d; width N1*N2 }
resource batch {
  modes batch
  error time^(1/spectrum - 2)/batch
  excludes samples, ridge
  source "arXiv"
}
limit n before L
`;
