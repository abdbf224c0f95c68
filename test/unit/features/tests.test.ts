import assert from 'node:assert/strict';
import type { ClaimTest, VerifyTest } from '../../../server/src/features/contract';
import { Runs, runText } from '../../../server/src/features/runs';
import type { Snapshot } from '../../../server/src/features/snapshot';
import { tests } from '../../../server/src/features/tests';
import type { Verdict } from '../../../trainer/schema';
import { check, network, newWorkspace } from './fixture';

const found = (snapshot: Snapshot, runs = new Runs(), explained = false) =>
  tests(snapshot, runs, explained).tests;

async function claim(text: string): Promise<ClaimTest> {
  const [first] = found((await check(`${network}claim ${text}\n`)).snapshot);
  return first?.kind === 'claim' ? first : assert.fail();
}

describe('claims and verify blocks as tests', () => {
  it('stand in the order of the text, at their statements', async () => {
    const body = [
      'claim  samples(p) ~ sqrt(d * N)\n  when N >= d',
      'verify samples(p) { d in 8 .. 16; N = d\n  seeds 2 }',
      'claim samples(p) ~ d^2',
    ];
    const { snapshot } = await check(network + body.join('\n'));
    const lines = network.split('\n').length - 1;
    assert.deepEqual(
      found(snapshot).map(({ kind, label, range }) => [kind, label, range.start.line - lines]),
      [
        ['claim', 'samples(p) ~ sqrt(d * N) when N >= d', 0],
        ['verify', 'samples(p), d in 8 .. 16', 2],
        ['claim', 'samples(p) ~ d^2', 4],
      ],
    );
  });

  it('are the same where they say the same', async () => {
    const keys = async (text: string) => found((await check(network + text)).snapshot).map(({ key }) => key);
    const block = 'verify samples(p) { d in 8 .. 16; N = d; seeds 2 }';
    assert.deepEqual(await keys(block), await keys(block.replaceAll(' ', '\n ')));
    assert.notDeepEqual(await keys(block), await keys(block.replace('seeds 2', 'seeds 3')));
  });

  it('pass by their proof', async () => {
    const { status, message, differs } = await claim('samples(p) ~ sqrt(d * N) when N >= d');
    assert.deepEqual([status, differs], ['proven', undefined]);
    assert.match(message, /^Proven: /);
  });

  it('have their derivation when it is asked for', async () => {
    const { snapshot } = await check(`${network}claim samples(p) ~ d when N <= d\n`);
    const lines = (explained: boolean) => (found(snapshot, new Runs(), explained)[0] as ClaimTest).derivation;
    assert.deepEqual(lines(false), []);
    assert.match(lines(true)[0] ?? '', /^samples\(p\) ~ .*: .* \[arXiv:2512\.04165/);
  });

  it('are refuted by what is claimed beside what is derived, where they differ', async () => {
    const refuted = await claim('samples(p) ~ d^2 when N <= d');
    assert.equal(refuted.status, 'refuted');
    assert.match(refuted.message, /^Does not follow: at N ~ /);
    assert.deepEqual(refuted.differs, { claimed: 'samples(p) ~ d^2', derived: 'samples(p) ~ d' });
  });

  it('name the pattern that wins instead of the claimed one', async () => {
    const { differs } = await claim('pattern(p) = lazy when N >= d');
    assert.deepEqual(differs, {
      claimed: 'pattern(p) = lazy',
      derived: 'pattern(p) = specialization',
    });
  });

  it('say why nothing decides them', async () => {
    const { status, message } = await claim('samples(q) ~ d');
    assert.equal(status, 'none');
    assert.match(message, /^[^`]*q[^`]*$/);
  });

  it('wait for a mistake to be mended that is said elsewhere', async () => {
    const { snapshot } = await check(
      `${network.replace('ridge 1', 'ridge R')}claim samples(p) ~ d when N <= d\n`,
    );
    const [only] = found(snapshot) as [ClaimTest];
    assert.deepEqual([only.status, only.message], ['waiting', 'Waits for p: Nothing declares R.']);
  });

  it('carry the last run of a block, and whether it is of another text', async () => {
    const verify = 'verify samples(p) { d in 8 .. 16; N = d; seeds 2 }\n';
    const { snapshot } = await check(network + verify);
    const { uri, analysis } = snapshot;
    const runs = new Runs();
    const only = () => found(snapshot, runs)[0] as VerifyTest;
    assert.equal(only().run, undefined);
    const hash = analysis.verifications[0]?.plan?.source.hash ?? assert.fail();
    runs.set({ uri, hash: 'another', subject: 'samples(p)', state: { kind: 'cancelled' } });
    assert.equal(only().run?.outdated, true);
    runs.set({ uri, hash, subject: 'samples(p)', state: { kind: 'running', message: '4%' } });
    assert.deepEqual(only().run, { text: 'running: 4%', outdated: false });
    assert.equal(only().plan, hash);
    const verdict: Verdict = {
      ...{ status: 'consistent', along: 'd', predicted: '1', margin: 0.25, points: [], seconds: 1, on: [] },
      measured: { exponent: 1, low: 0.9, high: 1.1, level: 0.95 },
      leftOut: [{ size: 16, because: 'the card is too small' }],
      reason: 'It agrees. d = 16 is left out: the card is too small.',
    };
    runs.set({ uri, hash, subject: 'samples(p)', state: { kind: 'verdict', verdict } });
    assert.equal(only().run?.text, 'consistent: 1.00 [0.90, 1.10] without d = 16');
    const run = runs.of(uri, analysis.verifications[0]!, analysis.verifications)!;
    assert.equal(
      runText(run),
      'consistent: measured 1.00, between 0.90 and 1.10, predicted 1 without d = 16',
    );
  });

  it('are seen in a text that is not open, with what it imports from texts that are', async () => {
    const workspace = newWorkspace();
    const uri = 'file:///glimpsed/main.scale';
    workspace.opened('file:///glimpsed/network.scale', 1, network);
    const text = 'import "network.scale"\nclaim samples(p) ~ d when N <= d\n';
    const [only] = found(workspace.glimpse(uri, text));
    assert.equal(only?.kind === 'claim' && only.status, 'proven');
    assert.equal(workspace.document(uri), undefined);
    assert.equal(workspace.held.documents, 1);
  });
});
