const voices = 3;
const shortestSeconds = 0.008, depthSeconds = 0.002;
const hertz = 0.7;
const golden = 0.618_033_988_75;
const settleSeconds = 0.05;
const history = 4_096;

/**
 * Three slightly late copies of the sound whose pitch wanders, side by side from left to right: as the engine's chorus, by its usual
 * settings. With a level of 0 the sound passes untouched.
 */
export class Chorus {
  /** The share of the copies, 0 to 1. */
  level = 0;
  readonly #rate: number;
  readonly #settle: number;
  readonly #left = new Float32Array(history);
  readonly #right = new Float32Array(history);
  #place = 0;
  #cycle = 0;
  #level = 0;

  constructor(rate: number) {
    this.#rate = rate;
    this.#settle = 1 - Math.exp(-1 / (settleSeconds * rate));
  }

  process(left: Float32Array, right: Float32Array, outLeft: Float32Array, outRight: Float32Array): void {
    for (let i = 0; i < left.length; i++) {
      this.#left[this.#place] = left[i];
      this.#right[this.#place] = right[i];
      this.#level += this.#settle * (this.level - this.#level);
      outLeft[i] = left[i];
      outRight[i] = right[i];
      if (this.#level > 1e-5) this.#add(i, outLeft, outRight);
      this.#place = (this.#place + 1) % history;
      this.#cycle = (this.#cycle + hertz / this.#rate) % 1;
    }
  }

  #add(i: number, outLeft: Float32Array, outRight: Float32Array): void {
    let left = 0, right = 0;
    for (let voice = 0; voice < voices; voice++) {
      const sine = Math.sin(2 * Math.PI * (this.#cycle + voice * golden));
      const delay = (shortestSeconds + depthSeconds * (1 + sine)) * this.#rate;
      const place = (voice / (voices - 1)) * (Math.PI / 2);
      left += Math.cos(place) * this.#read(this.#left, delay);
      right += Math.sin(place) * this.#read(this.#right, delay);
    }
    // As loud as without: the dry sound gives up what the copies add.
    const wet = 0.5 * this.#level, dry = Math.sqrt(1 - wet * wet);
    outLeft[i] = dry * outLeft[i] + wet * left;
    outRight[i] = dry * outRight[i] + wet * right;
  }

  // Between samples by Lagrange's cubic; T. I. Laakso et al., "Splitting the unit delay", 1996.
  #read(line: Float32Array, delay: number): number {
    const whole = Math.floor(delay), d = delay - whole + 1;
    const at = this.#place - whole + 1 + history;
    const [a, b, c, e] = [line[at % history], line[(at - 1) % history], line[(at - 2) % history], line[(at - 3) % history]];
    return (
      (-a * (d - 1) * (d - 2) * (d - 3)) / 6 + (b * d * (d - 2) * (d - 3)) / 2 - (c * d * (d - 1) * (d - 3)) / 2 + (e * d * (d - 1) * (d - 2)) / 6
    );
  }
}
