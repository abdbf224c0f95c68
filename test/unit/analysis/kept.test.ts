import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { analyse } from '../../../server/src/analysis/analyse';
import { parse } from '../../../server/src/syntax/parse';
import { library, networkText } from './support';

const TEXT = `${networkText(1, 3, 'erf')}
pattern own on layer of feature j {
  choose P in [layer.width^(1/3), layer.width]
  cost P
  norm(k) = layer.width / P * norm(layer.input, j)^(k/j) for j | k
}
`;

/** The pattern of a text that has been derived, and let go of. */
function derived(): WeakRef<object> {
  const document = parse(TEXT);
  const { facts } = analyse({ main: { uri: 'main', document }, library, resolve: () => undefined });
  assert.ok(facts.some(({ pieces }) => pieces.length > 1));
  const pattern = document.statements.find(({ kind }) => kind === 'pattern');
  assert.ok(pattern);
  return new WeakRef(pattern);
}

describe('what the program keeps of the rules of the library', () => {
  it('holds no pattern of a text that it was compared with: whoever types one makes hundreds', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const pattern = derived();
    // What a weak reference leads to lives to the end of a turn.
    await turn();
    collect();
    assert.equal(pattern.deref(), undefined);
  });
});
