import assert from 'node:assert/strict';
import { format } from '../../../server/src/syntax/format';
import { parse } from '../../../server/src/syntax/parse';
import type { Statement } from '../../../server/src/syntax/tree';
import { docComment, nodePath, statementAt, visit } from '../../../server/src/syntax/walk';
import { bracketed, check, everything, meaning } from './fixture';

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
    assert.equal(kinds.size, 21);
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

  it('a module keeps its parameters, what becomes of sizes and norms, and its notes', () => {
    const module = parse(everything).statements.find((s) => s.kind === 'module')!;
    assert.deepEqual(
      module.parameters.map((p) => p.text),
      ['input', 'heads'],
    );
    assert.equal(module.feature.text, 'j');
    assert.deepEqual(
      module.items.map((i) => i.kind),
      ['units', 'positions', 'module-activation', 'module-norm', 'module-norm'],
    );
    const read = module.items.flatMap((i) =>
      i.kind === 'module-norm' ? [[i.side.text, bracketed(i.degree), bracketed(i.value)]] : [],
    );
    assert.deepEqual(read, [
      ['units', '(2 * j)', '(norm(input, j) ^ 2)'],
      ['output', '(k + j)', '((norm(units, k) * positions(input)) * norm(input, j))'],
    ]);
    assert.deepEqual([module.notes.source?.value, module.notes.because?.value], ['arXiv', 'of it']);
  });

  it('a norm is an item of a module only where it is set', () => {
    const { items } = only(
      'module m(input) of feature j {\n  units 2 *\n    norm(input, j)\n  norm(units, (j)) =\n    norm(input, j)\n}',
      'module',
    );
    assert.deepEqual(
      items.map((i) => i.kind),
      ['units', 'module-norm'],
    );
  });

  it('an activation below a module that is never closed is a statement', () => {
    const { statements } = parse(
      'module m(input) of feature j {\n  activation erf\nactivation erf { degrees odd }',
    );
    assert.deepEqual(
      statements.map((s) => s.kind),
      ['module', 'activation'],
    );
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

  it('targets are sums and products of features, of patches and of the token that asks', () => {
    const targets = {
      'He1(u . x) + He3(v . x)': '(He1((u . x)) + He3((v . x)))',
      '(u . x) * (v . x)': '((u . x) * (v . x))',
      'He3(w . patch(x, S))': 'He3((w . patch(x, S)))',
      '(q . x.query) * (k . x) * (v . x)': '(((q . x.query) * (k . x)) * (v . x))',
    };
    for (const [text, reading] of Object.entries(targets)) {
      assert.equal(bracketed(only(`target y = ${text}`, 'target').value), reading);
      assert.equal(format(`target y = ${text}`), `target y = ${text}\n`);
    }
  });

  it('escapes in texts are resolved', () => {
    assert.equal(only('import "a\\"b\\\\c"', 'import').path.value, 'a"b\\c');
  });

  it('keywords are names outside their place', () => {
    check(
      'scale units; scale positions = units^2; scale output; scale query\nlet module = output*positions\nnetwork f(units) { positions = dense(units, output); out positions }',
    );
    check(
      'scale rate; scale count = rate^2\nnetwork out(norm) { source = dense(norm, rate)\n out dense(source, 1) }',
    );
    check('let E = rate +\n  scale * 2\nlet out = layer.norm(cost)');
  });

  it('a limit is read, and kept for later', () => {
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
