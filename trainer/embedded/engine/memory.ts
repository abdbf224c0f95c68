// What lies where in an engine's memory, and the kernels that work on it.

export type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The compiled kernels of both precisions. */
export interface Kernels {
  readonly single: WebAssembly.Module;
  readonly double: WebAssembly.Module;
}

type Kernel = (...args: number[]) => void;

/** Addresses are in bytes, sizes and strides in numbers; the kernels' own files say what each does. */
export type Exports = Readonly<
  Record<
    | ('activate' | 'activateBack' | 'adam' | 'addRow' | 'addScaled' | 'attend' | 'attendBack')
    | ('columnSums' | 'decayAndAdd' | 'normalize' | 'normalizeBack' | 'normalizeWeights' | 'outer')
    | ('pack' | 'product' | 'rowDots' | 'setScaled' | 'weightedRows' | 'zero'),
    Kernel
  >
> & { readonly residual: (...args: number[]) => number };

/** Numbers of all samples, or of those that are under way only. */
export interface Buffer {
  readonly address: number;
  /** Bytes of a sample. */
  readonly stride: number;
  readonly whole: boolean;
}

/** The address of a sample: what is under way begins where the buffer does. */
export const at = ({ address, stride, whole }: Buffer, sample: number): number =>
  whole ? address + sample * stride : address;

/** The kernels keep their tables and stacks on the first page. */
const begin = 65536;

export class Memory {
  private end = begin;
  private scratchBytes = 0;
  private buffer!: ArrayBuffer;
  kernels!: Exports;
  /** Shared by steps for what they need no longer than a call. */
  scratch = 0;

  constructor(
    readonly precision: 'single' | 'double',
    /** Samples that there are, and that go through all steps together. */
    readonly samples: number,
    readonly chunk: number,
  ) {}

  /** Bytes of a number. */
  get size(): number {
    return this.precision === 'single' ? 4 : 8;
  }

  /** Bytes that have been reserved. */
  get bytes(): number {
    return this.end + this.scratchBytes;
  }

  /** The address of that many numbers, which begin as zeros. */
  reserve(count: number): number {
    const address = this.end;
    this.end += Math.ceil((count * this.size) / 64) * 64;
    return address;
  }

  reserveScratch(count: number): void {
    this.scratchBytes = Math.max(this.scratchBytes, count * this.size);
  }

  /** Room for `count` numbers of each sample, or of each that is under way. */
  rows(count: number, whole: boolean): Buffer {
    const address = this.reserve(count * (whole ? this.samples : this.chunk));
    return { address, stride: count * this.size, whole };
  }

  /** After all has been reserved. */
  create(kernels: Kernels): void {
    this.scratch = this.end;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(this.bytes / 65536) });
    this.buffer = memory.buffer as ArrayBuffer;
    const instance = new WebAssembly.Instance(kernels[this.precision], { env: { memory } });
    this.kernels = instance.exports as unknown as Exports;
  }

  view(address: number, count: number): Floats {
    return this.precision === 'single'
      ? new Float32Array(this.buffer, address, count)
      : new Float64Array(this.buffer, address, count);
  }

  /** The numbers of some samples. */
  read(buffer: Buffer, from: number, count: number): Floats {
    return this.view(at(buffer, from), (count * buffer.stride) / this.size);
  }
}
