const ceiling = 0.966; // -0.3 dB
const aheadFrames = 64;
const releaseSeconds = 0.08;

/** Keeps the peaks under -0.3 dB, looking 64 frames ahead. */
export class Limiter {
  readonly #release: number;
  readonly #left = new Float32Array(aheadFrames);
  readonly #right = new Float32Array(aheadFrames);
  #place = 0;
  #gain = 1;
  #target = 1;
  #hold = 0;
  #least = 1;
  #peak = 0;

  constructor(rate: number) {
    this.#release = 1 - Math.exp(-1 / (releaseSeconds * rate));
  }

  /** The least gain and the highest peak since it was asked last. */
  report(): { readonly gain: number; readonly peak: number } {
    const report = { gain: this.#least, peak: this.#peak };
    this.#least = 1;
    this.#peak = 0;
    return report;
  }

  process(inLeft: Float32Array, inRight: Float32Array, outLeft: Float32Array, outRight: Float32Array): void {
    for (let i = 0; i < inLeft.length; i++) {
      const peak = Math.max(Math.abs(inLeft[i]), Math.abs(inRight[i]));
      const wanted = peak > ceiling ? ceiling / peak : 1;
      if (wanted <= this.#target) [this.#target, this.#hold] = [wanted, aheadFrames];
      else if (this.#hold > 0) this.#hold--;
      else this.#target += this.#release * (wanted - this.#target);
      // Falls within what it looks ahead.
      this.#gain = this.#gain > this.#target ? Math.max(this.#target, this.#gain - (1 - this.#target + 0.05) / aheadFrames) : this.#target;
      this.#least = Math.min(this.#least, this.#gain);
      outLeft[i] = Math.max(-1, Math.min(1, this.#left[this.#place] * this.#gain));
      outRight[i] = Math.max(-1, Math.min(1, this.#right[this.#place] * this.#gain));
      this.#peak = Math.max(this.#peak, Math.abs(outLeft[i]), Math.abs(outRight[i]));
      this.#left[this.#place] = inLeft[i];
      this.#right[this.#place] = inRight[i];
      this.#place = (this.#place + 1) % aheadFrames;
    }
  }
}
