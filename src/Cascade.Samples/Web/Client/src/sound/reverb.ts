const lengths = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797];
const decaySeconds = 1.7;
const brightness = 0.62;
const delayFrames = 512;

/** A small hall: eight delay lines whose outputs are mixed without loss and fed back, darker with every turn. */
export class Reverb {
  level: number;
  readonly #lines: Float32Array[];
  readonly #gains: number[];
  readonly #damped = new Float32Array(lengths.length);
  readonly #mixed = new Float32Array(lengths.length);
  readonly #delay = new Float32Array(delayFrames);
  readonly #places = new Int32Array(lengths.length);
  #place = 0;
  #quiet = 0;

  constructor(rate: number, level: number) {
    this.level = level;
    this.#lines = lengths.map((length) => new Float32Array(Math.round((length * rate) / 48_000)));
    this.#gains = this.#lines.map((line) => 10 ** ((-3 * line.length) / (decaySeconds * rate)));
  }

  get isSilent(): boolean {
    return this.#quiet > 200_000;
  }

  /** Adds the hall's answer to both sides. */
  process(left: Float32Array, right: Float32Array): void {
    for (let i = 0; i < left.length; i++) {
      const input = this.#delay[this.#place];
      this.#delay[this.#place] = 0.5 * (left[i] + right[i]);
      this.#place = (this.#place + 1) % delayFrames;
      this.#quiet = Math.abs(input) < 1e-6 ? this.#quiet + 1 : 0;
      let sum = 0;
      for (let n = 0; n < lengths.length; n++) {
        const damped = this.#damped[n] + brightness * (this.#lines[n][this.#places[n]] - this.#damped[n]);
        this.#damped[n] = Math.abs(damped) < 1e-15 ? 0 : damped;
        this.#mixed[n] = this.#gains[n] * this.#damped[n];
        sum += this.#mixed[n];
      }
      // A Householder reflection: nothing is lost, and every line feeds every other.
      const share = sum / 4;
      for (let n = 0; n < lengths.length; n++) {
        const line = this.#lines[n];
        line[this.#places[n]] = this.#mixed[n] - share + (n % 2 === 0 ? input : -input);
        this.#places[n] = (this.#places[n] + 1) % line.length;
      }
      const m = this.#mixed;
      left[i] += this.level * (m[0] + m[2] - m[4] + m[7]);
      right[i] += this.level * (m[1] - m[3] + m[5] + m[6]);
    }
  }
}
