import assert from 'node:assert/strict';
import { identities, type Identified } from '../../../client/src/tests/identity';

const claims = (...keys: string[]) => keys.map((key) => ({ kind: 'claim', key }));
const ids = (tests: readonly Identified[]) => tests.map(({ id }) => id);

describe('the identity of a test', () => {
  const first = identities([], claims('a', 'b', 'c'));

  it('is at first what it says', () => assert.deepEqual(ids(first), ['a', 'b', 'c']));

  it('stays when others come, go and move', () => {
    assert.deepEqual(ids(identities(first, claims('c', 'new', 'a'))), ['c', 'b', 'a']);
    assert.deepEqual(ids(identities(first, claims('z', 'a', 'b', 'c'))), ['z', 'a', 'b', 'c']);
    assert.deepEqual(ids(identities(first, claims('c'))), ['c']);
  });

  it('stays over an edit of its own text, and what it said is free for another', () => {
    const edited = identities(first, claims('a', 'b2', 'c'));
    assert.deepEqual(ids(edited), ['a', 'b', 'c']);
    const again = identities(edited, claims('a', 'b2', 'c', 'b'));
    assert.deepEqual(ids(again), ['a', 'b', 'c', 'b #2']);
    assert.deepEqual(ids(identities(again, claims('b', 'c', 'a'))), ['b #2', 'c', 'a']);
  });

  it('is never that of a test of another kind', () => {
    const other = identities(first, [{ kind: 'verify', key: 'a' }, ...claims('b', 'c')]);
    assert.equal(new Set(ids(other)).size, 3);
    assert.deepEqual(ids(other).slice(1), ['b', 'c']);
    assert.notEqual(other[0]?.id, 'a');
  });

  it('tells equal texts apart, and gives the same ones again in another session', () => {
    const twice = identities([], claims('a', 'a', 'b'));
    assert.deepEqual(ids(twice), ['a', 'a #2', 'b']);
    assert.deepEqual(identities([], claims('a', 'a', 'b')), twice);
    assert.deepEqual(ids(identities(twice, claims('b', 'a', 'a'))), ['b', 'a', 'a #2']);
  });
});
