/** As much of WebAssembly as the kernels use: `core` knows neither Node's types nor the browser's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Memory {
    constructor(size: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } & Record<string, unknown> });
    readonly exports: object;
  }
}
