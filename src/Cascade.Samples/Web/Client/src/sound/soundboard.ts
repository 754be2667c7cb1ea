import type { Kernels } from './kernels';
import type { PianoTables } from './pianoTables';

/** The wood that the strings drive: some hundred modes that ring after them. */
export class Soundboard {
  readonly #tables: PianoTables;
  readonly #kernels: Kernels;
  readonly #modes: number;
  readonly #state: number;
  #quietFrames = 0;
  #rings = false;

  constructor(tables: PianoTables, kernels: Kernels) {
    this.#tables = tables;
    this.#kernels = kernels;
    this.#modes = tables.board.frequency.length;
    this.#state = kernels.allocate(7 * this.#modes);
    this.#tune(this.#values(7));
  }

  /** Whether it still sounds. */
  get rings(): boolean {
    return this.#rings;
  }

  /** Adds what it makes of a block of its input, whose highest peak is given. */
  render(input: number, frames: number, peak: number, left: number, right: number): void {
    this.#quietFrames = peak > 1e-7 ? 0 : this.#quietFrames + frames;
    // After a second without input the wood has come to rest.
    this.#rings = this.#quietFrames < this.#tables.rate;
    if (this.#rings) this.#kernels.board(this.#state, this.#modes, input, left, right);
  }

  /** At rest. */
  clear(): void {
    this.#values(2).fill(0);
    this.#rings = false;
  }

  #tune(state: Float32Array): void {
    const { board, rate } = this.#tables;
    const n = this.#modes;
    // The host runs these at half the rate where that is high enough.
    const drive = rate < 40_000 ? 1 : 0.5;
    for (let i = 0; i < n; i++) {
      const shrink = Math.exp(-board.loss[i] / rate), turn = (2 * Math.PI * board.frequency[i]) / rate;
      state[2 * n + i] = shrink * Math.cos(turn);
      state[3 * n + i] = shrink * Math.sin(turn);
      state[4 * n + i] = drive * board.drive[i];
    }
    state.set(board.left, 5 * n);
    state.set(board.right, 6 * n);
  }

  #values(rows: number): Float32Array {
    return new Float32Array(this.#kernels.memory.buffer, this.#state, rows * this.#modes);
  }
}
