// How well each degree of the chromatic scale fits a key (C. Krumhansl, "Cognitive foundations of musical pitch", 1990).
const profiles = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
} as const;

const halfLife = 12_000;
const fewestNotes = 5;
const sharpness = 9;

export interface KeyEstimate {
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** 0 to 1. */
  readonly confidence: number;
}

/** The key that the last notes are in; older notes count less, half after 12 s. */
export class KeyFinder {
  readonly #weights = new Float64Array(12);
  #count = 0;
  #last = 0;

  add(key: number, velocity: number, time: number): void {
    const fade = 0.5 ** ((time - this.#last) / halfLife);
    this.#last = time;
    for (let pitch = 0; pitch < 12; pitch++) this.#weights[pitch] *= fade;
    this.#weights[key % 12] += velocity;
    this.#count++;
  }

  clear(): void {
    this.#weights.fill(0);
    this.#count = 0;
  }

  /** The likeliest key, or null while too little was played. */
  get estimate(): KeyEstimate | null {
    if (this.#count < fewestNotes) return null;
    const fits = (['major', 'minor'] as const).flatMap((mode) =>
      Array.from({ length: 12 }, (_, tonic) => ({ tonic, mode, fit: correlation(this.#weights, profiles[mode], tonic) })),
    );
    const total = fits.reduce((sum, { fit }) => sum + Math.exp(sharpness * fit), 0);
    const best = fits.reduce((a, b) => (b.fit > a.fit ? b : a));
    return { tonic: best.tonic, mode: best.mode, confidence: Math.exp(sharpness * best.fit) / total };
  }
}

function correlation(weights: Float64Array, profile: readonly number[], tonic: number): number {
  const mean = weights.reduce((a, b) => a + b) / 12, profileMean = profile.reduce((a, b) => a + b) / 12;
  let both = 0, own = 0, other = 0;
  for (let pitch = 0; pitch < 12; pitch++) {
    const a = weights[(pitch + tonic) % 12] - mean, b = profile[pitch] - profileMean;
    both += a * b;
    own += a * a;
    other += b * b;
  }
  return both / Math.sqrt(own * other || 1);
}
