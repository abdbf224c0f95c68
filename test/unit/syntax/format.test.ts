import assert from 'node:assert/strict';
import fc from 'fast-check';
import { format } from '../../../server/src/syntax/format';
import { parse } from '../../../server/src/syntax/parse';
import { bracketed, everything, meaning } from './fixture';

/** A random expression: its text with brackets where they are needed, and sometimes where not, and its full reading. */
interface Sample {
  readonly text: string;
  readonly reading: string;
  /** 1 sum, 2 product, 3 sign, 4 inner product, 5 power, 6 anything that needs no brackets; 0 takes all that follows. */
  readonly tightness: number;
}

const blank = fc.constantFrom('', ' ', '  ', ' /* c */ ', '\n  ', ' // c\n  ');
const group = (s: Sample, blanks: string): string => `(${blanks}${s.text}${blanks})`;
const within = (s: Sample, least: number, extra: boolean, blanks: string) =>
  s.tightness < least || extra ? group(s, blanks) : s.text;

const atoms: fc.Arbitrary<Sample> = fc
  .oneof(
    fc.constantFrom('d', 'N1', 'kappa', "w'", 'μ', 'rate', 'norm', 'layer.width', 'p.h2'),
    fc.nat({ max: 99 }).map(String),
    fc.constantFrom('0.5', '12.25'),
  )
  .map((text) => ({ text, reading: text, tightness: 6 }));

// What each side of an operator may be without brackets, from the table of the reference.
const shapes = [
  { signs: ['+', '-', '−'], tightness: 1, left: 1, right: 2 },
  { signs: ['*', '/'], tightness: 2, left: 2, right: 3 },
  { signs: ['·', '⋅', ' . '], tightness: 4, left: 4, right: 5 },
  { signs: ['^'], tightness: 5, left: 6, right: 5 },
] as const;

const spelled = (sign: string) => (sign === '−' ? '-' : '·⋅ . '.includes(sign) ? '.' : sign);

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4 },
    atoms,
    fc
      .tuple(
        fc.constantFrom(...shapes),
        fc.nat(),
        tie('sample'),
        tie('sample'),
        fc.boolean(),
        fc.boolean(),
        blank,
        blank,
      )
      .map(([shape, pick, a, b, extraA, extraB, before, after]) => {
        const sign = shape.signs[pick % shape.signs.length]!;
        const left = within(a, shape.left, extraA, before);
        const right = within(b, shape.right, extraB, after);
        return {
          text: `${left}${before}${sign}${after}${right}`,
          reading: `(${a.reading} ${spelled(sign)} ${b.reading})`,
          tightness: shape.tightness,
        };
      }),
    fc.tuple(tie('sample'), blank).map(([a, b]) => ({
      text: `-${b}${within(a, 3, false, b)}`,
      reading: `(-${a.reading})`,
      tightness: 3,
    })),
    fc.tuple(tie('sample'), tie('sample'), blank).map(([a, b, gap]) => ({
      text: `f(${gap}${a.text}${gap},${b.text})`,
      reading: `f(${a.reading}, ${b.reading})`,
      tightness: 6,
    })),
    fc
      .tuple(tie('sample'), tie('sample'), fc.boolean(), fc.boolean(), blank)
      .map(([a, b, low, high, gap]) => ({
        text: `minimize over M in ${low ? '(' : '['}0,${gap}${a.text}${high ? ')' : ']'}${gap || ' '}of ${b.text}`,
        reading: `(minimize over M in ${low ? '(' : '['}0, ${a.reading}${high ? ')' : ']'} of ${b.reading})`,
        tightness: 0,
      })),
  ),
}));

/** The text without what the printer may change: blanks, line ends, semicolons, spellings of signs. */
const ink = (text: string) =>
  text
    .replace(/[\s;]/g, '')
    .replace(
      /[−≤≥≪≫·⋅∼]/g,
      (s) => ({ '−': '-', '≤': '<=', '≥': '>=', '≪': '<<', '≫': '>>', '∼': '~' })[s] ?? '.',
    );

/** Printing keeps every character, what the text means and its mistakes; printing twice changes nothing more. */
function unchanged(text: string): void {
  const printed = format(text);
  assert.equal(ink(printed), ink(text));
  assert.equal(format(printed), printed);
  const shape = (t: string) => {
    const { statements, comments, diagnostics } = parse(t);
    return {
      statements: meaning(statements),
      comments: comments.map((c) => c.text.trimEnd()),
      mistakes: diagnostics.map((d) => d.code),
    };
  };
  assert.deepEqual(shape(printed), shape(text), text);
}

describe('format', () => {
  it('lays everything out as its author would', () => assert.equal(format(everything), everything));

  it('evens blanks, signs, lines and comments', () => {
    const text = `
scale d;scale  N=d^a ,0≤a   // a width
let E=minimize over M in[1,N),mu in(0,1]of M*d+N / M -(-1)


/// The network.
network f( x )
{
      h=dense( x,N );h2 = h
    + - w · x; // two
 repeat L{out h;}

 // own line

}
posterior p of f on y {ridge kappa ;; coherence   off;}
claim(E)≫d^( 1/2 )
 when N≥d`;
    assert.equal(
      format(text),
      `scale d
scale N = d^a, 0 <= a  // a width
let E = minimize over M in [1, N), mu in (0, 1] of M*d + N / M - (-1)

/// The network.
network f(x) {
  h = dense(x, N)
  h2 = h
    + -w . x  // two
  repeat L { out h }

  // own line
}
posterior p of f on y { ridge kappa; coherence off }
claim (E) >> d^(1/2)
  when N >= d
`,
    );
  });

  it('puts the comments of neighbouring lines into one column', () => {
    assert.equal(
      format('scale d // one\nscale N1 = d^2 // two\nscale M\nscale k // three'),
      'scale d         // one\nscale N1 = d^2  // two\nscale M\nscale k  // three\n',
    );
  });

  it('keeps a header of two lines a header', () => {
    const text = 'network f(x) {\n  repeat\n    L {\n    h = x\n  }\n  out x\n}\n';
    assert.equal(format('network f(x){repeat\nL{\nh = x\n}\nout x\n}'), text);
    assert.equal(format(text), text);
    assert.deepEqual(parse(text).diagnostics, []);
  });

  it('leaves statements with mistakes as they are', () => {
    const text =
      'scale   d\nlet  E = (d *\nnetwork f( x ) {\n  h1 = dense( x,  N\n}\nclaim E~d\n$ what?\nlet  a=b\n';
    assert.equal(
      format(text),
      'scale d\nlet  E = (d *\nnetwork f( x ) {\n  h1 = dense( x,  N\n}\nclaim E~d\n$ what?\nlet a = b\n',
    );
  });

  it('gives every item of a block with several lines a line of its own', () => {
    const crowded = everything
      .replace(/\n {2}(?![ }]|when|out|\/\/)/g, '; ')
      .replace(/\n {4}(?=u|h1)/g, '; ');
    assert.notEqual(crowded, everything);
    assert.equal(format(crowded), everything);
  });

  // Each was found by the tests with random texts below.
  const examples: readonly (readonly [string, string, string])[] = [
    ['a semicolon between two comments', 'scale d // c\n; // e\nscale N', 'scale d  // c\n// e\nscale N\n'],
    [
      'a semicolon and a comment above what would go on with the statement',
      'scale  N; // c\n<  2',
      'scale N;  // c\n<  2\n',
    ],
    ['semicolons below a comment, above a mistake', 'd\n// c\n; ;s', 'd\n// c\n; ;\ns\n'],
    [
      'a comment beside a product',
      'let E = M /* c */ *N\nlet F = M* // c\nN',
      'let E = M /* c */ *N\nlet F = M*  // c\n  N\n',
    ],
    [
      'a comment before the first item',
      'network f(x) { /* c */ out x\n}',
      'network f(x) { /* c */\n  out x\n}\n',
    ],
    ['a comment before a statement', 'scale d; /* c */ scale N', 'scale d /* c */\nscale N\n'],
    ['a statement without a line end before it', 's=6scale', 's=6 scale\n'],
    ['a dot at the beginning', ' .s', '.s\n'],
    ['a dot after a semicolon', ' ;.s', '.s\n'],
    ['a dot before a semicolon', 's . ;', 's . ;\n'],
    ['half a statement before a semicolon', 'scale\noptimizer;', 'scale\noptimizer;\n'],
    ['half a statement at the end of an open comment', '/*\nscale ', '/*\nscale\n'],
    ['a minus sign at the end', 't e(\noptimizer -', 't e(\noptimizer -\n'],
    [
      'a comment behind several lines with a mistake',
      'let E = (d *\nN // c\nscale N // e',
      'let E = (d *\nN        // c\nscale N  // e\n',
    ],
  ];
  for (const [name, text, printed] of examples)
    it(`keeps the meaning of ${name}`, () => {
      assert.equal(format(text), printed);
      unchanged(text);
    });

  it('a random expression is read as it was built, and means the same when printed', () => {
    fc.assert(
      fc.property(sample, ({ text, reading }) => {
        const document = parse(`let E = ${text}`);
        assert.deepEqual(
          document.diagnostics.filter((d) => d.severity === 'error'),
          [],
        );
        assert.ok(document.statements[0]?.kind === 'let');
        assert.equal(bracketed(document.statements[0].value), reading);
        const printed = format(document.text);
        assert.deepEqual(meaning(parse(printed).statements, true), meaning(document.statements, true));
        assert.equal(format(printed), printed);
        assert.equal(ink(printed), ink(document.text));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every character of a damaged text, and printing twice changes nothing more', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...everything.split(/(?<=\s)|\b/),
        '$',
        '(',
        '}',
        '{',
        ')',
        '"',
        '/*',
        '\n',
        ' ;',
        '//',
        ' . ',
      ),
    );
    const damage = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 12 }),
      add: fc.array(piece, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        let text = everything;
        for (const { at, remove, add } of damages) {
          const start = at % text.length;
          text = text.slice(0, start) + add.join('') + text.slice(start + remove);
        }
        unchanged(text);
      }),
      { numRuns: 200 },
    );
  });
});
