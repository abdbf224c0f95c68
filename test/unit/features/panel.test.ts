import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Panel } from '../../../server/src/features/panel';
import type { PanelAnswer, PanelState } from '../../../server/src/features/panel-contract';
import { PointsOfView } from '../../../server/src/features/point-of-view';
import { Runs } from '../../../server/src/features/runs';
import { Rational } from '../../../server/src/orders';
import { check, network, newWorkspace } from './fixture';
import { falseClaim, isView, open, sample, set, type Asked } from './panel-fixture';

const message = async (source: string): Promise<string> => {
  const answer = (await open(source)).answer();
  assert.equal(answer.kind, 'empty');
  return answer.kind === 'empty' ? answer.message : '';
};

/** The exponent of a power of d in the language's spelling. */
function exponent(text: string): Rational {
  const [, bracketed, plain] = /^d(?:\^\(([^)]+)\)|\^(\d+))?$/.exec(text) ?? [];
  if (text === '1') return Rational.zero;
  if (text === 'sqrt(d)') return Rational.of(1, 2);
  assert.match(text, /^d/);
  return Rational.parse(bracketed ?? plain ?? '1');
}
describe('the derivation panel', () => {
  describe('on a posterior', () => {
    it('lists every pattern with its energy, best first', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      // N1 = d^a, N2 = d^b with 1 <= b <= a <= 5: Table 1 of arXiv:2512.04165 and its fourth row, in exponents.
      for (const [a, b] of [
        ['2', '3/2'],
        ['3', '2'],
        ['5/2', '5/2'],
        ['4', '1'],
      ] as const) {
        const { candidates } = view(set({ a, b }));
        assert.ok(candidates?.kind === 'candidates' && candidates.rows.length >= 16);
        assert.equal(candidates.heading, `${candidates.rows.length} patterns, best first.`);
        const energy = (name: string): string =>
          exponent(
            candidates.rows.find(({ pattern }) => pattern.join() === name)?.energy.text ?? '',
          ).toString();
        const [n1, n2] = [Rational.parse(a), Rational.parse(b)];
        const half = Rational.of(1, 2);
        assert.equal(energy('lazy,lazy'), '3');
        assert.equal(energy('lazy,specialization'), n2.plus(Rational.one).times(half).toString());
        assert.equal(energy('specialization,lazy'), n1.plus(Rational.one).times(half).toString());
        const best = exponent(candidates.rows[0]?.energy.text ?? '');
        for (const [i, { energy: own, gap, standing }] of candidates.rows.entries()) {
          const above = exponent(own.text).minus(best);
          assert.equal(standing === 'behind', !above.isZero());
          assert.equal(gap ? exponent(gap.text).toString() : '0', above.toString());
          const next = candidates.rows[i + 1];
          assert.ok(!next || exponent(next.energy.text).compare(exponent(own.text)) >= 0);
        }
      }
    });

    it('says of each pattern its costs, its parameters and where it wins', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { candidates } = view(set({ a: '3', b: '2' }));
      assert.ok(candidates?.kind === 'candidates');
      const [first] = candidates.rows;
      assert.deepEqual(first?.pattern, ['lazy', 'specialization']);
      assert.equal(first.standing, 'best');
      // M2*d balances N2/M2 at M2 ~ sqrt(N2/d).
      assert.deepEqual(
        first.terms.map(({ layer, order, balanced }) => `${layer} ${order.text} ${balanced}`),
        ['h2 d^(3/2) true', 'target d^(3/2) true'],
      );
      assert.deepEqual(
        first.parameters.map(({ text }) => text),
        ['M(h2) ~ sqrt(d)', 'mu2(h2) ~ 1'],
      );
      assert.ok(
        first.wins.some((where) =>
          where
            .map(({ text }) => text)
            .join()
            .includes('d <= N2 <= d^5'),
        ),
      );
      assert.match(first.why.join(), /h2: specialization, degree 1 to 3 \(arXiv:2512\.04165/);
    });

    it('says where patterns win also beside a count, which is not defined everywhere', async () => {
      const { view } = await open(sample.replace('let rows', 'claim co$0unt(p.h2) ~ 1\nlet rows'));
      const { candidates, name } = view(set({ a: '3', b: '2' }));
      assert.equal(name, 'count(p.h2)');
      assert.ok(candidates?.kind === 'candidates');
      const wins = candidates.rows.filter((row) => row.wins.length > 0).map(({ pattern }) => pattern.join());
      assert.deepEqual(wins.toSorted(), ['lazy,lazy', 'lazy,specialization', 'specialization,lazy']);
    });

    it('marks ties, and the regions that the point lies in', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { candidates, order, point } = view(set({ a: '2', b: '2' }));
      assert.ok(candidates?.kind === 'candidates');
      const tied = candidates.rows
        .filter(({ standing }) => standing === 'tie')
        .map(({ pattern }) => pattern.join());
      assert.ok(
        tied.includes('lazy,specialization') && tied.includes('specialization,lazy'),
        tied.join(' | '),
      );
      assert.deepEqual(
        order!.pieces
          .filter(({ here }) => here)
          .map(({ formula }) => formula.text)
          .toSorted(),
        ['kappa*sqrt(N1*d)', 'kappa*sqrt(N2*d)'],
      );
      assert.deepEqual(
        point.scales.map(({ text }) => text),
        ['N1 = d^2', 'N2 = d^2'],
      );
      assert.ok(point.order.kind === 'order' && point.order.formula.text === 'samples(p) ~ d^(3/2)');
    });

    it('says where coherence decides', async () => {
      const { view } = await open(network.replace('posterior p', 'posterior p$0'));
      const at = (a: string): string[] => {
        const { candidates } = view(set({ a }));
        assert.ok(candidates?.kind === 'candidates');
        return candidates.decides.map(({ name, without }) => `${name} ${without.text}`);
      };
      // Without it one neuron with mu2*d = N/mu2^3 costs (N*d^3)^(1/4).
      assert.deepEqual(at('1/2'), ['coherence d^(7/8)']);
      assert.deepEqual(at('3/2'), []);
    });

    it('gives the derivation of the region under view, with its sources', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { why } = view(set({ a: '4', b: '3' }));
      assert.equal(why.title, 'lazy, specialization');
      assert.ok(why.steps.some(({ source, because }) => source?.includes('rule (i)') && because));
      assert.equal(view(set({ a: '3', b: '4' })).why.title, 'specialization, lazy');
    });
  });

  describe('on a claim', () => {
    it('shows where a refuted one fails and where exactly it holds, seen from there', async () => {
      const { view } = await open(sample.replace(falseClaim, `$0${falseClaim}`));
      const { claim: seen, name, point, state } = view();
      assert.equal(name, 'samples(p)');
      assert.equal(seen?.status, 'refuted');
      assert.deepEqual(
        seen?.holds?.map((where) => where.map(({ text }) => text)),
        [['N1 <= d', 'N2 ~ d'], ['N1 >= N2']],
      );
      assert.deepEqual(
        seen?.witness?.at.map(({ text }) => text),
        point.scales.map(({ text }) => text),
      );
      // It fails where N1 is the smaller width: there sqrt(N1*d), or d, is less than sqrt(N2*d).
      const [a = '', b = ''] = [state.point.a, state.point.b];
      assert.ok(Rational.parse(a).compare(Rational.parse(b)) < 0);
      const [left, right] = seen?.witness?.sides ?? [];
      assert.deepEqual([left?.name, right?.name], ['the left side is', 'the right side']);
      assert.notEqual(left?.order.text, right?.order.text);
    });

    it('compares the energies of patterns that are claimed to win with those that do', async () => {
      const { view } = await open(
        sample.replace(falseClaim, '$0claim pattern(p) = lazy, specialization when N2 << N1'),
      );
      // Both widths are beyond d^5, where the cap d^3 is less than sqrt(N2*d).
      const sides = view().claim?.witness?.sides;
      assert.deepEqual(
        sides?.map(({ name }) => name),
        ['the energy with lazy, specialization is', 'with lazy, lazy it is'],
      );
      assert.equal(sides[1].order.text, 'd^3');
      assert.ok(exponent(sides[0].order.text).compare(Rational.of(3)) > 0);
    });

    it('shows a proven one from a point of its region', async () => {
      const { view } = await open(`${network}claim samp$0les(p) ~ d when N <= sqrt(d)`);
      const { claim, state } = view();
      assert.equal(claim?.status, 'proven');
      assert.ok(Rational.parse(state.point.a ?? '').compare(Rational.of(1, 2)) <= 0);
    });

    it('is about the quantity under the cursor', async () => {
      const { view } = await open(sample.replace('let rows', 'claim count(p.h2) <~ sam$0ples(p)\nlet rows'));
      assert.equal(view().name, 'samples(p)');
    });
  });

  describe('follows the cursor', () => {
    it('stays with the last statement where there is nothing of its own, else takes the nearest', async () => {
      const text = `scale d\nscale N = d^a, 1 <= a <= 2\nlet A = N\n// $0 nothing\nlet B = N*d\n`;
      const { view } = await open(text);
      assert.equal(view().name, 'A');
      const { state } = view();
      assert.equal(view({ state: { ...state, subject: 'B' } }).name, 'B');
      assert.equal(view({ state: { ...state, subject: 'gone' } }).name, 'A');
      assert.equal(view({ state: { ...state, uri: 'file:///another.scale', subject: 'B' } }).name, 'A');
    });

    it('keeps the point that the user chose, and no other', async () => {
      const { view } = await open(`${network}let $0E = sqrt(samples(p))`);
      const chosen = view(set({ a: '1/3' })).state;
      assert.deepEqual([chosen.point, chosen.chosen], [{ a: '1/3' }, true]);
      assert.deepEqual(view({ state: { ...chosen, subject: 'samples(p)' } }).state.point, { a: '1/3' });
      assert.notDeepEqual(view({ state: { ...chosen, chosen: false } }).state.point, { a: '1/3' });
    });
  });

  describe('says why it is empty', () => {
    it('without anything to derive', async () => {
      assert.match(await message('scale d$0\nscale N'), /declare a `posterior`/);
      assert.match(await message('$0'), /declare a `posterior`/);
    });

    it('in a text with mistakes', async () => {
      assert.match(await message('scale d\nlet E = d * $0\n'), /Nothing is derived of `E` yet; line 2: /);
      assert.match(await message('scale d\nscale = $0\n'), /mistakes.*line 2: /);
    });

    it('in a text of rules, beside which what was shown may stay', async () => {
      const rule = 'activation wave { degrees odd }\n';
      const rulesOf = async (source: string): Promise<boolean> => {
        const answer = (await open(source)).answer();
        return answer.kind === 'empty' && answer.rules === true;
      };
      assert.equal(await rulesOf(`$0${rule}`), true);
      assert.equal(await rulesOf('$0scale d\n'), false);
      // Its own order has a mistake: that is what there is to say.
      assert.equal(await rulesOf(`${rule}scale d\nlet E = $0nowhere\n`), false);
    });

    it('of patterns, where an order is only written', async () => {
      const { candidates } = (await open('scale d\nscale N = d^a, 0 <= a <= 1\nlet E$0 = N*d')).view();
      assert.ok(candidates?.kind === 'nothing' && /written/.test(candidates.message));
    });

    it('of diagrams, where no exponent is free', async () => {
      const { diagram, point } = (await open('scale d\nscale N = d^2\nlet E$0 = N*d')).view();
      assert.ok(diagram.kind === 'nothing' && /No exponent is free/.test(diagram.message));
      assert.deepEqual(point.exponents, []);
    });
  });

  describe('while the text is being edited', () => {
    const uri = 'file:///edited.scale';
    const whole = `${network}let E = samples(p)\n`;
    const offset = whole.indexOf('posterior p');

    it('keeps the last whole state, in which one can look around', async () => {
      const workspace = newWorkspace();
      const panel = new Panel(new PointsOfView(), new Runs());
      workspace.opened(uri, 1, whole);
      const ask = async (asked: Asked = {}): Promise<PanelAnswer> => {
        const snapshot = await workspace.settled(uri);
        assert.ok(snapshot);
        return panel.answer(snapshot, { uri, offset, ...asked });
      };
      const type = (version: number, text: string): void => workspace.changed(uri, version, [{ text }]);
      const first = await ask(set({ a: '3/2' }));
      isView(first);
      assert.equal(first.before, false);

      type(2, whole.replace('He3(w . x)', 'He3(w .'));
      const broken = await ask({ state: first.state });
      isView(broken);
      assert.equal(broken.before, true);
      assert.deepEqual({ ...broken, before: false }, first);
      const moved = await ask({ state: broken.state, ...set({ a: '1' }) });
      isView(moved);
      assert.deepEqual([moved.before, moved.state.point.a], [true, '1']);

      type(3, '');
      assert.equal((await ask({ state: moved.state })).kind, 'empty');

      type(4, whole.replace('He3', 'He1'));
      const again = await ask({ state: moved.state });
      isView(again);
      assert.equal(again.before, false);
      assert.notDeepEqual(again.order, first.order);
    });

    it('shows what mistakes elsewhere do not touch as of this text', async () => {
      const { view } = await open(`${whole.replace('posterior p', 'posterior p$0')}let F = \n`);
      assert.equal(view().before, false);
    });
  });

  it('answers in plain data, wherever the cursor is', async () => {
    const text = readFileSync('samples/broken.scale', 'utf8');
    const { snapshot } = await check(text);
    const panel = new Panel(new PointsOfView(), new Runs());
    let state: PanelState | undefined;
    for (let offset = 0; offset <= text.length; offset += 7) {
      const answer = panel.answer(snapshot, { uri: snapshot.uri, offset, ...(state ? { state } : {}) });
      assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
      if (answer.kind === 'view') state = answer.state;
    }
    assert.ok(state);
  });
});
