import assert from 'node:assert/strict';
import { patternWords } from '../../../server/src/analysis/posterior/pattern-words';

const words = (pattern: string): string => {
  const names = pattern.split(' ');
  const layers = names.map((_, i) => `h${i + 1}`);
  return patternWords(names, layers).join(', ');
};

describe('patterns of deep networks in words', () => {
  it('name the layers that do something else than most', () => {
    assert.equal(words('lazy lazy lazy specialization lazy lazy'), 'specialization in h4, the others lazy');
    assert.equal(
      words('gfl lazy specialization lazy specialization lazy lazy lazy'),
      'gfl in h1, specialization in h3 and h5, the others lazy',
    );
    assert.equal(words('lazy lazy lazy lazy lazy lazy'), 'all lazy');
  });

  it('stay a list where that is no longer, and where few layers are read at a glance', () => {
    assert.equal(words('lazy lazy specialization lazy'), 'lazy, lazy, specialization, lazy');
    assert.equal(words('gfl lazy specialization magnetization'), 'gfl, lazy, specialization, magnetization');
    assert.equal(words('lazy lazy'), 'lazy, lazy');
  });

  it('stay a list where the layers are not known', () => {
    const pattern = ['lazy', 'lazy', 'lazy', 'lazy', 'gfl'];
    assert.deepEqual(patternWords(pattern, []), pattern);
  });
});
