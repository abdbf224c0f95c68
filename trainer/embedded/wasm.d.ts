// esbuild's binary loader turns a .wasm import into its bytes.
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}

// The part of the WebAssembly interface that is used here; TypeScript ships it with the DOM only.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: unknown;
  }
}
