import type { Language } from '../text/text';
import { pitchName } from './names';

// By how usual they are; intervals from the root.
const kinds: readonly (readonly [suffix: string, intervals: readonly number[]])[] = [
  ['', [0, 4, 7]], ['m', [0, 3, 7]], ['7', [0, 4, 7, 10]], ['maj7', [0, 4, 7, 11]], ['m7', [0, 3, 7, 10]], ['dim', [0, 3, 6]],
  ['dim7', [0, 3, 6, 9]], ['m7♭5', [0, 3, 6, 10]], ['aug', [0, 4, 8]], ['sus4', [0, 5, 7]], ['sus2', [0, 2, 7]], ['6', [0, 4, 7, 9]],
  ['m6', [0, 3, 7, 9]], ['mMaj7', [0, 3, 7, 11]], ['9', [0, 2, 4, 7, 10]], ['maj9', [0, 2, 4, 7, 11]], ['m9', [0, 2, 3, 7, 10]],
  ['add9', [0, 2, 4, 7]], ['7sus4', [0, 5, 7, 10]], ['5', [0, 7]], ['7', [0, 4, 10]], ['maj7', [0, 4, 11]], ['m7', [0, 3, 10]],
];

const byMask = new Map<number, string>();
for (const [suffix, intervals] of kinds) {
  const mask = intervals.reduce((bits, interval) => bits | (1 << interval), 0);
  if (!byMask.has(mask)) byMask.set(mask, suffix);
}

export interface Chord {
  readonly root: number;
  readonly suffix: string;
  readonly bass: number;
}

/** The chord that keys make, whatever their order; null where they make none. A root in the bass wins. */
export function chordOf(keys: readonly number[]): Chord | null {
  if (keys.length < 2) return null;
  const pitches = [...new Set(keys.map((key) => key % 12))];
  const bass = Math.min(...keys) % 12;
  for (const root of [bass, ...pitches.filter((pitch) => pitch !== bass)]) {
    const mask = pitches.reduce((bits, pitch) => bits | (1 << ((pitch - root + 12) % 12)), 0);
    const suffix = byMask.get(mask);
    if (suffix !== undefined) return { root, suffix, bass };
  }
  return null;
}

/** "Cmaj7/E". */
export function chordName({ root, suffix, bass }: Chord, language: Language): string {
  const flat = /^(m|dim|m7|7)/.test(suffix) && [3, 10].includes(root);
  const name = pitchName(root, language, flat) + suffix;
  return bass === root ? name : `${name}/${pitchName(bass, language, flat)}`;
}
