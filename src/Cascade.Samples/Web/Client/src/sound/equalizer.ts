/** One band of the equalizer: what a BiquadFilterNode is told. */
export interface Band {
  readonly type: 'lowshelf' | 'peaking' | 'highshelf';
  /** In Hz. */
  readonly frequency: number;
  /** In dB. */
  readonly gain: number;
}

export const lowestFrequency = 25, highestFrequency = 16_000, mostGain = 15;
export const peakQ = 0.7;

export const plainBands: readonly Band[] = [
  { type: 'lowshelf', frequency: 180, gain: 0 },
  { type: 'peaking', frequency: 1_000, gain: 0 },
  { type: 'highshelf', frequency: 4_000, gain: 0 },
];

/**
 * How a band changes the level at a frequency, in dB. The formulas are the Web Audio standard's, which are R. Bristow-Johnson's
 * "Cookbook formulae for audio EQ biquad filter coefficients"; letters as there.
 */
export function responseOf({ type, frequency, gain }: Band, at: number, rate: number): number {
  const A = 10 ** (gain / 40), w0 = (2 * Math.PI * frequency) / rate;
  const cos = Math.cos(w0), sin = Math.sin(w0);
  if (type === 'peaking') {
    const alpha = sin / (2 * peakQ);
    return decibelsOf([1 + alpha * A, -2 * cos, 1 - alpha * A], [1 + alpha / A, -2 * cos, 1 - alpha / A], at, rate);
  }
  const beta = 2 * Math.sqrt(A) * (sin / 2) * Math.SQRT2;
  const s = type === 'lowshelf' ? 1 : -1;
  const b = [A * (A + 1 - s * (A - 1) * cos + beta), s * 2 * A * (A - 1 - s * (A + 1) * cos), A * (A + 1 - s * (A - 1) * cos - beta)];
  const a = [A + 1 + s * (A - 1) * cos + beta, -s * 2 * (A - 1 + s * (A + 1) * cos), A + 1 + s * (A - 1) * cos - beta];
  return decibelsOf(b, a, at, rate);
}

function decibelsOf(b: readonly number[], a: readonly number[], at: number, rate: number): number {
  const w = (2 * Math.PI * at) / rate;
  return 10 * Math.log10(power(b, w) / power(a, w));
}

function power([c0, c1, c2]: readonly number[], w: number): number {
  const real = c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), imaginary = c1 * Math.sin(w) + c2 * Math.sin(2 * w);
  return real * real + imaginary * imaginary;
}
