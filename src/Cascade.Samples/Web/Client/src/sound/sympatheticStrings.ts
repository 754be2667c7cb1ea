import type { Kernels } from './kernels';
import type { PianoTables } from './pianoTables';

const lanes = 4, rows = 7;
const keys = 128;
/** Below this, 120 dB under full scale, a string no longer rings. */
const inaudible = 1e-6;

interface KeyStrings {
  readonly at: number;
  readonly vectors: number;
  readonly values: Float32Array;
  /** Of each mode, before tuning and damping. */
  readonly modes: readonly { readonly frequency: number; readonly loss: number; readonly drive: number; readonly partial: number; readonly side: number }[];
  ratio: number;
  open: number;
  damping: number;
  rings: boolean;
}

/** The undamped strings that nobody strikes: they take energy from the bridge and give it back, as the host's SympatheticStrings do. */
export class SympatheticStrings {
  readonly #kernels: Kernels;
  readonly #rate: number;
  readonly #keys: (KeyStrings | undefined)[];

  constructor(tables: PianoTables, kernels: Kernels) {
    this.#kernels = kernels;
    this.#rate = tables.rate;
    const { key, partial, frequency, loss, drive, side } = tables.strings;
    // The tables are for half the rate where that is high enough.
    const share = tables.rate < 40_000 ? 1 : 0.5;
    const modes = Array.from({ length: keys }, (): KeyStrings['modes'][number][] => []);
    for (let i = 0; i < key.length; i++) modes[key[i]].push({ frequency: frequency[i], loss: loss[i], drive: share * drive[i], partial: partial[i], side: side[i] });
    const places = modes.map((own) => kernels.allocate(Math.ceil(own.length / lanes) * lanes * rows));
    this.#keys = modes.map((own, index) => {
      if (own.length === 0) return undefined;
      const vectors = Math.ceil(own.length / lanes);
      const values = new Float32Array(kernels.memory.buffer, places[index], vectors * lanes * rows);
      const strings = { at: places[index], vectors, values, modes: own, ratio: 1, open: 0, damping: -1, rings: false };
      const { left, right } = tables.keys[index];
      for (let mode = 0; mode < vectors * lanes; mode++) {
        const aside = own[mode]?.side ?? 0;
        values[place(mode, 5)] = (1 + aside) * left;
        values[place(mode, 6)] = (1 - aside) * right;
      }
      this.#damp(strings, 0);
      return strings;
    });
  }

  get isSilent(): boolean {
    return !this.#keys.some((strings) => strings?.rings);
  }

  /** What the frequency of a key is multiplied by. */
  tune(key: number, ratio: number): void {
    const strings = this.#keys[key];
    if (!strings || strings.ratio === ratio) return;
    strings.ratio = ratio;
    this.#damp(strings, strings.damping);
  }

  /** How far a key's strings take energy from the bridge, 0 to 1, and what its damper makes the first partial lose, in 1/s. */
  move(key: number, open: number, damping: number): void {
    const strings = this.#keys[key];
    if (!strings) return;
    if (open !== strings.open) {
      strings.open = open;
      strings.modes.forEach(({ drive }, mode) => (strings.values[place(mode, 4)] = open * drive));
    }
    if (damping !== strings.damping) this.#damp(strings, damping);
  }

  /** Adds a block to the sides; `isDriven` says whether the input is loud enough to move a string at rest. */
  render(input: number, isDriven: boolean, left: number, right: number): void {
    let isHeard = false;
    for (const strings of this.#keys) {
      if (!strings || !(strings.rings || (isDriven && strings.open > 0))) continue;
      isHeard = true;
      strings.rings = this.#kernels.answer(strings.at, strings.vectors, input) > inaudible;
      if (strings.rings) continue;
      for (let mode = 0; mode < strings.vectors * lanes; mode++) strings.values[place(mode, 0)] = strings.values[place(mode, 1)] = 0;
    }
    if (isHeard) this.#kernels.mixAnswers(left, right);
  }

  /** All at rest. */
  clear(): void {
    for (const strings of this.#keys) {
      if (!strings) continue;
      strings.rings = false;
      for (let mode = 0; mode < strings.vectors * lanes; mode++) strings.values[place(mode, 0)] = strings.values[place(mode, 1)] = 0;
    }
  }

  #damp(strings: KeyStrings, damping: number): void {
    strings.damping = damping;
    strings.modes.forEach(({ frequency, loss, partial }, mode) => {
      const tuned = frequency * strings.ratio;
      // What lies over half the rate would come back from there.
      const shrink = tuned >= this.#rate / 2 ? 0 : Math.exp(-(loss + damping * Math.min(partial + 1, 6) ** 0.6) / this.#rate);
      const turn = (2 * Math.PI * tuned) / this.#rate;
      strings.values[place(mode, 2)] = shrink * Math.cos(turn);
      strings.values[place(mode, 3)] = shrink * Math.sin(turn);
    });
  }
}

// Where a mode has its value of a row, in floats.
function place(mode: number, row: number): number {
  return Math.floor(mode / lanes) * lanes * rows + row * lanes + (mode % lanes);
}
