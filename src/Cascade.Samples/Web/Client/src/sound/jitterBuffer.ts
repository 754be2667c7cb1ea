const capacity = 1 << 16;
const blockFrames = 240;
const fewest = 2 * blockFrames;
const most = 9_600;
const fadeFrames = 144;
const steadySeconds = 10;
const inaudible = 1e-4;

/**
 * Sound that comes over a network in uneven steps, played evenly. It holds back `target` frames: one block more after every
 * gap, one less after ten seconds without; clocks that drift apart are followed by resampling, by at most 0.1 %. Where the stream
 * is late, a spare sound takes its place until it is there again.
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
  #isLate = false;
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

  /** A stream begins: until it is there the spare sound goes on. */
  begin(): void {
    this.#isLate = true;
  }

  /** Plays the next frames; `spare` is what sounds where the stream is late, left and right. */
  read(left: Float32Array, right: Float32Array, [spareLeft, spareRight = spareLeft]: readonly Float32Array[] = []): void {
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
      // A stream that ended in silence has nothing more to say; any other is late.
      if (this.#gain === 1) this.#isLate = false;
      else if (this.#playing && wanted === 0 && !this.#endsInSilence) this.#isLate = true;
      const missing = this.#isLate ? 1 - this.#gain : 0;
      left[i] = spareLeft ? missing * spareLeft[i] : 0;
      right[i] = spareRight ? missing * spareRight[i] : 0;
      if (!this.#playing || this.depth < 4) {
        if (this.#playing) this.#runDry();
        continue;
      }
      const whole = Math.floor(this.#read), part = this.#read - whole;
      left[i] += this.#gain * hermite(this.#left, whole, part);
      right[i] += this.#gain * hermite(this.#right, whole, part);
      this.#read += step;
    }
    // With it silent there is nothing to go on with; what is played next comes by the stream.
    if (!this.#playing && !(spareLeft && (isHeard(spareLeft) || isHeard(spareRight)))) this.#isLate = false;
    if (this.#playing) this.#steady += left.length;
    if (this.#steady < steadySeconds * this.#rate) return;
    this.#steady = 0;
    this.target = Math.max(fewest, this.target - blockFrames);
  }

  #runDry(): void {
    this.#playing = false;
    this.#gain = 0;
    if (this.#endsInSilence) return;
    this.underruns++;
    this.#steady = 0;
    this.target = Math.min(most, this.target + blockFrames);
  }
}

function isHeard(samples: Float32Array): boolean {
  return samples.some((sample) => Math.abs(sample) > inaudible);
}

// Third-order interpolation between four neighbours (the Catmull-Rom form).
function hermite(samples: Float32Array, whole: number, part: number): number {
  const a = samples[(whole + capacity - 1) % capacity], b = samples[whole % capacity];
  const c = samples[(whole + 1) % capacity], d = samples[(whole + 2) % capacity];
  const slope = (c - a) / 2, difference = b - c;
  const w = slope + difference, third = w + difference + (d - b) / 2;
  return ((third * part - (w + third)) * part + slope) * part + b;
}
