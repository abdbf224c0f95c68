import assert from 'node:assert/strict';
import fc from 'fast-check';
import katex from 'katex';
import { Form, Rational, type Notation } from '../../../server/src/orders';
import { formulaPicture } from '../../../server/src/typeset/picture';
import { toTex, wordTex } from '../../../server/src/typeset/tex';
import { check, network } from './fixture';

const power = (...factors: [string, string][]): Notation => ({
  kind: 'power',
  factors: factors.map(([name, exponent]) => ({ name, exponent: Form.constant(Rational.parse(exponent)) })),
});
const word = (text: string): Notation => ({ kind: 'word', text });
const parses = (tex: string): void =>
  void katex.renderToString(tex, { throwOnError: true, strict: 'error', displayMode: true });

describe('TeX of a name', () => {
  const names: Record<string, string> = {
    d: 'd',
    N1: 'N_1',
    N12: 'N_{12}',
    kappa: '\\kappa',
    kappa0: '\\kappa_0',
    Omega: '\\Omega',
    κ: '\\kappa',
    width: '\\mathrm{width}',
    width2: '\\mathrm{width}_2',
    n_in: 'n_{\\mathrm{in}}',
    "h'": "h'",
    'M(h2)': 'M_{h_2}',
    'mu2(h1)': '\\mu_{2,h_1}',
    'samples(p)': '\\mathrm{samples}(p)',
    'count(p.h2)': '\\mathrm{count}(p.h_2)',
    'samples(p, lazy)': '\\mathrm{samples}(p, \\mathrm{lazy})',
  };
  for (const [name, tex] of Object.entries(names))
    it(`${name} is ${tex}`, () => {
      assert.equal(wordTex(name), tex);
      parses(tex);
    });

  it('is text that KaTeX takes, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        katex.renderToString(wordTex(name), { throwOnError: true, strict: 'ignore' });
      }),
    );
  });
});

describe('TeX of an order', () => {
  const examples: [string, Notation][] = [
    [
      '\\kappa\\sqrt{d\\,\\min(N_1, N_2)}',
      {
        kind: 'product',
        items: [
          power(['kappa', '1']),
          {
            kind: 'root',
            exponent: Rational.of(1, 2),
            inner: {
              kind: 'product',
              items: [power(['d', '1']), { kind: 'min', items: [power(['N1', '1']), power(['N2', '1'])] }],
            },
          },
        ],
      },
    ],
    ['\\kappa\\sqrt{N_2\\,d}', power(['N2', '1/2'], ['kappa', '1'], ['d', '1/2'])],
    ['\\sqrt{\\frac{N_1}{d}}', power(['N1', '1/2'], ['d', '-1/2'])],
    ['\\frac{1}{d^{2}}', power(['d', '-2'])],
    ['(N_1\\,d)^{1/3}', power(['N1', '1/3'], ['d', '1/3'])],
    ['d^{3/2}', power(['d', '3/2'])],
    ['1', power()],
    ['d + \\sqrt{N}', { kind: 'sum', items: [power(['d', '1']), power(['N', '1/2'])] }],
    [
      'd\\,(d + N)',
      { kind: 'product', items: [power(['d', '1']), { kind: 'sum', items: [word('d'), word('N')] }] },
    ],
    ['\\max\\left(d, \\sqrt{N}\\right)', { kind: 'max', items: [power(['d', '1']), power(['N', '1/2'])] }],
    ['N \\gtrsim d', { kind: 'relation', left: word('N'), sign: '>~', right: word('d') }],
    [
      'N \\ge d,\\enspace c < 1',
      {
        kind: 'list',
        items: [
          { kind: 'relation', left: word('N'), sign: '>=', right: word('d') },
          { kind: 'relation', left: word('c'), sign: '<', right: word('1') },
        ],
      },
    ],
    [
      'd^{-a + 3c/2 + 1/2}',
      {
        kind: 'power',
        factors: [
          {
            name: 'd',
            exponent: Form.variable('c', Rational.of(3, 2))
              .plus(Form.variable('a', Rational.of(-1)))
              .plus(Form.constant(Rational.of(1, 2))),
          },
        ],
      },
    ],
  ];
  for (const [tex, notation] of examples) it(tex, () => assert.equal(toTex(notation), tex));

  const rational = fc
    .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 4 }))
    .map(([n, d]) => Rational.of(n, d));
  const name = fc.constantFrom('d', 'N1', 'kappa', 'width', 'M(h2)', 'mu2(h1)', 'n_in', 'α');
  const form = fc
    .tuple(rational, fc.constantFrom('a', 'c'), rational)
    .map(([c, v, q]) => Form.variable(v, q).plus(Form.constant(c)));
  const { notation } = fc.letrec<{ notation: Notation }>((tie) => ({
    notation: fc.oneof(
      { maxDepth: 4 },
      fc
        .array(
          fc.tuple(
            name,
            fc.oneof(
              rational.map((q) => Form.constant(q)),
              form,
            ),
          ),
          { maxLength: 4 },
        )
        .map((factors): Notation => ({
          kind: 'power',
          factors: factors.map(([n, exponent]) => ({ name: n, exponent })),
        })),
      form.map((f): Notation => ({ kind: 'affine', form: f })),
      name.map(word),
      fc
        .tuple(
          fc.constantFrom('sum', 'min', 'max', 'product', 'list'),
          fc.array(tie('notation'), { minLength: 1, maxLength: 3 }),
        )
        .map(([kind, items]) => ({ kind, items }) as Notation),
      fc
        .tuple(
          tie('notation'),
          fc.constantFrom('~', '<<', '>>', '<~', '>~', '<=', '>=', '<', '>', '='),
          tie('notation'),
        )
        .map(([left, sign, right]): Notation => ({ kind: 'relation', left, sign, right })),
      fc
        .tuple(
          tie('notation'),
          rational.filter((q) => q.sign() > 0),
        )
        .map(([inner, exponent]): Notation => ({ kind: 'root', inner, exponent })),
    ),
  }));

  it('parses in KaTeX, for every notation', () => {
    fc.assert(
      fc.property(notation, (n) => parses(toTex(n))),
      { numRuns: 300 },
    );
  });

  it('can be drawn, for every fact of a text and its reasons', async () => {
    const { snapshot } = await check(network);
    const formulas = snapshot.analysis.facts.flatMap((f) => [
      ...(f.summary ? [f.summary] : []),
      ...f.pieces.flatMap((p) => [p.formula, ...p.when]),
    ]);
    assert.ok(formulas.length > 4);
    for (const formula of formulas)
      assert.ok(formulaPicture(toTex(formula), { color: '#000000', px: 14 }), toTex(formula));
  });
});
