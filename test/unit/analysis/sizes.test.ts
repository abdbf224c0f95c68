import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { analysisOf, check } from './support';

const text = (scales: string, between = ''): string => `
scale d
${scales}
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
${between}posterior p of f on y { }
`;

/** The message of the one diagnostic, and what it says of which places. */
function said(written: string, cache = new AnalysisCache()): [string, string[]] {
  const { diagnostics } = analysisOf(written, {}, cache);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['unsupported-network'],
  );
  const { message, related = [] } = diagnostics[0]!;
  return [message, related.map((r) => `${written.slice(r.start, r.end)}: ${r.message}`)];
}

describe('sizes below one', () => {
  it('are named, at their place', () => {
    assert.deepEqual(said(text('scale N1\nscale N2 = d^a, a < 0')), [
      '`N2` is below one for all allowed scales, so nothing is derived.',
      ['N2: the size of `h2`'],
    ]);
  });

  it('are named together where each alone could be one', () => {
    assert.deepEqual(said(text('scale N1 = d^a\nscale N2 = d^b\nassume N1*N2 << 1')), [
      'No allowed scales make all of `N1`, `N2` at least one, so nothing is derived.',
      ['N1: the size of `h1`', 'N2: the size of `h2`'],
    ]);
  });

  it('keep their place when lines come between', () => {
    const cache = new AnalysisCache();
    const scales = 'scale N1\nscale N2 = d^a, a < 0';
    for (const written of [
      text(scales),
      text(scales, 'let E = d\n'),
      text(scales).replace('data', '\n\ndata'),
      text(scales),
    ])
      assert.deepEqual(said(written, cache)[1], ['N2: the size of `h2`']);
  });

  it('are no news where the assumptions contradict each other', () => {
    check(`
scale d
scale N1
scale N2
assume N1 >> d, N1 << d
^^^^^^^^^^^^^^^^^^^^^^^ contradiction
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1/d^9)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
posterior p of f on y { }
`);
  });
});
