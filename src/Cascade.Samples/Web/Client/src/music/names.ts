import type { Language } from '../text/text';

const sharps = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'];
const flats = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'G♭', 'G', 'A♭', 'A', 'B♭', 'B'];
const germanSharps = ['C', 'Cis', 'D', 'Dis', 'E', 'F', 'Fis', 'G', 'Gis', 'A', 'Ais', 'H'];
const germanFlats = ['C', 'Des', 'D', 'Es', 'E', 'F', 'Ges', 'G', 'As', 'A', 'B', 'H'];
const spokenSharps = sharps.map((name) => name.replace('♯', ' sharp'));

const letters = 'FCGDAEB', signs = { '-2': '♭♭', '-1': '♭', 0: '', 1: '♯', 2: '𝄪' } as const;

/** The name of a note by its place in the chain of fifths: 0 is C, 1 is G, -1 is F, 7 is C♯. */
export function fifthName(fifth: number, language: Language): string {
  const letter = letters[(((fifth + 1) % 7) + 7) % 7], sign = Math.floor((fifth + 1) / 7) as -2 | -1 | 0 | 1 | 2;
  if (language !== 'de') return letter + signs[sign];
  if (letter === 'B') return sign === -1 ? 'B' : `H${germanEnding(sign)}`;
  // Es and As have lost a vowel.
  return letter + germanEnding(sign).replace(/^e/, 'EA'.includes(letter) ? '' : 'e');
}

const germanEnding = (sign: number) => (sign < 0 ? 'es'.repeat(-sign) : 'is'.repeat(sign));

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
