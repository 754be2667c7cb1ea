/** The compiled inner loops of assembly/bank.ts, and memory for them. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  allocate(floats: number): number;
  modes(state: number, row: number, count: number, from: number, left: number, right: number): void;
  loudest(state: number, row: number, first: number): number;
  noise(fields: number, frames: number, left: number, right: number): void;
  answer(state: number, vectors: number, input: number): number;
  mixAnswers(left: number, right: number): void;
  board(state: number, count: number, input: number, left: number, right: number): void;
}

/** Compiles the loops; throws where there is no WebAssembly with SIMD. */
export function compileKernels(module: BufferSource): Kernels {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module));
  return instance.exports as unknown as Kernels;
}
