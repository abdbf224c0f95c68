import assert from 'node:assert/strict';
import { Network } from '../../../../trainer/embedded/posterior/network';
import { Noise } from '../../../../trainer/embedded/noise';
import { kernelModule } from '../kernels';
import { erf, gradient, loss, predict, type Weights } from './reference';

interface Case {
  d: number;
  widths: number[];
  rows: number;
  linear: boolean;
}

function randomCase({ d, widths, rows }: Case, name: string, gain = 1) {
  const noise = new Noise('test', name, d, ...widths, rows);
  const draw = (n: number, spread: number): number[] =>
    Array.from({ length: n }, () => spread * noise.gaussian());
  const fanIn = [d, ...widths];
  const weights: Weights = {
    layers: widths.map((n, l) =>
      Array.from({ length: n }, () => draw(fanIn[l]!, gain / Math.sqrt(fanIn[l]!))),
    ),
    readOut: draw(widths.at(-1)!, 1),
  };
  return { weights, xs: Array.from({ length: rows }, () => draw(d, 1)), ys: draw(rows, 1) };
}

function load(network: Network, weights: Weights, xs: number[][], ys: number[]): void {
  weights.layers.forEach((w, l) => {
    const { start, stride } = network.blocks[l]!;
    w.forEach((row, j) => row.forEach((v, i) => (network.weights[start + i * stride + j] = v)));
  });
  network.weights.set(weights.readOut, network.blocks.at(-1)!.start);
  xs.forEach((x, p) => network.setSample(p, x, ys[p]!));
}

const ragged: Case[] = [
  { d: 2, widths: [1], rows: 1, linear: false },
  { d: 5, widths: [3], rows: 6, linear: false },
  { d: 8, widths: [8], rows: 8, linear: false },
  { d: 9, widths: [17], rows: 13, linear: false },
  { d: 31, widths: [33], rows: 103, linear: false },
  { d: 7, widths: [11], rows: 10, linear: true },
  { d: 3, widths: [5, 2], rows: 7, linear: false },
  { d: 13, widths: [9, 21], rows: 30, linear: false },
  { d: 6, widths: [10, 3], rows: 9, linear: true },
];
const title = (c: Case): string =>
  `d=${c.d} widths=${c.widths.join()} P=${c.rows}${c.linear ? ' linear' : ''}`;

describe('trainer: network kernels', () => {
  let module: WebAssembly.Module;
  before(async () => (module = await kernelModule()));

  for (const shape of ragged)
    it(`reference gradient agrees with finite differences: ${title(shape)}`, () => {
      const { weights, xs, ys } = randomCase(shape, 'differences');
      const exact = gradient(weights, shape.linear, xs, ys);
      const check = (numbers: number[], slopes: number[]): void =>
        numbers.forEach((value, i) => {
          const step = 1e-4;
          const at = (shift: number): number => {
            numbers[i] = value + shift * step;
            return loss(weights, shape.linear, xs, ys);
          };
          // Fourth-order central difference.
          const difference = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
          numbers[i] = value;
          assert.ok(
            Math.abs(difference - slopes[i]!) < 1e-7 * (1 + Math.abs(slopes[i]!)),
            `${difference} ${slopes[i]}`,
          );
        });
      const some = <T>(list: T[]): T[] => list.filter((_, j) => j < 3 || j === list.length - 1);
      weights.layers.forEach((w, l) => {
        const slopes = some(exact.layers[l]!);
        some(w).forEach((row, j) => check(row, slopes[j]!));
      });
      check(weights.readOut, exact.readOut);
    });

  for (const shape of ragged)
    it(`kernels agree with the float64 reference: ${title(shape)}`, () => {
      const { d, widths, rows, linear } = shape;
      // More samples than are used, so that the rows that only pad a block hold foreign numbers.
      const { weights, xs, ys } = randomCase({ ...shape, rows: rows + 5 }, 'kernels');
      const network = new Network(module, { d, widths }, linear, rows + 5);
      load(network, weights, xs, ys);
      network.evaluate(rows);
      const scale = xs.slice(0, rows).reduce((sum, x, p) => {
        const residual = predict(weights, linear, x) - ys[p]!;
        assert.ok(
          Math.abs(network.residual[p]! - residual) < 4e-6 * (1 + Math.abs(residual)),
          `residual ${p}`,
        );
        return sum + Math.abs(residual);
      }, 1);
      assert.ok(
        Math.abs(network.halfSquares(0, rows) / loss(weights, linear, xs.slice(0, rows), ys) - 1) < 1e-5,
        'loss',
      );
      const exact = gradient(weights, linear, xs.slice(0, rows), ys);
      const near = (value: number, wanted: number, what: string): void =>
        assert.ok(Math.abs(value - wanted) < 3e-6 * scale, `${what}: ${value} for ${wanted}`);
      exact.layers.forEach((w, l) => {
        const { start, stride } = network.blocks[l]!;
        w.forEach((row, j) =>
          row.forEach((v, i) => near(network.gradient[start + i * stride + j]!, v, `W${l}`)),
        );
      });
      exact.readOut.forEach((v, j) => near(network.gradient[network.blocks.at(-1)!.start + j]!, v, 'a'));
      const real = network.blocks.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
      assert.ok(network.gradient.filter((v) => v !== 0).length <= real, 'padding gets no gradient');
    });

  it('keeps erf within 5e-7 from the smallest to saturated inputs', () => {
    const network = new Network(module, { d: 2, widths: [1] }, false, 1);
    network.weights[network.blocks[0]!.start] = 1;
    network.weights[network.blocks[1]!.start] = 1;
    for (const size of [0, 1e-8, 1e-3, 0.1, 0.5, 1, 2, 3, 4, 6, 9, 15, 100])
      for (const x of [size, -size]) {
        network.setSample(0, [x, 0], 0);
        network.evaluate(1);
        assert.ok(Math.abs(network.residual[0]! - erf(x)) < 5e-7, `erf(${x}) = ${network.residual[0]}`);
      }
  });
});
