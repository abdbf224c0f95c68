import assert from 'node:assert/strict';
import { isStale, said } from '../../../client/src/tests/words';
import type { ClaimTest, VerifyTest } from '../../../server/src/features/contract';

const place = {
  label: '',
  key: 'k',
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
};
const block = (plan?: string, run?: VerifyTest['run']): VerifyTest => ({
  ...{ kind: 'verify', ...place, offset: 0 },
  ...(plan === undefined ? {} : { plan }),
  ...(run === undefined ? {} : { run }),
});
const [here, old] = [
  { text: 'consistent', outdated: false },
  { text: 'outdated, consistent', outdated: true },
];

describe('a result in the gutter', () => {
  it('is outdated where it is of another text than the one that stands there, whatever is known of that', () => {
    // A came to a verdict, B was cancelled, A was run again, and B is typed again.
    const cancelled = { text: 'cancelled', outdated: false };
    const ran = said(block('A', here));
    assert.ok(!isStale(block('A', here), ran));
    assert.ok(isStale(block('B', cancelled), ran));
    assert.ok(!isStale(block('B', cancelled), said(block('B', cancelled))));
    assert.ok(isStale(block('A', here), said(block('B', cancelled))));
  });

  it('is what the server knows, where it is of another session or the text has no plan', () => {
    assert.ok(!isStale(block('A', here), undefined) && !isStale(block('A'), undefined));
    assert.ok(isStale(block('B', old), undefined));
    assert.ok(isStale(block(undefined, old), 'A'));
    // What was said of a text without a plan is not of one that has one.
    assert.ok(isStale(block('A', here), said(block())));
  });

  it('is of a claim what was said of it', () => {
    const claim: ClaimTest = { kind: 'claim', ...place, status: 'proven', message: 'm', derivation: [] };
    assert.ok(!isStale(claim, undefined) && !isStale(claim, said(claim)));
    assert.ok(isStale({ ...claim, status: 'refuted' }, said(claim)));
  });
});
