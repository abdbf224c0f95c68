import { block, conditions, networkItem, quoted, setting, verifyItem } from './blocks';
import { type Cursor, insert, replace } from './cursor';
import { comparison, comparisons, expression } from './expressions';
import { keyword, keywordsAt } from './keywords';
import { activationBlock, moduleBlock, patternBlock } from './rules';
import { nearest } from './spelling';
import { alignmentBlock, optimizerBlock, parametrizationBlock } from './training-rules';
import { curveItem, resourceBlock } from './curve-rules';
import type { Comparison, Name, Span, Statement } from './tree';
import type { Token } from './tokens';

type Content<S extends Statement> = S extends Statement ? Omit<S, 'start' | 'end'> : never;
type Reader = (c: Cursor) => Content<Statement>;

const statementWords = keywordsAt('statement').map((k) => k.word);
const notEqual = ['~', ':', '<=', '>=', '<', '>', '<~', '>~', '<<', '>>'];

/** One statement; its keyword, or what was meant as one, stands at the cursor. */
export function statement(c: Cursor): Statement {
  const { start } = c.token;
  const word = statementWord(c);
  const reader = word === undefined ? undefined : readers[word];
  if (!reader) {
    c.skipLine();
    return { kind: 'bad', ...c.span(start) };
  }
  const content = reader(c);
  c.endOfLine();
  const span: Span = c.span(start);
  // A declaration without a name declares nothing.
  if ('name' in content && content.name?.text === '') return { kind: 'bad', ...span };
  return { ...content, ...span } as Statement;
}

/** What follows the first name of a statement whose keyword was forgotten. */
const subjectSigns = new Set(['=', '~', '<<', '>>', '<~', '>~', '(']);

/** Reads the keyword; a misspelt or forgotten one is reported and what was meant is returned. */
function statementWord(c: Cursor): string | undefined {
  const { token } = c;
  const next = c.peek(1);
  if (token.kind !== 'name') {
    const fix = replace('Remove it', token, '');
    if (token.kind === 'sign' && ')]}'.includes(token.text))
      c.report('unmatched', token, `This \`${token.text}\` closes nothing.`, fix);
    else
      c.report(
        'unknown-statement',
        token,
        'A statement begins with a word such as `scale`, `let` or `claim`.',
      );
    return undefined;
  }
  if (keyword(token.text, 'statement')) return c.advance().text;
  const subject = !keyword(token.text, 'expression') && next.kind === 'sign' && !next.startsLine;
  if (subject && subjectSigns.has(next.text)) {
    const meant = next.text === '=' ? 'let' : 'claim';
    c.report(
      'unknown-statement',
      token,
      `A statement begins with a keyword; did you mean \`${meant} ${token.text} …\`?`,
      insert(`${meant} `, token.start),
    );
    return meant;
  }
  const meant = nearest(token.text, statementWords);
  if (meant) c.misspelt(token, meant);
  else
    c.report(
      'unknown-statement',
      token,
      `\`${token.text}\` begins no statement; one begins with a word such as \`scale\`, \`let\` or \`claim\`.`,
    );
  if (!meant || c.isAlone) return undefined;
  c.advance();
  return meant;
}

const readers: Readonly<Record<string, Reader>> = {
  scale(c) {
    const name = c.name('the name of the scale');
    const sets = c.at('=') || (!c.startsNew() && c.token.kind === 'sign' && notEqual.includes(c.token.text));
    if (sets) c.require('=', notEqual);
    const value = sets ? expression(c) : undefined;
    return { kind: 'scale', name, ...(value && { value }), conditions: restrictions(c) };
  },
  exponent(c) {
    const name = c.name('the name of the exponent');
    return { kind: 'exponent', name, conditions: restrictions(c) };
  },
  assume: (c) => ({ kind: 'assume', conditions: comparisons(c) }),
  let(c) {
    const name = c.name('a name');
    c.require('=', notEqual);
    return { kind: 'let', name, value: expression(c) };
  },
  import(c) {
    const path = quoted(c);
    return path ? { kind: 'import', path } : { kind: 'bad' };
  },
  data(c) {
    const name = c.name('the name of the inputs');
    c.require(':', ['=', '~']);
    return { kind: 'data', name, distribution: expression(c) };
  },
  target(c) {
    const name = c.name('the name of the target');
    c.require('=', notEqual);
    const first = c.index;
    const value = expression(c);
    warnOfMembers(c, first);
    return { kind: 'target', name, value };
  },
  network(c) {
    const name = c.name('the name of the network');
    const open = c.token;
    let parameter: Name = { kind: 'name', text: '', start: c.end, end: c.end };
    if (c.require('(')) {
      parameter = c.name('the name of its input');
      c.close(open, ')');
    }
    return { kind: 'network', name, parameter, body: block(c, 'network', networkItem) };
  },
  posterior(c) {
    const name = c.name('a name');
    c.requireWord('of');
    const network = c.name('the name of a network');
    c.requireWord('on');
    const target = c.name('the name of a target');
    const settings = block(c, 'posterior', (cursor) => setting(cursor, 'posterior')).filter(
      (s) => s.kind !== 'bad',
    );
    return { kind: 'posterior', name, network, target, settings };
  },
  training(c) {
    const name = c.name('a name');
    c.requireWord('of');
    const network = c.name('the name of a network');
    const settings = block(c, 'training', (cursor) => setting(cursor, 'training')).filter(
      (s) => s.kind !== 'bad',
    );
    return { kind: 'training', name, network, settings };
  },
  claim(c) {
    c.follow = 'when';
    const claim = comparison(c, { bare: true, lists: true });
    const comma = c.token;
    if (c.at(',') && !comma.startsLine) {
      c.report('unexpected', comma, 'Conditions begin with `when`.', replace('Write when', comma, ' when'));
      c.advance();
      c.follow = undefined;
      return { kind: 'claim', claim, conditions: comparisons(c, { bare: true }) };
    }
    const when = conditions(c);
    c.follow = undefined;
    return { kind: 'claim', claim, conditions: when };
  },
  verify(c) {
    const subject = expression(c);
    return { kind: 'verify', subject, items: block(c, 'verify', verifyItem) };
  },
  activation(c) {
    const name = c.name('the name of the activation');
    const { items, notes } = activationBlock(c);
    return { kind: 'activation', name, settings: items.filter((s) => s.kind !== 'bad'), notes };
  },
  pattern(c) {
    const name = c.name('the name of the pattern');
    c.requireWord('on');
    const layer = c.name('a name for the layer');
    c.requireWord('of');
    c.requireWord('feature');
    const feature = c.name('a name for the degree of the feature');
    const { items, notes } = patternBlock(c);
    return { kind: 'pattern', name, layer, feature, items, notes };
  },
  module(c) {
    const name = c.name('the name of the module');
    const open = c.token;
    const parameters = c.require('(') ? parameterNames(c, open, 'a name for the input') : [];
    c.requireWord('of');
    c.requireWord('feature');
    const feature = c.name('a name for the degree of the feature');
    const { items, notes } = moduleBlock(c);
    return { kind: 'module', name, parameters, feature, items, notes };
  },
  optimizer(c) {
    const name = c.name('the name of the optimizer');
    return { kind: 'optimizer', name, parameters: anyParameters(c), ...optimizerBlock(c) };
  },
  parametrization(c) {
    const name = c.name('the name of the parametrization');
    return { kind: 'parametrization', name, parameters: anyParameters(c), ...parametrizationBlock(c) };
  },
  alignment(c) {
    const name = c.name('the name of the alignment');
    const { items, notes } = alignmentBlock(c);
    return { kind: 'alignment', name, settings: items.filter((s) => s.kind !== 'bad'), notes };
  },
  curve(c) {
    const name = c.name('a name');
    c.requireWord('of');
    const target = c.name('the name of a target');
    const settings = block(c, 'curve', curveItem).filter((s) => s.kind !== 'bad');
    return { kind: 'curve', name, target, settings };
  },
  resource(c) {
    const name = c.name('the name of the resource');
    return { kind: 'resource', name, ...resourceBlock(c) };
  },
  limit(c) {
    const { start, end, text } = c.previous!;
    const name = c.name('the name of a scale');
    c.requireWord('before');
    c.name('the name of a scale');
    return { kind: 'reserved', keyword: { kind: 'name', text, start, end }, name };
  },
};

const aParameter = 'the name of a parameter';

/** `input, width)` after the bracket; at least one. */
function parameterNames(c: Cursor, open: Token, first = aParameter): Name[] {
  const names = [c.name(first)];
  while (c.accept(',')) names.push(c.name(aParameter));
  c.close(open, ')');
  return names;
}

/** `(e, blocks)`, or nothing. */
function anyParameters(c: Cursor): Name[] {
  const open = c.token.startsLine ? undefined : c.accept('(');
  return open ? parameterNames(c, open) : [];
}

/** `, 0 <= a <= 6` after a declaration. */
function restrictions(c: Cursor): Comparison[] {
  return c.accept(',') ? comparisons(c) : [];
}

/** `He3(w.x)`: the only part that a target knows is `x.query`, so a dot without blanks was meant as the inner product. */
function warnOfMembers(c: Cursor, first: number): void {
  for (let i = first; i < c.index; i++) {
    const dot = c.tokenAt(i);
    const before = c.tokenAt(i - 1);
    const after = c.tokenAt(i + 1);
    if (dot.kind !== 'sign' || dot.text !== '.' || after.kind !== 'name') continue;
    if (after.text === 'query') continue;
    const both = `${before.text} . ${after.text}`;
    c.warn(
      'member-in-target',
      dot,
      `A dot without blanks asks for a part of \`${before.text}\`; the inner product is written \`${both}\`.`,
      replace(`Write ${both}`, dot, ' . '),
    );
  }
}
