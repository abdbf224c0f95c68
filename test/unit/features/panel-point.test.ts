import assert from 'node:assert/strict';
import { network } from './fixture';
import { open, sample, set } from './panel-fixture';

describe('the derivation panel', () => {
  describe('moves the point', () => {
    it('along the grid of the diagram, by as many steps as arrow keys were pressed', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { state } = view(set({ a: '2', b: '3' }));
      const right = view({ state, move: { kind: 'by', by: [1, 0] } }).state;
      assert.deepEqual(right.point, { a: '9/4', b: '3' }); // 6 in 24 steps
      assert.deepEqual(view({ state: right, move: { kind: 'by', by: [-1, -2] } }).state.point, {
        a: '2',
        b: '5/2',
      });
      const off = view(set({ a: '1/3', b: '3' })).state;
      assert.deepEqual(view({ state: off, move: { kind: 'by', by: [1, 0] } }).state.point.a, '1/2');
      assert.deepEqual(view({ state: off, move: { kind: 'by', by: [-1, 0] } }).state.point.a, '1/4');
    });

    it('never out of what the text allows, and says so', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { state, point } = view(set({ a: '7', b: '-1' }));
      assert.deepEqual(state.point, { a: '6', b: '0' });
      assert.match(point.note ?? '', /allows no point there/);
      assert.equal(view(set({ a: '6' })).point.note, undefined);
    });

    it('keeps to relations between scales', async () => {
      const { view } = await open(
        'scale d\nscale N = d^a, 0 <= a <= 4\nscale M = d^b, 0 <= b <= 4\nassume M <= N\nlet E$0 = M*N',
      );
      assert.deepEqual(view(set({ a: '3', b: '2' })).state.point, { a: '3', b: '2' });
      const { state } = view(set({ a: '3', b: '2' }));
      // The axis that moves has its way, and the other follows.
      assert.deepEqual(view({ state, ...set({ a: '1' }) }).state.point, { a: '1', b: '1' });
      assert.deepEqual(view({ state, ...set({ b: '4' }) }).state.point, { a: '4', b: '4' });
    });

    it('refuses what is no exponent', async () => {
      const { view } = await open(network.replace('posterior p', 'posterior p$0'));
      const { state } = view(set({ a: '1/3' }));
      for (const value of ['', 'x', '1/0', '1e5', '9'.repeat(41), '<b>']) {
        const { point, state: after } = view({ state, ...set({ a: value }) });
        assert.deepEqual(after.point, { a: '1/3' }, value);
        assert.match(point.note ?? '', /no exponent/);
      }
      assert.deepEqual(view({ state: { ...state, point: { a: 'x', c: '2' } } }).state.point.a, '1');
    });
  });

  describe('draws', () => {
    it('the regions, with the point in the picture', async () => {
      const { view } = await open(sample.replace('posterior p', 'posterior p$0'));
      const { diagram } = view(set({ a: '7/2', b: '3' }));
      assert.ok(diagram.kind === 'diagram');
      assert.deepEqual(diagram.axes, ['a', 'b']);
      assert.equal(diagram.picture.regions.length, 5);
      assert.deepEqual([diagram.picture.point?.x.exact, diagram.picture.point?.y.exact], ['7/2', '3']);
    });

    it('any two of several exponents, the others at the point', async () => {
      const scales = ['A', 'B', 'C'].map(
        (n) => `scale ${n} = d^${n.toLowerCase()}, 0 <= ${n.toLowerCase()} <= 2`,
      );
      const { view } = await open(['scale d', ...scales, 'let E$0 = A*B + C*d'].join('\n'));
      const first = view(set({ a: '1', b: '1', c: '2' }));
      assert.ok(first.diagram.kind === 'diagram');
      assert.deepEqual(
        [first.diagram.choices, first.diagram.axes],
        [
          ['a', 'b', 'c'],
          ['a', 'b'],
        ],
      );
      assert.equal(first.diagram.picture.fixed, 'c = 2');
      const { state, diagram } = view({ state: first.state, axes: ['c', 'a'] });
      assert.ok(diagram.kind === 'diagram');
      assert.deepEqual([state.axes, diagram.picture.x.name, diagram.picture.y.name], [['c', 'a'], 'c', 'a']);
      assert.deepEqual(view({ state, move: { kind: 'by', by: [-1, 0] } }).state.point, {
        a: '1',
        b: '1',
        c: '23/12',
      });
      for (const axes of [['c', 'c'], ['c'], ['x', 'y'], []])
        assert.deepEqual(view({ state: { ...state, axes: [] }, axes }).state.axes, ['a', 'b']);
    });

    it('what one exponent alone decides', async () => {
      const { view } = await open(network.replace('posterior p', 'posterior p$0'));
      const { diagram } = view(set({ a: '3/2' }));
      assert.ok(diagram.kind === 'diagram');
      assert.deepEqual(diagram.axes, ['a']);
      assert.deepEqual([diagram.picture.point?.x.exact, diagram.picture.point?.y.exact], ['3/2', '5/4']);
    });
  });
});
