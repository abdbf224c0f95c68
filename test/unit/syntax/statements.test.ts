import assert from 'node:assert/strict';
import { parse } from '../../../server/src/syntax/parse';
import type { Statement } from '../../../server/src/syntax/tree';
import { docComment, nodePath, statementAt, visit } from '../../../server/src/syntax/walk';
import { check, everything, meaning } from './fixture';

function only<K extends Statement['kind']>(text: string, kind: K): Extract<Statement, { kind: K }> {
  const { statements } = check(text);
  assert.equal(statements.length, 1);
  assert.equal(statements[0]!.kind, kind);
  return statements[0] as Extract<Statement, { kind: K }>;
}

describe('statements', () => {
  it('everything the language has is read without a diagnostic', () => {
    const document = check(everything);
    const kinds = new Set(document.statements.map((s) => s.kind));
    assert.equal(kinds.size, 16);
    assert.equal(document.comments.length, 5);
  });

  it('a scale with a value and conditions', () => {
    const scale = only('scale N1 = d^a, 0 <= a <= 6', 'scale');
    assert.equal(scale.name.text, 'N1');
    assert.equal(scale.value?.kind, 'binary');
    assert.deepEqual(
      scale.conditions[0]?.rest.map((s) => s.relation),
      ['<=', '<='],
    );
  });

  it('a claim with a list, and conditions on the next line', () => {
    const claim = only('claim pattern(p) = lazy, specialization\n  when N2 << N1,\n    d <= N2', 'claim');
    assert.equal(claim.claim.rest[0]?.sides.length, 2);
    assert.equal(claim.conditions.length, 2);
  });

  it('a fact by itself is a claim', () => {
    assert.deepEqual(only('claim stable(t)', 'claim').claim.rest, []);
  });

  it('blocks on one line and on several mean the same', () => {
    const line = 'verify samples(p) { d in 8 .. 64; N1 = d; seeds 16 }';
    const lines = 'verify samples(p) {\n  d in 8..64\n\n  N1 = d;\n  seeds 16 // each\n}';
    assert.deepEqual(meaning(only(lines, 'verify')), meaning(only(line, 'verify')));
    const { items } = only(line, 'verify');
    assert.deepEqual(
      items.map((i) => i.kind),
      ['verify-range', 'verify-equation', 'setting'],
    );
  });

  it('a pattern keeps its rules and its notes', () => {
    const pattern = parse(everything).statements.find((s) => s.kind === 'pattern')!;
    assert.deepEqual(
      pattern.items.map((i) => i.kind),
      ['choose', 'choose', 'require', 'require', 'cost', 'norm', 'define'],
    );
    assert.equal(pattern.notes.source?.value, 'arXiv');
    const [, , named, plain] = pattern.items;
    assert.ok(named?.kind === 'require' && plain?.kind === 'require');
    assert.equal(named.name?.text, 'coherence');
    assert.equal(plain.name, undefined);
  });

  it('a training keeps the subject of a rate', () => {
    const training = only('training t of f { optimizer sgd; rate u = L^c }', 'training');
    assert.deepEqual(
      training.settings.map((s) => [s.key.text, s.subject?.text]),
      [
        ['optimizer', undefined],
        ['rate', 'u'],
      ],
    );
  });

  it('escapes in texts are resolved', () => {
    assert.equal(only('import "a\\"b\\\\c"', 'import').path.value, 'a"b\\c');
  });

  it('keywords are names outside their place', () => {
    check(
      'scale rate; scale count = rate^2\nnetwork out(norm) { source = dense(norm, rate)\n out dense(source, 1) }',
    );
    check('let E = rate +\n  scale * 2\nlet out = layer.norm(cost)');
  });

  it('what a reserved declaration holds is skipped, braces and all', () => {
    const { statements } = check('optimizer m(x) { a { b = ; } $1 }\nscale d'.replace('$', ''));
    assert.deepEqual(
      statements.map((s) => s.kind),
      ['reserved', 'scale'],
    );
    assert.deepEqual(meaning(only('limit n before L', 'reserved')), {
      kind: 'reserved',
      keyword: { kind: 'name', text: 'limit' },
      name: { kind: 'name', text: 'n' },
    });
  });

  it('what was misspelt is read as what was meant', () => {
    const [wrong] = parse('posterior p of f on y { rigde kappa }').statements;
    const [right] = parse('posterior p of f on y { ridge kappa }').statements;
    assert.deepEqual(meaning(wrong), meaning(right));
  });
});

describe('walking the tree', () => {
  const document = parse(everything);

  it('finds what is at an offset, from the statement inwards', () => {
    const at = everything.indexOf('d^a') + 2;
    assert.deepEqual(
      nodePath(document, at).map((n) => n.kind),
      ['scale', 'binary', 'name'],
    );
    const end = everything.indexOf('p.h2');
    assert.equal(end, -1);
    const call = everything.indexOf('tanh(u)');
    assert.deepEqual(
      nodePath(document, call).map((n) => n.kind),
      [...['network', 'repeat', 'layer', 'binary', 'binary', 'call', 'call', 'name']],
    );
  });

  it('visits every node once, in the order of the text', () => {
    const starts: number[] = [];
    for (const statement of document.statements) visit(statement, (n) => starts.push(n.start));
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
    const names = everything.match(/erf/g)!.length;
    let found = 0;
    for (const statement of document.statements)
      visit(statement, (n) => (found += n.kind === 'name' && n.text === 'erf' ? 1 : 0));
    assert.equal(found, names);
  });

  it('knows the statement and its documentation', () => {
    const statement = statementAt(document, everything.indexOf('scale d'))!;
    assert.equal(docComment(document, statement), 'The input dimension.');
    assert.equal(docComment(document, document.statements[1]!), undefined);
    const two = parse('/// one\n///   two\n\n/// three\nlet a = b');
    assert.equal(docComment(two, two.statements[0]!), 'three');
  });
});
