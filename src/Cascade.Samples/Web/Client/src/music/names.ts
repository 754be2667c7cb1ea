import type { Language } from '../text/text';

const sharps = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'];
const flats = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'G♭', 'G', 'A♭', 'A', 'B♭', 'B'];
const germanSharps = ['C', 'Cis', 'D', 'Dis', 'E', 'F', 'Fis', 'G', 'Gis', 'A', 'Ais', 'H'];
const germanFlats = ['C', 'Des', 'D', 'Es', 'E', 'F', 'Ges', 'G', 'As', 'A', 'B', 'H'];
const spokenSharps = sharps.map((name) => name.replace('♯', ' sharp'));

/** The tonics that are written with flats, major and minor. */
const flatTonics = { major: new Set([1, 3, 5, 8, 10]), minor: new Set([0, 2, 3, 5, 7, 10]) };

export function pitchName(pitch: number, language: Language, flat = false): string {
  const names = language === 'de' ? (flat ? germanFlats : germanSharps) : flat ? flats : sharps;
  return names[((pitch % 12) + 12) % 12];
}

/** "C♯4", "Cis4". */
export function keyName(key: number, language: Language): string {
  return `${pitchName(key, language)}${Math.floor(key / 12) - 1}`;
}

/** As it is said: "C sharp 4", "Cis 4". */
export function spokenKeyName(key: number, language: Language): string {
  const pitch = language === 'de' ? germanSharps[key % 12] : spokenSharps[key % 12];
  return `${pitch} ${Math.floor(key / 12) - 1}`;
}

export function isFlatKey(tonic: number, mode: 'major' | 'minor'): boolean {
  return flatTonics[mode].has(tonic);
}
