import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { analysisOf } from './support';

const BASE = `scale d
scale N = d^2
exponent c, 0 <= c <= 1
let E = d^c
`;
const CLAIM = 'claim E ~ d\n';

describe('texts that share a cache', () => {
  for (const [how, texts] of Object.entries({
    'the imported text first': [`${BASE}${CLAIM}`, `import "base.scale"\n${CLAIM}`],
    'the importing text first': [`import "base.scale"\n${CLAIM}`, `${BASE}${CLAIM}`],
  }))
    it(`say what each says alone, ${how}`, () => {
      const cache = new AnalysisCache();
      const files = { 'base.scale': `${BASE}` };
      for (const text of texts)
        assert.deepEqual(
          analysisOf(text, files, cache).diagnostics,
          analysisOf(text, files).diagnostics,
          text,
        );
    });
});
