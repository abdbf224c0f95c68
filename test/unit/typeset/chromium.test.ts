import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { layoutFormula } from '../../../server/src/typeset/layout';
import { formulaPicture, type Picture } from '../../../server/src/typeset/picture';
import { CHROMIUM, Reference } from './chromium';
import { formulas } from './formulas';
import { skip } from '../../skip';

/** Large, so that a pixel is a fiftieth of an em. */
const PX = 50;
const tex = String.raw;

function draw(formula: string, display: boolean): Picture {
  const picture = formulaPicture(formula, { color: '#000000', px: PX, display });
  assert.ok(picture, `no picture for ${formula}`);
  return picture;
}

describe('a formula beside the same formula in Chromium', function () {
  let reference: Reference;
  before(async function () {
    if (!existsSync(CHROMIUM)) skip(this, `there is no ${CHROMIUM} to compare with`);
    reference = await Reference.open();
  });
  after(() => reference?.close());

  async function check(formula: string, display: boolean): Promise<void> {
    const layout = layoutFormula(formula, display);
    const found = await reference.compare(formula, display, PX, draw(formula, display));
    const [width, height] = [layout.width * PX, (layout.height + layout.depth) * PX];
    assert.ok(found.ink > 100, 'the browser drew the formula');
    assert.ok(Math.abs(width - found.width) <= 0.5, `width ${width} instead of ${found.width}`);
    assert.ok(Math.abs(height - found.height) <= 0.5, `height ${height} instead of ${found.height}`);
    assert.equal(found.stray, 0, 'pixels with ink in one picture only');
  }

  for (const formula of formulas) it(formula, () => check(formula, true));
  for (const formula of [tex`\frac{N}{d} \sum_i \sqrt{x_i}`, tex`\underrightarrow{a} + \min_i x`]) {
    it(`in a sentence: ${formula}`, () => check(formula, false));
  }

  // The comparison must see what it is there for.
  const fraction = tex`\frac{a}{b} + c`;
  const spoilt: Record<string, (svg: string) => string> = {
    'a numerator that is too high': (svg) => svg.replace("y='-677'", "y='-717'"),
    'a numerator that is too far right': (svg) =>
      svg.replace(/x='(\d+)'( y='-677')/, (_, x, y) => `x='${+x + 40}'${y}`),
    'a bar that is too low': (svg) => svg.replace(/M(\d+),-230h/, 'M$1,-170h'),
    'a missing glyph': (svg) => svg.replace(/<use [^>]*y='686'\/>/, ''),
    'a picture that is cut': (svg) => svg.replace(/viewBox='(\S+) (\S+) /, "viewBox='$1 -900 "),
  };
  for (const [name, spoil] of Object.entries(spoilt)) {
    it(`sees ${name}`, async () => {
      const picture = draw(fraction, true);
      const svg = spoil(picture.svg);
      assert.notEqual(svg, picture.svg);
      const { stray } = await reference.compare(fraction, true, PX, { ...picture, svg });
      assert.ok(stray > 0);
    });
  }
});
