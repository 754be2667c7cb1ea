import { hertzOf, type KeyMapping } from './keyMapping';
import { centsAt, type Scale } from './scala';

/** How the octave is divided, from which tonic, and how high the A over middle C is. */
export interface Tuning {
  readonly temperament: Temperament;
  /** 0 for C to 11 for B; equal temperament has none. */
  readonly tonic: number;
  /** In Hz. */
  readonly a4: number;
  /** A scale of one's own, which counts where it is there: middle C, or the tonic above it, plays its first note. */
  readonly scale?: Scale | null;
  /** Which key plays which note of the scale, or of the temperament, and how high, in the place of tonic and A. */
  readonly mapping?: KeyMapping | null;
}

export type Temperament = 'equal' | 'just' | 'pythagorean' | 'meantone' | 'werckmeister' | 'kirnberger' | 'vallotti';

export const lowestA4 = 400, highestA4 = 480;

export const usualTuning: Tuning = { temperament: 'equal', tonic: 0, a4: 440 };

const fifth = 1_200 * Math.log2(3 / 2);
const syntonic = 1_200 * Math.log2(81 / 80);
const pythagorean = 12 * fifth - 7 * 1_200;
const schisma = pythagorean - syntonic;

// How much each fifth is narrower than pure, from E flat up: E♭-B♭, B♭-F, F-C, C-G, G-D, D-A, A-E, E-B, B-F♯, F♯-C♯, C♯-G♯.
const fifths: Record<Exclude<Temperament, 'just'>, readonly number[]> = {
  equal: Array.from({ length: 11 }, () => pythagorean / 12),
  pythagorean: Array.from({ length: 11 }, () => 0),
  meantone: Array.from({ length: 11 }, () => syntonic / 4),
  // A. Werckmeister, "Musicalische Temperatur", 1691: the third of his.
  werckmeister: [0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0].map((share) => (share * pythagorean) / 4),
  // J. P. Kirnberger's third, in a letter to Forkel, 1779.
  kirnberger: [0, 0, 0, syntonic / 4, syntonic / 4, syntonic / 4, syntonic / 4, 0, 0, schisma, 0],
  // F. A. Vallotti, "Della scienza teorica e pratica della moderna musica", about 1780.
  vallotti: [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0].map((share) => (share * pythagorean) / 6),
};

export const temperaments: readonly Temperament[] = ['equal', 'just', 'pythagorean', 'meantone', 'werckmeister', 'kirnberger', 'vallotti'];

/** The ratios of just intonation, and how they are written. */
export const justNames = ['1/1', '16/15', '9/8', '6/5', '5/4', '4/3', '45/32', '3/2', '8/5', '5/3', '9/5', '15/8'] as const;
const justRatios = [1, 16 / 15, 9 / 8, 6 / 5, 5 / 4, 4 / 3, 45 / 32, 3 / 2, 8 / 5, 5 / 3, 9 / 5, 15 / 8];
const eFlat = 3;
const middleC = 60, a4Key = 69;
// 1 Hz and 28 kHz, from an A of 440 Hz.
const lowestCents = -10_500, highestCents = 7_200;
/** Where each tonic stands in the circle of fifths, as it is usually written. */
export const tonicFifths = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5];

/** The twelve degrees over their tonic, in cents. */
export function degreesOf(temperament: Temperament): number[] {
  if (temperament === 'just') return justRatios.map((ratio) => 1_200 * Math.log2(ratio));
  const cents = new Array<number>(12).fill(0);
  let pitch = eFlat, at = 0;
  for (const narrower of [...fifths[temperament], 0]) {
    cents[pitch] = at;
    at += fifth - narrower;
    pitch = (pitch + 7) % 12;
  }
  return cents.map((cent) => (((cent - cents[0]) % 1_200) + 1_200) % 1_200);
}

/** How far each pitch class, from C on, is from equal temperament with the same A, in cents. */
export function centsOf({ temperament, tonic }: Tuning): number[] {
  const degrees = degreesOf(temperament);
  const cents = Array.from({ length: 12 }, (_, pitch) => {
    const degree = (pitch - tonic + 12) % 12;
    return degrees[degree] - 100 * degree;
  });
  return cents.map((cent) => cent - cents[9]);
}

/** What the frequency of each of the 128 keys is multiplied by, from equal temperament at 440 Hz. */
export function ratiosOf(tuning: Tuning): Float64Array {
  const cents = keyCentsOf(tuning);
  return Float64Array.from({ length: 128 }, (_, key) => (tuning.a4 / 440) * 2 ** (cents[key] / 1_200));
}

/** How far each of the 128 keys is from equal temperament with the same A, in cents. */
export function keyCentsOf(tuning: Tuning): number[] {
  const { scale, tonic, mapping } = tuning;
  if (mapping) {
    const hertz = hertzOf(mapping, scale ?? scaleOf(tuning));
    return hertz.map((value, key) => playable(1_200 * Math.log2(value / tuning.a4)) - 100 * (key - a4Key));
  }
  if (!scale) {
    const cents = centsOf(tuning);
    return Array.from({ length: 128 }, (_, key) => cents[key % 12]);
  }
  const first = middleC + tonic, reference = centsAt(scale, a4Key - first);
  return Array.from({ length: 128 }, (_, key) => playable(centsAt(scale, key - first) - reference) - 100 * (key - a4Key));
}

// What no ear hears any more stays where an engine can play it.
const playable = (cents: number) => Math.min(highestCents, Math.max(lowestCents, cents));

/** A temperament as a scale. */
const scaleOf = ({ temperament }: Tuning): Scale => ({ name: '', cents: [...degreesOf(temperament).slice(1), 1_200] });

/** The fifth that each pitch class is in the chain the temperament was tuned by, from the tonic's third below to its eighth above; C is 0. */
export function fifthsOf(tonic: number): number[] {
  const places = new Array<number>(12).fill(0);
  for (let fifth = -3; fifth <= 8; fifth++) places[(((tonic + 7 * fifth) % 12) + 12) % 12] = tonicFifths[tonic] + fifth;
  return places;
}
