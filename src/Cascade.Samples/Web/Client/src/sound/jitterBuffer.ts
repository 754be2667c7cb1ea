const capacity = 1 << 16;
const blockFrames = 240;
const fewest = 2 * blockFrames;
const most = 9_600;
const fadeFrames = 144;
const steadySeconds = 10;

/**
 * Sound that comes over a network in uneven steps, played evenly. It holds back `target` frames: one block more after every
 * gap, one less after ten seconds without; clocks that drift apart are followed by resampling, by at most 0.1 %.
 */
export class JitterBuffer {
  target = 3 * blockFrames;
  underruns = 0;
  readonly #left = new Float32Array(capacity);
  readonly #right = new Float32Array(capacity);
  readonly #ratio: number;
  readonly #rate: number;
  #written = 0;
  #read = 0;
  #smoothed = 0;
  #gain = 0;
  #playing = false;
  #endsInSilence = true;
  #steady = 0;

  /** @param sourceRate of the stream, @param rate of the context; in Hz. */
  constructor(sourceRate: number, rate: number) {
    this.#ratio = sourceRate / rate;
    this.#rate = rate;
  }

  /** How many frames wait. */
  get depth(): number {
    return this.#written - this.#read;
  }

  /** Takes a block: 16-bit samples, left and right in turn. */
  write(samples: Int16Array): void {
    if (this.depth + samples.length / 2 > capacity - 8) this.#read = this.#written - this.target;
    let peak = 0;
    for (let i = 0; i < samples.length; i += 2) {
      const at = this.#written++ % capacity;
      this.#left[at] = samples[i] / 32_768;
      this.#right[at] = samples[i + 1] / 32_768;
      peak = Math.max(peak, Math.abs(samples[i]), Math.abs(samples[i + 1]));
    }
    this.#endsInSilence = peak === 0;
  }

  /** Plays the next frames. */
  read(left: Float32Array, right: Float32Array): void {
    if (!this.#playing && this.depth >= this.target) {
      this.#playing = true;
      this.#smoothed = this.depth;
    }
    this.#smoothed += 0.01 * (this.depth - this.#smoothed);
    const correction = Math.max(-0.001, Math.min(0.001, (this.#smoothed - this.target) / (2 * this.#rate)));
    const step = this.#ratio * (1 + correction);
    for (let i = 0; i < left.length; i++) {
      const wanted = this.#playing && this.depth > fadeFrames ? 1 : 0;
      this.#gain += Math.max(-1 / fadeFrames, Math.min(1 / fadeFrames, wanted - this.#gain));
      if (!this.#playing || this.depth < 4) {
        if (this.#playing) this.#runDry();
        left[i] = right[i] = 0;
        continue;
      }
      const whole = Math.floor(this.#read), part = this.#read - whole;
      left[i] = this.#gain * hermite(this.#left, whole, part);
      right[i] = this.#gain * hermite(this.#right, whole, part);
      this.#read += step;
    }
    if (this.#playing) this.#steady += left.length;
    if (this.#steady < steadySeconds * this.#rate) return;
    this.#steady = 0;
    this.target = Math.max(fewest, this.target - blockFrames);
  }

  // A stream that ended in silence has nothing more to say; any other was late.
  #runDry(): void {
    this.#playing = false;
    this.#gain = 0;
    if (this.#endsInSilence) return;
    this.underruns++;
    this.#steady = 0;
    this.target = Math.min(most, this.target + blockFrames);
  }
}

// Third-order interpolation between four neighbours (the Catmull-Rom form).
function hermite(samples: Float32Array, whole: number, part: number): number {
  const a = samples[(whole + capacity - 1) % capacity], b = samples[whole % capacity];
  const c = samples[(whole + 1) % capacity], d = samples[(whole + 2) % capacity];
  const slope = (c - a) / 2, difference = b - c;
  const w = slope + difference, third = w + difference + (d - b) / 2;
  return ((third * part - (w + third)) * part + slope) * part + b;
}
