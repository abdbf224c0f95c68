import { Random } from '../analysis/oracle/random';
import { BREAKING } from '../syntax/fixture';

/** What to do to a text, by the numbers of a seed. */
export class Chance extends Random {
  below(n: number): number {
    return this.whole(0, n - 1);
  }

  /** The start of one of the matches, or any place. */
  place(text: string, pattern: RegExp): number {
    const all = [...text.matchAll(pattern)];
    return all.length > 0 ? this.of(all).index : this.below(text.length + 1);
  }
}

export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const applied = (text: string, { start, end, text: by }: Change): string =>
  text.slice(0, start) + by + text.slice(end);

/** Several changes in a row, each of the text that the one before leaves. */
export type Edit = readonly Change[];

const insert = (start: number, text: string): Change => ({ start, end: start, text });
const remove = (start: number, end: number): Change => ({ start, end, text: '' });

const SIGNS = [
  ...BREAKING,
  ...[',', '^', '*', '-', '+'],
  ...['~', '<<', '>~', '=', '.', ' . ', '√', '²', '…', "d'", '1', '/2', '2.', '1e3', 'α'],
];
const LINES = [
  'scale q',
  'scale q = d^b, b >= 1',
  'scale d',
  'scale kappa = 1',
  'exponent c, 0 <= c <= 1',
  'assume d >> 1',
  'assume d << 1',
  'assume N >> d',
  'assume N1 >= d, N2 <= N1',
  'let E = d^2',
  "let E' = d^2",
  "claim E' ~ d^2",
  'let width = d',
  'claim E ~ d',
  'claim widht ~ d',
  'claim stable(t)',
  'claim samples(p) ~ d^2 when d >> 1',
  'claim count(p.h) ~ 1',
  'claim stabel(t)',
  'data x : gaussian(d)',
  'target y = He3(w . x)',
  'target y = He1(u . x) + He3(v . x)',
  'network f(x) { out dense(x, 1) }',
  'network f(x) { h = dense(x, N); out dense(erf(h), 1) }',
  'posterior p of f on y { ridge 1 }',
  'posterior p of f on y { ridge kappa; patterns lazy, specialization }',
  'training t of f { optimizer sgd; parametrization mup }',
  'training t of f { optimizer adam; parametrization standard; rate maximal }',
  'activation erf { degrees odd }',
  'activation erf { degrees 1 }',
  'pattern lazy on layer of feature j { norm(k) = 1 for j | k }',
  'pattern gift on layer of feature j { norm(k) = 1 for j | k }',
  'alignment full { alpha 1/2; omega 1/2; u 1 }',
  'optimizer sgd { update g }',
  'verify samples(p) { d in 8 .. 32; sizes 3; seeds 2; seconds 60 }',
  'import "other.scale"',
  'import "back.scale"',
  'import "nowhere.scale"',
  'curve e of y { samples P }',
  'let a = d',
  'exponent a',
  'let lazy = d',
  'let specialization = d',
  'exponent erf',
  'let dense = d',
  'let mup = d',
  'let sgd = d',
  'let coherent = d',
  'module dense(x, n) { rank n }',
  'parametrization same { multiplier 1; init 1; rate 1 }',
  'claim E ~ d²',
  'scale α',
];

/** From a statement's start to its end, with the lines of its block. */
const STATEMENT = /^[a-z]+ [^{}\n]*(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?[^\n]*\n?/gm;

function statement(text: string, chance: Chance): { start: number; end: number; text: string } {
  const all = [...text.matchAll(STATEMENT)];
  if (all.length === 0) return { start: 0, end: 0, text: '' };
  const [found] = [chance.of(all)];
  return { start: found.index, end: found.index + found[0].length, text: found[0] };
}

/** Keys one by one, and sometimes all of them taken back. */
function typed(at: number, keys: string, isBack: boolean): Edit[] {
  const there = [...keys].map((key, i): Edit => [insert(at + i, key)]);
  const back = [...keys].map((_, i): Edit => [remove(at + keys.length - i - 1, at + keys.length - i)]);
  return isBack ? [...there, ...back] : there;
}

type Kind = (text: string, chance: Chance) => Edit[];

const KINDS: readonly Kind[] = [
  // In the middle of a word, a number, a comment.
  (text, chance) =>
    typed(chance.place(text, /(?<=\w)\w/g), chance.of(['x', '1', "'", '_', 'd N', '^']), chance.below(2) > 0),
  (text, chance) =>
    typed(chance.place(text, /\d/g), chance.of(['2', '.', '.5', '/', '-', '0']), chance.below(2) > 0),
  (text, chance) =>
    typed(
      chance.place(text, /(?<=\/\/)./g),
      chance.of(['x', '*/', '\n', '/*', '\nscale z']),
      chance.below(2) > 0,
    ),
  (text, chance) => typed(chance.below(text.length + 1), chance.of(SIGNS), chance.below(3) > 0),
  (text, chance) => {
    const at = chance.place(text, /\w+/g);
    const word = /^\w*/.exec(text.slice(at))![0];
    const all = [...word].map((_, i): Edit => [remove(at + word.length - i - 1, at + word.length - i)]);
    return [...all, ...typed(at, chance.of([word, word, `${word}2`, 'd', 'E']), false)];
  },
  (text, chance) => [[insert(chance.below(text.length + 1), chance.of(SIGNS))]],
  (text, chance) => {
    const at = chance.below(text.length + 1);
    return [[remove(at, Math.min(text.length, at + 1 + chance.below(chance.below(4) > 0 ? 6 : 80)))]];
  },
  // Lines: joined, split, written.
  (text, chance) => {
    const at = chance.place(text, /\r?\n/g);
    return [[{ start: at, end: Math.min(text.length, at + (text[at] === '\r' ? 2 : 1)), text: ' ' }]];
  },
  (text, chance) => [[insert(chance.place(text, / /g), chance.of(['\n', '\r\n', '\n\n']))]],
  (text, chance) => [[insert(chance.place(text, /^/gm), `${chance.of(LINES)}\n`)]],
  (text, chance) => [[insert(chance.place(text, /^[a-z]+ /gm), `${chance.of(LINES)}\n`)]],
  (text, chance) => typed(text.length, `\n${chance.of(LINES)}`, false).map((e) => e),
  // Statements: deleted, copied, moved, exchanged, commented out.
  (text, chance) => {
    const { start, end } = statement(text, chance);
    return [[remove(start, end)]];
  },
  (text, chance) => {
    const { text: copied } = statement(text, chance);
    return [[insert(chance.place(text, /^/gm), copied.endsWith('\n') ? copied : `${copied}\n`)]];
  },
  (text, chance) => {
    const { start, end, text: moved } = statement(text, chance);
    const rest = applied(text, remove(start, end));
    return [[remove(start, end), insert(chance.place(rest, /^/gm), moved)]];
  },
  (text, chance) => {
    const [a, b] = [statement(text, chance), statement(text, chance)].sort((l, r) => l.start - r.start);
    if (!a || !b || a.end > b.start) return [];
    return [
      [
        { start: b.start, end: b.end, text: a.text },
        { start: a.start, end: a.end, text: b.text },
      ],
    ];
  },
  (text, chance) => {
    const { start, end } = statement(text, chance);
    return chance.below(2) > 0
      ? [[insert(end, '*/'), insert(start, '/*')]]
      : [[insert(start, '/*')], [insert(end + 2, '*/')]];
  },
  (text, chance) => [[insert(chance.place(text, /^/gm), '// ')]],
  // A name: declared again, or renamed one use after the other.
  (text, chance) => {
    const names = [
      ...text.matchAll(
        /^(?:scale|exponent|let|data|target|network|posterior|training|pattern|activation|module|optimizer|parametrization|alignment) (\w+)/gm,
      ),
    ];
    if (names.length === 0) return [];
    const old = chance.of(names)[1]!;
    const now = chance.of([`${old}2`, 'erf', 'lazy', 'dense', 'sgd', 'mup', 'E', `${old}'`, 'kappa']);
    const uses = [...text.matchAll(new RegExp(`\\b${old}\\b`, 'g'))].slice(0, 6);
    return uses.map(({ index }, i): Edit => {
      const start = index + i * (now.length - old.length);
      return [{ start, end: start + old.length, text: now }];
    });
  },
  // The frame, there and back.
  (text, chance) => {
    const bounds = [...text.matchAll(/^(?:scale|exponent|assume)[^\n]*?(<=|>=|<<|>>|\d)/gm)];
    if (bounds.length === 0) return [];
    const { index, 0: all, 1: sign } = chance.of(bounds);
    const [start, end] = [index + all.length - sign!.length, index + all.length];
    const by = chance.of(['<=', '>=', '<<', '3', '0']);
    return [[{ start, end, text: by }], [{ start, end: start + by.length, text: sign! }]];
  },
  // The body of a rule.
  (text, chance) => {
    const rules = [
      ...text.matchAll(
        /^(?:pattern|activation|module|optimizer|parametrization|alignment) [^}]*?(\d+|[+*-]|layer\.\w+|fan_in)/gm,
      ),
    ];
    if (rules.length === 0) return [];
    const { index, 0: all, 1: part } = chance.of(rules);
    const start = index + all.length - part!.length;
    return [[{ start, end: start + part!.length, text: chance.of(['1', '2', '*', '-', '1/2']) }]];
  },
  // Ends of lines.
  (text, chance) => {
    const by = chance.below(2) > 0 ? text.replace(/\r?\n/g, '\r\n') : text.replace(/\r\n/g, '\n');
    return [[{ start: 0, end: text.length, text: by }]];
  },
];

/** What somebody does next, as one or several edits. */
export function nextEdits(text: string, chance: Chance): Edit[] {
  const edits = chance.of(KINDS)(text, chance);
  let now = text;
  return edits.map((edit) =>
    edit.map(({ start, end, text: by }) => {
      const change = { start: whole(now, start), end: whole(now, end), text: by };
      now = applied(now, change);
      return change;
    }),
  );
}

/** No editor puts a cursor between the two characters of an end of a line. */
const whole = (text: string, at: number): number =>
  text[at] === '\n' && text[at - 1] === '\r' ? at - 1 : at;
