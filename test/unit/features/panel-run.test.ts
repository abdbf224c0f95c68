import assert from 'node:assert/strict';
import type { RunState } from '../../../server/src/features/contract';
import type { RunView } from '../../../server/src/features/panel-contract';
import { Panel } from '../../../server/src/features/panel';
import { PointsOfView } from '../../../server/src/features/point-of-view';
import { Runs } from '../../../server/src/features/runs';
import { verdict } from '../../fixtures/verdict';
import { newWorkspace } from './fixture';
import { isView, open } from './panel-fixture';

const block = 'verify samples(p) { d in 8 .. 32; N = d^2; seeds 16; seconds 300 }';
const source = `scale d
scale N = d^a, 0 <= a <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { ridge 1 }
posterior q of f on y { ridge d }
claim samples(p) ~ sqrt(N * d) when N >= d, N <= d^5
claim samples(q) >~ d
${block}
verify error(p) { d in 8 .. 32; N = d^2; samples 20*d; expect 0 }
`;
const at = (word: string): string => source.replace(word, `${word}$0`);

/** The runs that the panel shows with the cursor at `$0`, after the client has said how that of the first block stands. */
async function seen(text: string, state?: RunState['state'], hash?: string): Promise<readonly RunView[]> {
  const runs = new Runs();
  const { view, snapshot } = await open(text, runs);
  const [first] = snapshot.analysis.verifications;
  const own = hash ?? first?.plan?.source.hash;
  assert.ok(own);
  if (state) runs.set({ uri: snapshot.uri, hash: own, subject: 'samples(p)', state });
  return view().runs;
}

/** The only run of a list. */
const only = (runs: readonly RunView[]): RunView => {
  assert.equal(runs.length, 1);
  return runs[0]!;
};

describe('runs in the derivation panel', () => {
  it('are those of the block at the cursor', async () => {
    const run = only(await seen(at('verify samples')));
    assert.equal(run.name, 'samples(p)');
    assert.ok(run.here);
    const { text } = only(await seen(at('verify error'))).predicted!;
    assert.match(text, /^error\(p\) ~ 1/);
  });

  it('are those that measure what is claimed, and of a posterior all', async () => {
    const names = async (word: string): Promise<string[]> =>
      (await seen(at(word))).map(({ name, here }) => `${name}${here ? ' here' : ''}`);
    assert.deepEqual(await names('claim samples(p'), ['samples(p)']);
    assert.deepEqual(await names('claim samples(q'), []);
    assert.deepEqual(await names('posterior p'), ['samples(p)', 'error(p)']);
    assert.deepEqual(await names('posterior q'), []);
  });

  it('say what will be run, what is predicted, and that nothing was', async () => {
    const { plan, predicted, state, action, found } = only(await seen(at('verify samples')));
    const said = plan.join(' ');
    // At N = d^2 the theory's sqrt(N d) is d^(3/2).
    assert.equal(predicted?.text, 'samples(p) ~ d^(3/2)');
    for (const word of ['alignment', '`d` = 8 (', 'N = 64', 'N = 1024', '16 seeds', '5 min', '0.25'])
      assert.ok(said.includes(word), `${word} in: ${said}`);
    assert.equal(state, 'never run');
    assert.deepEqual(action, { kind: 'verify', offset: source.indexOf(block) });
    assert.equal(found, undefined);
  });

  it('say what that costs where the device is known', async () => {
    const { snapshot } = await open(at('verify samples'));
    const panel = new Panel(new PointsOfView(), new Runs());
    const device = { name: 'my card', flopsPerSecond: 1e9, memory: 1e9 };
    const answer = panel.answer(snapshot, { uri: snapshot.uri, offset: source.indexOf(block) }, device);
    isView(answer);
    assert.match(answer.runs[0]!.plan.join(' '), /80 runs, .* FLOPs, .* on my card/);
  });

  it('of which one is under way can be cancelled, and show what it says so far without a verdict', async () => {
    const state = { kind: 'running', message: '37%, 40 s left', verdict } as const;
    const run = only(
      await seen(at('verify samples'), { ...state, verdict: { ...verdict, wouldDecide: 'More.' } }),
    );
    assert.equal(run.state, 'running');
    assert.match(run.says, /37%, 40 s left/);
    assert.equal(run.action?.kind, 'cancel');
    assert.match(run.found!.reason, /^So far: /);
    assert.equal(run.found!.wouldDecide, undefined);
    assert.equal(run.found!.points.length, 2);
    const early = only(await seen(at('verify samples'), { kind: 'running', message: 'starting' }));
    assert.equal(early.found, undefined);
  });

  it('that are over show the verdict, predicted beside measured, with all that it rests on', async () => {
    const run = only(await seen(at('verify samples'), { kind: 'verdict', verdict }));
    assert.equal(run.state, 'consistent');
    assert.equal(run.action?.kind, 'verify');
    const { measured, level, reason, points, cost, fit, curves } = run.found!;
    assert.equal(measured?.text, 'samples(p) ~ d^1.52, between 1.41 and 1.63');
    assert.match(measured?.tex ?? '', /\\sim d\^\{\\,1\.52\\;\[1\.41,\\,1\.63\]\}/);
    assert.equal(level, 95);
    assert.equal(reason, verdict.reason);
    assert.deepEqual(points, [
      { size: '8', value: '45.3', interval: '41.2 to 49.8', seeds: 8, note: 'N = 8' },
      {
        ...{ size: '32', value: '362', interval: '310 to 401', seeds: 16 },
        note: 'N = 32; chains from both sides did not meet',
      },
    ]);
    assert.match(cost, /^24 runs/);
    assert.equal(fit?.predicted.exponent, 1.5);
    assert.equal(fit?.predicted.says, 'predicted d^(3/2)');
    assert.deepEqual(
      fit?.points.map(({ size, value, bracketed }) => [size, value, bracketed]),
      [
        [8, 45.3, false],
        [32, 362, true],
      ],
    );
    assert.deepEqual(curves?.curves[1]?.points[3], {
      samples: 8 * 32 ** 1.5,
      scaled: 4,
      up: null,
      down: 0.9,
    });
    assert.match(curves?.caption.join() ?? '', /1\.25 .*17\.5/);
  });

  it('say what would decide where nothing is', async () => {
    const state = { ...verdict, status: 'inconclusive', wouldDecide: 'About 40 seeds.' } as const;
    const run = only(await seen(at('verify samples'), { kind: 'verdict', verdict: state }));
    assert.equal(run.state, 'inconclusive');
    assert.equal(run.found!.wouldDecide, 'About 40 seeds.');
  });

  it('of an interval without end say so, and keep it out of the axes', async () => {
    const [first, second] = verdict.points;
    const points = [{ ...first!, low: 1e-304, high: 1e304 }, second!];
    const { found } = only(
      await seen(at('verify samples'), { kind: 'verdict', verdict: { ...verdict, points } }),
    );
    assert.equal(found!.points[0]!.interval, '0 to ∞');
    assert.deepEqual([found!.fit!.points[0]!.low, found!.fit!.points[0]!.high], [null, null]);
  });

  it('that came to nothing say why', async () => {
    const failed = only(await seen(at('verify samples'), { kind: 'failed', message: 'no memory' }));
    assert.equal(failed.state, 'failed');
    assert.match(failed.says, /no memory/);
    assert.equal(only(await seen(at('verify samples'), { kind: 'cancelled' })).state, 'cancelled');
  });

  it('of a text that has changed since are outdated, and can be run again', async () => {
    const run = only(await seen(at('verify samples'), { kind: 'verdict', verdict }, 'of another text'));
    assert.equal(run.state, 'outdated');
    assert.match(run.says, /outdated/);
    assert.equal(run.action?.kind, 'verify');
    assert.equal(run.found!.points.length, 2);
  });

  it('that cannot be say why', async () => {
    const runs = (await open(at('verify samples').replace('N = d^2; seeds', 'seeds'))).view().runs;
    const { plan, action, predicted } = only(runs);
    assert.match(plan.join(), /`N`/);
    assert.equal(action, undefined);
    assert.equal(predicted, undefined);
  });

  it('stay in view while the text is broken, without a click that could start them', async () => {
    const uri = 'file:///broken-run.scale';
    const workspace = newWorkspace();
    const panel = new Panel(new PointsOfView(), new Runs());
    const offset = source.indexOf(block) + 3;
    workspace.opened(uri, 1, source);
    const whole = panel.answer((await workspace.settled(uri))!, { uri, offset });
    isView(whole);
    assert.ok(whole.runs[0]!.action);
    workspace.changed(uri, 2, [{ text: source.replace('posterior p of f on y', 'posterior p of f on') }]);
    const broken = panel.answer((await workspace.settled(uri))!, { uri, offset, state: whole.state });
    isView(broken);
    assert.ok(broken.before);
    assert.equal(broken.runs[0]!.name, 'samples(p)');
    assert.equal(broken.runs[0]!.action, undefined);
  });

  it('of a quantity that is not derived are shown with their training', async () => {
    const training = `scale n
network f(x) {
  h = dense(x, n)
  out dense(tanh(h), 1)
}
training t of f { optimizer sgd; parametrization mup }
verify propagated(t.h) {$0 n in 16 .. 64; seeds 2; expect 0 }
`;
    const { view } = await open(training);
    const [run] = view().runs;
    assert.equal(run?.name, 'propagated(t.h)');
    assert.ok(run.here);
  });
});
