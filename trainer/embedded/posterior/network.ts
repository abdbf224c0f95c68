// A dense network without biases on a fixed data set, held in WebAssembly memory:
// f(x) = a . act(W_L ... act(W_1 x)). Weights are stored transposed (inputs x outputs) and padded (kernels/network.ts).
import type { Size } from '../../posterior-schema';

interface Kernels {
  multiply(
    a: number,
    rowStride: number,
    stepStride: number,
    b: number,
    c: number,
    m: number,
    k: number,
    n: number,
    add: boolean,
  ): void;
  activate(h: number, phi: number, slope: number, count: number, linear: boolean): void;
  readOut(
    phi: number,
    slope: number,
    a: number,
    y: number,
    residual: number,
    gradient: number,
    rows: number,
    n: number,
  ): void;
  scale(to: number, by: number, count: number): void;
}

/** A block of weights: `inputs` x `outputs` real entries in rows of `stride`, from `start` in the weight vector. */
export interface Block {
  start: number;
  inputs: number;
  outputs: number;
  stride: number;
  /** Weights have prior variance 1/fanIn. */
  fanIn: number;
}

/** Samples that go through all layers together, few enough for every intermediate array to stay in the first cache. */
const chunk = 64;

const pad = (n: number, to: number): number => Math.ceil(n / to) * to;

export class Network {
  /** One block per hidden layer, then the read-out (inputs 1, outputs N_L). */
  readonly blocks: Block[] = [];
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
  /** f(x_p) - y_p of the last evaluation. */
  readonly residual: Float32Array;
  private readonly kernels: Kernels;
  private readonly inputs: Float32Array;
  private readonly targets: Float32Array;
  private readonly phi: Float32Array[] = [];
  private readonly slope: Float32Array[] = [];
  private readonly inputStride: number;
  /** Second layer only: its weights the other way round, and the gradient that reaches the first layer's output. */
  private readonly turned: Float32Array;
  private readonly upstream: Float32Array;

  /** `capacity`: the most samples that will ever be used. */
  constructor(
    module: WebAssembly.Module,
    readonly size: Size,
    private readonly linear: boolean,
    capacity: number,
  ) {
    const rows = pad(capacity, 4);
    const widths = size.widths.map((n) => pad(n, 8));
    this.inputStride = pad(size.d, 8);
    let floats = 0;
    const reserve = (count: number): (() => Float32Array) => {
      const at = floats;
      floats += pad(count, 4);
      return () => new Float32Array(memory.buffer, at * 4, count);
    };
    let count = 0;
    const add = (inputs: number, padded: number, outputs: number, stride: number, fanIn: number): void => {
      this.blocks.push({ start: count, inputs, outputs, stride, fanIn });
      count += padded * stride;
    };
    widths.forEach((n, l) => {
      const fanIn = [size.d, ...size.widths][l]!;
      add(fanIn, [this.inputStride, ...widths][l]!, size.widths[l]!, n, fanIn);
    });
    add(1, 1, size.widths.at(-1)!, widths.at(-1)!, size.widths.at(-1)!);
    const [weights, gradient] = [reserve(count), reserve(count)];
    const [inputs, targets, residual] = [reserve(rows * this.inputStride), reserve(rows), reserve(rows)];
    const layers = widths.map((n) => [reserve(chunk * n), reserve(chunk * n)] as const);
    const between = widths.length > 1 ? [reserve(widths[0]! * widths[1]!), reserve(chunk * widths[0]!)] : [];
    const memory = new WebAssembly.Memory({ initial: Math.ceil((floats * 4) / 65536) });
    [this.weights, this.gradient] = [weights(), gradient()];
    [this.inputs, this.targets, this.residual] = [inputs(), targets(), residual()];
    for (const [phi, slope] of layers) {
      this.phi.push(phi());
      this.slope.push(slope());
    }
    [this.turned, this.upstream] = [
      between[0]?.() ?? new Float32Array(),
      between[1]?.() ?? new Float32Array(),
    ];
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /** Puts sample p in place: x has d entries. */
  setSample(p: number, x: ArrayLike<number>, y: number): void {
    for (let i = 0; i < this.size.d; i++) this.inputs[p * this.inputStride + i] = x[i]!;
    this.targets[p] = y;
  }

  /** Residuals on the first `rows` samples, and the gradient of half the sum of their squares. */
  evaluate(rows: number): void {
    this.gradient.fill(0);
    if (this.phi.length > 1) {
      const { start, stride } = this.blocks[1]!;
      const below = this.blocks[0]!.stride;
      for (let i = 0; i < below; i++)
        for (let j = 0; j < stride; j++) this.turned[j * below + i] = this.weights[start + i * stride + j]!;
    }
    for (let from = 0; from < rows; from += chunk) this.pass(from, Math.min(chunk, rows - from));
  }

  /** Forward and backward through all layers for samples from, ..., from + rows - 1; adds to the gradient. */
  private pass(from: number, rows: number): void {
    const { kernels, blocks } = this;
    const padded = pad(rows, 4);
    const at = (array: Float32Array, offset = 0): number => array.byteOffset + 4 * offset;
    const last = this.phi.length - 1;
    const x = at(this.inputs, from * this.inputStride);
    this.phi.forEach((phi, l) => {
      const { start, inputs, stride } = blocks[l]!;
      const [below, belowStride] =
        l > 0 ? [at(this.phi[l - 1]!), blocks[l - 1]!.stride] : [x, this.inputStride];
      kernels.multiply(
        below,
        belowStride,
        1,
        at(this.weights, start),
        at(phi),
        padded,
        inputs,
        stride,
        false,
      );
      kernels.activate(at(phi), at(phi), at(this.slope[l]!), padded * stride, this.linear);
    });
    const [phi, slope, out] = [at(this.phi[last]!), at(this.slope[last]!), blocks[last + 1]!];
    const [a, ga] = [at(this.weights, out.start), at(this.gradient, out.start)];
    kernels.readOut(phi, slope, a, at(this.targets, from), at(this.residual, from), ga, rows, out.stride);
    for (let l = last; l >= 0; l--) {
      const { start, stride } = blocks[l]!;
      const [below, belowStride] =
        l > 0 ? [at(this.phi[l - 1]!), blocks[l - 1]!.stride] : [x, this.inputStride];
      const delta = at(this.slope[l]!);
      kernels.multiply(
        below,
        1,
        belowStride,
        delta,
        at(this.gradient, start),
        belowStride,
        rows,
        stride,
        true,
      );
      if (l === 0) break;
      kernels.multiply(
        delta,
        stride,
        1,
        at(this.turned),
        at(this.upstream),
        padded,
        stride,
        belowStride,
        false,
      );
      kernels.scale(at(this.slope[l - 1]!), at(this.upstream), padded * belowStride);
    }
  }

  /** Half the sum of squared residuals of samples [from, to), of the last evaluation. */
  halfSquares(from: number, to: number): number {
    let sum = 0;
    for (let p = from; p < to; p++) sum += this.residual[p]! * this.residual[p]!;
    return sum / 2;
  }
}
