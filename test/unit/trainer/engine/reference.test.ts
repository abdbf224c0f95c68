import assert from 'node:assert/strict';
import { erf } from './reference/activation';
import { Network } from './reference/network';
import { descend } from './reference/train';
import { Noise } from '../../../../trainer/embedded/noise';
import { erf as reference } from '../posterior/reference';
import { small } from '../training/networks';

const samples = 3;

describe('trainer: gradients of the reference for the engine', () => {
  for (const [name, steps] of Object.entries(small))
    it(`agree with finite differences: ${name}`, () => {
      const network = new Network(steps, samples, 7);
      const first = network.evaluate();
      const noise = new Noise('targets');
      const targets = first.output.data.map(() => noise.gaussian());
      const rows = samples * first.output.positions;
      const lossNow = (): number =>
        network.evaluate().output.data.reduce((sum, f, i) => sum + (f - targets[i]!) ** 2 / 2 / rows, 0);
      assert.ok(Math.abs(descend(first, targets) / lossNow() - 1) < 1e-12);
      const step = 1e-5;
      for (const { data, gradient } of network.weights) {
        assert.ok(gradient.some((g) => g !== 0));
        for (let i = 0; i < data.length; i++) {
          const value = data[i]!;
          const [up, down] = [value + step, value - step].map((moved) => {
            data[i] = moved;
            return lossNow();
          }) as [number, number];
          data[i] = value;
          const expected = (up - down) / (2 * step);
          assert.ok(
            Math.abs(gradient[i]! - expected) < 1e-8 * (1 + Math.abs(expected)),
            `${gradient[i]} and ${expected}`,
          );
        }
      }
    });

  it('reach values too: dLoss/du is the change of the loss when a bias is added to u', () => {
    const network = new Network(small['embedding, biases, gains']!, samples, 7);
    const pass = network.evaluate();
    descend(pass, new Float64Array(pass.output.data.length));
    const { value, own } = pass.made.find(({ name }) => name === 'b')!;
    const { gradient, width } = value;
    own!.weights.gradient.forEach((g, j) => {
      let sum = 0;
      for (let i = j; i < gradient.length; i += width) sum += gradient[i]!;
      assert.ok(Math.abs(g - 0.6 * sum) < 1e-14);
    });
  });

  it('give passes of a repeat weights of their own, or the same', () => {
    const count = (name: string): number => {
      const network = new Network(small[name]!, samples, 7);
      const own = network.evaluate().made.flatMap((made) => (made.name === 'u' ? [made.own] : []));
      return new Set(own.map((u) => u!.weights)).size;
    };
    assert.deepEqual(
      [
        count('repeat with two carried values, untied'),
        count('repeat with two carried values, tied'),
        count('repeat within a repeat'),
      ],
      [3, 1, 2],
    );
  });

  it('split a change of the output into the parts of weights and input', () => {
    for (const steps of Object.values(small)) {
      const network = new Network(steps, samples, 7);
      const pass = network.evaluate();
      for (const { value, own } of pass.made) {
        if (!own) continue;
        const { weights, part } = own;
        const shift = weights.data.map((_, i) => Math.sin(i + 1));
        const before = part(weights.data);
        const after = part(weights.data.map((w, i) => w + shift[i]!));
        part(shift).forEach((p, i) => assert.ok(Math.abs(after[i]! - before[i]! - p) < 1e-12));
        assert.equal(before.length, value.data.length);
      }
    }
  });

  it('use an exact erf', () => {
    for (let x = -7; x <= 7; x += 0.01) assert.ok(Math.abs(erf(x) - reference(x)) < 1e-12, `${x}`);
  });
});
