import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { analysisOf } from './support';

/** What a training says that names neither the alignment nor the parametrizations that it is compared with. */
const TEXT = `
scale n
network f(x) {
  h1 = dense(x, n)
  h2 = dense(tanh(h1), n)
  out dense(tanh(h2), 1)
}
training t of f { optimizer adam; parametrization mup }
training s of f { optimizer adam; parametrization standard; rate maximal }
claim max_rate(s.h2) ~ 1/n
`;

const aligned = (omega: string): string => `alignment coherent { alpha 1; omega ${omega}; u 1 }\n`;
const mine = (rate: string): string => `parametrization mine {
  multiplier output = fan_in^-1
  init output = 1
  rate input, output = 1
  rate hidden = ${rate}
}
`;

describe('answers of a training after edits elsewhere', () => {
  const cache = new AnalysisCache();
  const told = (text: string, kept?: AnalysisCache): { claims: string[]; recognised: string[][] } => {
    const { claims, trainings } = analysisOf(text, {}, kept);
    return {
      claims: claims.map((c) => c.status),
      recognised: trainings.map((t) => t.recognised().map((r) => r.name)),
    };
  };

  for (const edit of [
    '',
    aligned('1/2'),
    aligned('1'),
    mine('fan_in^-1'),
    mine('fan_in^-2'),
    mine('1/fan_in'),
  ])
    it(`are those of a new text: ${edit.trim().split('\n').join(' ') || 'none'}`, () => {
      assert.deepEqual(told(TEXT + edit, cache), told(TEXT + edit));
    });

  it('differ with the alignment that is meant, and with parametrizations of the text', () => {
    assert.deepEqual(told(TEXT).claims, ['refuted']);
    assert.deepEqual(told(TEXT + aligned('1/2')).claims, ['proven']);
    assert.ok(told(TEXT + mine('1/fan_in')).recognised[0]?.includes('mine'));
    assert.ok(!told(TEXT + mine('fan_in^-2')).recognised[0]?.includes('mine'));
  });
});
