import assert from 'node:assert/strict';
import { fills } from '../../../plot/palette';
import { open, set } from './panel-fixture';

const text = `scale d
scale N1 = d^a, 0 <= a <= 6
scale N2 = d^b, 0 <= b <= 6
scale N3 = d^c, 0 <= c <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  h3 = dense(erf(h2), N3)
  out dense(erf(h3), 1)
}
posterior $0p of f on y { }
`;

it('an order with its pattern keeps its colour when the axes change', async () => {
  const { view } = await open(text);
  const seen = new Map<string, string>();
  let again = 0;
  for (const axes of [
    ['a', 'b'],
    ['a', 'c'],
    ['c', 'b'],
    ['b', 'a'],
  ]) {
    const { diagram } = view({ ...set({ a: '2', b: '3', c: '5/2' }), axes });
    assert.equal(diagram.kind, 'diagram');
    if (diagram.kind !== 'diagram') return;
    const colours = fills(diagram.picture, false);
    for (const { order, pattern, kind, place } of diagram.picture.regions) {
      assert.ok(place !== undefined && place >= 0);
      const name = `${order}: ${pattern.join()}`;
      if (seen.has(name)) again++;
      assert.equal(seen.get(name) ?? colours[kind], colours[kind], name);
      seen.set(name, colours[kind]!);
    }
  }
  assert.ok(again >= 6 && new Set(seen.values()).size >= 3, `${again} of ${seen.size}`);
});
