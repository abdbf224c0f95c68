import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { analysisOf } from './support';

const NETWORK = `scale n
scale L
network f(x) {
  h = dense(x, n)
  repeat L {
    u = dense(h, n)
    h = h + L^-1 * tanh(u)
  }
  out dense(h, 1)
}
training t of f { optimizer adam; parametrization completep }
`;

/** Each mistake, and the text after its first fix; nothing is wrong then. */
const repairs: Readonly<Record<string, readonly [wrong: string, right: string]>> = {
  'a rate that the parametrization does not give': [
    `${NETWORK}training s of f { optimizer muon; parametrization ntk }`,
    `${NETWORK}training s of f { optimizer muon; parametrization ntk; rate maximal }`,
  ],
  'a property with a relation': [`${NETWORK}claim stable(t) ~ 1`, `${NETWORK}claim stable(t)`],
  'a property of a weight that is one of the training': [
    `${NETWORK}claim stable(t.u)`,
    `${NETWORK}claim stable(t)`,
  ],
  'a sign in front of a branch': [NETWORK.replace('h + L', 'h - L'), NETWORK],
  'a misspelt name in a rule': [
    `${NETWORK}optimizer o { update 1/fanin }`,
    `${NETWORK}optimizer o { update 1/fan_in }`,
  ],
};

describe('fixes and messages of mistakes in trainings', () => {
  for (const [mistake, [wrong, right]] of Object.entries(repairs))
    it(mistake, () => {
      const [found, ...others] = analysisOf(wrong).diagnostics;
      assert.deepEqual(others, []);
      const { span, replacement } = found!.fixes![0]!;
      assert.equal(wrong.slice(0, span.start) + replacement + wrong.slice(span.end), right);
      assert.deepEqual(analysisOf(right).diagnostics, []);
    });

  it('change the exponent where it stands now, after edits between it and the claim', () => {
    const cache = new AnalysisCache();
    for (const between of ['', '// the rate of all weights\n', '']) {
      const text = `exponent c\n${between}${NETWORK}training s of f { optimizer adam; parametrization completep; rate n^c }\nclaim stable(s)\n`;
      const fixes = analysisOf(text, {}, cache).diagnostics.flatMap((d) => d.fixes ?? []);
      const solved = fixes.filter(({ title }) => title.startsWith('Solve for it'));
      assert.deepEqual(
        solved.map(({ span }) => text.slice(0, span.start)),
        ['exponent c'],
      );
    }
  });

  it('quote trainings of other texts as they are written there', () => {
    const files = {
      'nets.scale': `// A text of its own, so that places differ from those below.\n${NETWORK}training s of f { optimizer momentum; parametrization mup }\n`,
    };
    const [found] = analysisOf('import "nets.scale"\nlet e = epsilon(s.h)\n', files).diagnostics;
    assert.equal(found?.message, '`momentum` has no damping.');
  });
});
