import assert from 'node:assert/strict';
import { AnalysisCache } from '../../../server/src/analysis/cache';
import { withMistakes } from '../../../server/src/analysis/import-mistakes';
import { analyse } from '../../../server/src/analysis/analyse';
import type { Source } from '../../../server/src/analysis/source';
import { parse } from '../../../server/src/syntax/parse';
import { check, library } from './support';

const NETS = `
scale n
network f(x) {
  h = dense(x, n)
  out dense(tanh(h), 1)
}
training t of f { optimizer sgd; parametrization mup }
`;

describe('mistakes of meaning in imported texts', () => {
  const files = (nets: string): Record<string, string> => ({
    'nets.scale': nets,
    'between.scale': 'import "nets.scale"',
  });
  const marked = `
import "nets.scale"
       ^^^^^^^^^^^^ import-mistakes
`;

  it('are said by the import, and claims wait for them', () => {
    const { claims, diagnostics } = check(`${marked}claim stable(t)\n`, files(NETS.replace('sgd', 'sdg')));
    assert.equal(
      diagnostics[0]?.message,
      '`nets.scale` has mistakes; the first: Nothing declares `sdg`. Did you mean `sgd`?',
    );
    assert.deepEqual(
      claims.map(({ status, waitsFor }) => [status, waitsFor]),
      [['waiting', 't']],
    );
  });

  it('are said also of what is not used, and of texts behind', () => {
    check(`${marked}scale m\n`, files(`${NETS}let A = n - 1\n`));
    check(
      marked.replace('"nets.scale"', '"between.scale"').replace('^^^', '^^^^^^'),
      files(`${NETS}let A = n - 1\n`),
    );
  });

  it('are those with the library at hand: a text of it that is open speaks for itself', () => {
    const main = { uri: 'main', document: parse('import "nets.scale"\n') };
    const nets = { uri: 'nets.scale', document: parse(NETS) };
    const codes = (library: readonly Source[]): string[] => {
      const cache = new AnalysisCache();
      const sources = withMistakes({ main, library, resolve: () => nets }, cache);
      return analyse(sources, cache).diagnostics.map(({ code }) => code);
    };
    const without = library.filter(({ uri }) => !uri.includes('optimizers'));
    assert.deepEqual([library, without, library].map(codes), [[], ['import-mistakes'], []]);
  });

  it('are not: claims that do not follow there, and what is right', () => {
    check('import "nets.scale"\n', files(`${NETS}claim n << 1\nverify size(t) { n in 1 .. 2 }\n`));
    check('import "between.scale"\nclaim stable(t)\n', files(NETS));
  });

  it('are not: names that the importing text declares', () => {
    const rest = NETS.replace('scale n\n', '');
    check('scale n\nimport "nets.scale"\nclaim stable(t)\n', files(rest));
    check(`${marked}scale m\n`, files(rest));
  });

  it('end in a circle of imports', () => {
    check('scale n\nimport "a.scale"\n', {
      'a.scale': 'import "b.scale"\nlet A = n',
      'b.scale': 'import "a.scale"\nlet B = A',
    });
  });

  it('are looked for once for each state of the text', () => {
    const cache = new AnalysisCache();
    let imported: Source = { uri: 'nets.scale', document: parse(NETS) };
    let asked = 0;
    const look = (text: string): string[] => {
      const main = { uri: 'main', document: parse(text) };
      const sources = {
        main,
        library,
        resolve: () => imported,
      };
      const { mistakeIn } = withMistakes(sources, cache);
      const counted = (source: Source): string | undefined => {
        const before = cache.size;
        const found = mistakeIn?.(source);
        if (cache.size > before) asked += 1;
        return found;
      };
      return analyse({ ...sources, mistakeIn: counted }, cache).diagnostics.map(({ code }) => code);
    };
    assert.deepEqual(look('import "nets.scale"\nclaim stable(t)'), []);
    assert.equal(asked, 1);
    for (const n of [2, 3, 4]) assert.deepEqual(look(`import "nets.scale"\nlet A = n^${n}`), []);
    assert.equal(asked, 1);
    imported = { uri: 'nets.scale', document: parse(NETS.replace('sgd', 'sdg')) };
    assert.deepEqual(look('import "nets.scale"\nlet A = n'), ['import-mistakes']);
  });
});
