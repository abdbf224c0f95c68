import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { analyse } from '../../../server/src/analysis/analyse';
import { AnalysisCache } from '../../../server/src/analysis/cache';
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

/** Lets go of all that nothing holds. */
async function collected(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a weak reference leads to lives to the end of a turn.
  await turn();
  collect();
}

describe('what a cache keeps of the states of a text', () => {
  it('is bounded, also where they come to no new results: a word typed and taken back is read anew each time', async () => {
    const cache = new AnalysisCache();
    let document = parse('scale d\nlet E = d\n');
    const state = (line: string): void => {
      document = parse(`scale d\nlet E = d\n${line}\n`, document);
      analyse({ main: { uri: 'main', document }, library: [], resolve: () => undefined }, cache);
    };
    const first = ((): WeakRef<object> => {
      state('claim E ~ d');
      return new WeakRef(document.passages[2]!.part);
    })();
    for (let i = 0; i < 1000; i++) state(i % 2 === 0 ? 'claim E' : 'claim E ~ d');
    await collected();
    assert.equal(first.deref(), undefined);
  });
});

describe('what the program keeps of the rules of the library', () => {
  it('holds no pattern of a text that it was compared with: whoever types one makes hundreds', async () => {
    const pattern = derived();
    await collected();
    assert.equal(pattern.deref(), undefined);
  });
});
