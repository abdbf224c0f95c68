import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  dataUri,
  formulaMarkdown,
  formulaPicture,
  inlineFormulaMarkdown,
  LONGEST_URI,
} from '../../../server/src/typeset/picture';
import { formulas } from './formulas';

const tex = String.raw;
const options = { color: '#d4d4d4', px: 17, display: true };

/** Where the glyphs stand, in 1/1000 em from the formula's origin, y upwards, in the order of the drawing. */
function glyphs(formula: string): { id: string; x: number; y: number; scale: number }[] {
  const { svg } = formulaPicture(formula, options) ?? assert.fail(`no picture for ${formula}`);
  let scale = 1;
  return [
    ...svg.matchAll(
      /<g transform='scale\((.*?)\)'>|<\/g>|<use href='#(\w+)'(?: x='(.*?)')?(?: y='(.*?)')?\/>/g,
    ),
  ].flatMap(([tag, size, id = '', x = '0', y = '0']) => {
    if (!tag.startsWith('<use')) {
      scale = Number(size ?? 1);
      return [];
    }
    return [{ id, x: Number(x) * scale, y: (0 - Number(y)) * scale, scale }];
  });
}

const near = (actual: number | undefined, expected: number, by = 1): void =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= by, `${actual} instead of ${expected}`);

describe('the layout, against the numbers of TeX', () => {
  // The TeXbook, appendix G, with the font parameters of cmsy10: σ8 = 0.677 (num1), σ9 = 0.686 (denom1), σ13 = 0.413
  // (sup1), σ16 = 0.15 (sub1), σ22 = 0.25 (axis height); scripts are cmmi7, 0.7 em.
  it('puts a numerator 0.677 em above the baseline, centred, and a denominator 0.686 em below it', () => {
    const [left, middle, right, above] = glyphs(tex`\frac{x}{xxx}`);
    for (const below of [left, middle, right]) near(below?.y, -686);
    near(above?.y, 677);
    near(above?.x, middle?.x ?? NaN);
    const [only, one, two, three] = glyphs(tex`\frac{xxx}{x}`);
    near(only?.x, two?.x ?? NaN);
    for (const over of [one, two, three]) near(over?.y, 677);
  });

  it('puts the bar on the axis, over the whole width', () => {
    const { svg } = formulaPicture(tex`\frac{x}{xxx}`, options) ?? assert.fail();
    const [, x, y, width, height] = /M(-?\d+),(-?\d+)h(\d+)v(-?\d+)/.exec(svg)?.map(Number) ?? [];
    near(-(y ?? NaN) - (height ?? NaN) / 2, 250);
    // Null delimiters of 0.12 em, and an x in cmmi10 is 0.5715 em wide (0.572 in KaTeX's font file).
    near(x, 120);
    near(width, 3 * 571.5, 2);
  });

  it('raises and shrinks scripts', () => {
    const [base, script] = glyphs('x^x');
    assert.deepEqual([base?.y, base?.scale, script?.scale, base?.id], [0, 1, 0.7, script?.id]);
    near(script?.x, 571.5);
    near(script?.y, 413);
    near(glyphs('x_x')[1]?.y, -150);
  });
});

describe('formulaPicture', () => {
  it('has a size in whole px and a baseline', () => {
    for (const formula of formulas) {
      const { svg, width, height, baseline } = formulaPicture(formula, options) ?? assert.fail(formula);
      assert.ok([width, height, baseline].every(Number.isInteger) && 0 < baseline && baseline < height);
      assert.ok(
        svg.startsWith(`<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}' `),
      );
      assert.ok(!/NaN|Infinity|undefined|\d{7}/.test(svg.replace('400000', '')));
    }
  });

  it('pads to a centred baseline without moving the formula', () => {
    for (const formula of ['x', 'x_{y_y}', tex`\frac{a}{b}`, tex`\sum_i^n x`]) {
      const plain = formulaPicture(formula, options) ?? assert.fail();
      const centred = formulaPicture(formula, { ...options, centreBaseline: true }) ?? assert.fail();
      assert.equal(centred.height, 2 * centred.baseline);
      assert.equal(centred.baseline, Math.max(plain.baseline, plain.height - plain.baseline));
      assert.equal(centred.width, plain.width);
      const drawing = (svg: string): string => svg.slice(svg.indexOf('<defs>'));
      assert.equal(drawing(centred.svg), drawing(plain.svg));
    }
  });

  it('refuses what is not TeX or not handled', () => {
    const refused = [
      ...[
        tex`\frac{a}`,
        'x^',
        tex`\nosuchcommand`,
        '{',
        '}',
        tex`\left( x`,
        'a & b',
        '$x$',
        tex`\begin{cases} a`,
      ],
      ...[
        tex`\textcolor{red}{x}`,
        tex`\color{#00ff00} x`,
        tex`\colorbox{red}{x}`,
        tex`\phantom{x}`,
        tex`\boxed{x}`,
      ],
      ...[tex`\href{https://example.org}{x}`, tex`\includegraphics{a.png}`, tex`\htmlStyle{color:red}{x}`],
      ...[tex`\mathfrak{g}`, tex`\mathtt{x}`, tex`\cancel{x}`, tex`x \tag{1}`, tex`\rule{1em}{1em}`],
      ...[
        tex`\begin{array}{c|c} a & b \end{array}`,
        tex`\text{漢字}`,
        tex`\text{и}`,
        tex`\htmlId{a}{x}`,
        '🙂',
      ],
      ...[tex`\def\x{\x\x}\x`, '{'.repeat(50_000) + '}'.repeat(50_000)],
    ];
    const lines = formulaPicture(tex`a \\ b`, { ...options, display: false });
    assert.equal(lines, undefined, 'two lines in a sentence');
    for (const formula of refused)
      assert.equal(formulaPicture(formula, options), undefined, formula.slice(0, 80));
  });

  it('refuses a colour that is not #rrggbb and a size that is not one', () => {
    const colors = [
      '',
      'red',
      '#fff',
      '#ffffff ',
      "#fff'/><script>",
      '#ffffff\n',
      'url(#a)',
      'var(--x)',
      '#gggggg',
      '#1234567',
    ];
    for (const color of colors) assert.equal(formulaPicture('x', { ...options, color }), undefined, color);
    for (const px of [NaN, 0, -1, Infinity, 1e9])
      assert.equal(formulaPicture('x', { ...options, px }), undefined);
    assert.ok(formulaPicture('x', { ...options, color: '#aBcD09' })?.svg.includes("fill='#aBcD09'"));
  });

  it('stays below the longest address, or gives none', () => {
    const lengths = formulas.map((f) => dataUri(formulaPicture(f, options)?.svg ?? assert.fail(f)).length);
    assert.ok(
      Math.max(...lengths) < 15_000 && lengths.filter((n) => n < 10_000).length > formulas.length / 2,
    );
    const many = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
    assert.equal(formulaPicture(tex`${many} \mathbf{${many}} \mathrm{${many}}`, options), undefined);
    assert.ok(LONGEST_URI <= 20_000);
  });

  it('defines a glyph once', () => {
    const { svg } = formulaPicture('x+x+x_x', options) ?? assert.fail();
    assert.equal(svg.match(/<path id=/g)?.length, 2);
    assert.equal(svg.match(/<use /g)?.length, 6);
  });

  it('keeps pictures, but not for ever, and draws the same one again', () => {
    const first = formulaPicture(tex`\frac{x}{y}`, options);
    assert.equal(formulaPicture(tex`\frac{x}{y}`, options), first);
    for (let px = 10; px < 500; px++) formulaPicture('x', { ...options, px });
    const again = formulaPicture(tex`\frac{x}{y}`, options);
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });

  it('never throws, and draws nothing but its own elements', () => {
    const words = formulas.join(' ').match(/\\[a-zA-Z]+|\\.|[^\s\\]/g) ?? [];
    const scramble = fc.array(fc.constantFrom(...words, ' ', '&', '\\\\', '<', '"', "'", '`', '%', '#'), {
      maxLength: 25,
    });
    const source = fc.oneof(
      scramble.map((list) => list.join(' ')),
      scramble.map((list) => list.join('')),
      fc.string({ unit: 'binary' }),
    );
    const element =
      /^<svg( [a-zA-Z]+='[^'<>&]*')+><defs>(<path id='\w+' d='[\w,.-]+'\/>)*<\/defs>(<use href='#\w+'( [xy]='-?\d+')*\/>|<g transform='scale\([\d.]+\)'>|<\/g>|<path d='[\w,.-]+'\/>|<svg( [a-zA-Z]+='[\w. -]*')+><path d='[\w,.-]+'\/><\/svg>)*<\/svg>$/;
    let drawn = 0;
    fc.assert(
      fc.property(source, fc.boolean(), (formula, display) => {
        const picture = formulaPicture(formula, { ...options, display });
        formulaMarkdown(formula, options);
        inlineFormulaMarkdown(formula, options);
        if (!picture) return;
        drawn++;
        assert.match(picture.svg, element);
        assert.ok(picture.width > 0 && picture.height > 0 && Number.isFinite(picture.width * picture.height));
      }),
      { numRuns: 1500 },
    );
    assert.ok(drawn > 50, `${drawn} drawn`);
  });
});

describe('Markdown of a formula', () => {
  it('is an image with its size; the address is plain and decodes to the picture', () => {
    const { svg, width, height } = formulaPicture(tex`\frac{a}{b}`, options) ?? assert.fail();
    const markdown = formulaMarkdown(tex`\frac{a}{b}`, { color: options.color, px: options.px });
    const [, alt, uri, size] = /^!\[(.*)\]\((.*)\|(.*)\)$/.exec(markdown) ?? [];
    assert.equal(size, `width=${width},height=${height}`);
    assert.equal(uri, dataUri(svg));
    assert.match(uri ?? '', /^data:image\/svg\+xml,[\w%.,:/='-]+$/);
    assert.equal(decodeURIComponent((uri ?? '').slice('data:image/svg+xml,'.length)), svg);
    assert.equal(alt, '&#92;frac&#123;a&#125;&#123;b&#125;');
  });

  it('is the same the next time, of another formula or in another theme another one', () => {
    const first = formulaMarkdown('N_1', options);
    assert.equal(formulaMarkdown('N_1', options), first);
    assert.equal(formulaMarkdown('N_1', { ...options }), first);
    const others = [
      formulaMarkdown('N_2', options),
      formulaMarkdown('N_1', { ...options, color: '#333333' }),
      formulaMarkdown('N_1', { ...options, px: 14 }),
    ];
    assert.equal(new Set([first, ...others]).size, 4);
  });

  it('is an img element with a centred baseline within a sentence', () => {
    const inline = { color: options.color, px: 14 };
    const { svg, width, height } =
      formulaPicture('a<b', { ...inline, centreBaseline: true }) ?? assert.fail();
    assert.equal(
      inlineFormulaMarkdown('a<b', inline),
      `<img align="middle" alt="a&#60;b" src="${dataUri(svg)}" width="${width}" height="${height}">`,
    );
  });

  it('is a code span when there is no picture', () => {
    const bad = (source: string): string => formulaMarkdown(source, options);
    assert.equal(bad(tex`\nosuch{x}`), '`\\nosuch{x}`');
    assert.equal(inlineFormulaMarkdown(tex`\nosuch`, options), '`\\nosuch`');
    assert.equal(bad('\\nosuch`a``b'), '``` \\nosuch`a``b ```');
    assert.equal(bad('\\nosuch\n\n# x'), '`\\nosuch # x`');
    assert.equal(formulaMarkdown('x', { color: '"><img>', px: 17 }), '`x`');
  });

  it('encodes any text as a data address', () => {
    const svg = '<svg>ü € 🙂 (a|b) "q" %41 \'x\'</svg>';
    assert.equal(decodeURIComponent(dataUri(svg).slice('data:image/svg+xml,'.length)), svg);
  });
});
