import { centsAt, ScalaError, type Scale } from './scala';

/** Which key plays which degree of a scale, from a file of the Scala program. */
export interface KeyMapping {
  readonly name: string;
  /** The degree of each key of the pattern from the middle key on; null plays none. Empty for a degree a key. */
  readonly degrees: readonly (number | null)[];
  readonly first: number;
  readonly last: number;
  readonly middle: number;
  readonly reference: number;
  /** Of the reference key. */
  readonly hertz: number;
  /** The degree that the pattern goes on from when it is over; 0 for where the scale repeats. */
  readonly octave: number;
}

const highestKey = 127, mostDegree = 4_096;
const lowestHertz = 1, highestHertz = 96_000;

/**
 * Reads a mapping; throws a ScalaError where the text is none. Source: M. Op de Coul, "Scala keyboard mapping file format", Huygens-Fokker
 * Foundation.
 */
export function readMapping(text: string, name: string): KeyMapping {
  const lines = text.split(/\r?\n/).map((content, i) => ({ word: content.trim().split(/\s/)[0], line: i + 1 })).filter(({ word }) => !word.startsWith('!'));
  let at = 0;
  const next = () => {
    const found = lines[at++];
    if (found === undefined || found.word === '') throw new ScalaError('mappingShort', found?.line ?? text.split('\n').length);
    return found;
  };
  const whole = (low: number, high: number) => {
    const { word, line } = next(), value = Number(word);
    if (!/^\d+$/.test(word) || value < low || value > high) throw new ScalaError('mappingNumber', line, [low, high]);
    return value;
  };
  const size = whole(0, mostDegree);
  const first = whole(0, highestKey), last = whole(first, highestKey), middle = whole(0, highestKey), reference = whole(0, highestKey);
  const { line: referenceLine } = lines[at - 1];
  const { word, line } = next(), hertz = Number(word);
  if (!/^\d+(\.\d*)?$/.test(word) || hertz < lowestHertz || hertz > highestHertz) throw new ScalaError('mappingNumber', line, [lowestHertz, highestHertz]);
  const octave = whole(0, mostDegree);
  // Entries that are missing or empty play none.
  const degrees = Array.from({ length: size }, (_, i) => degreeIn(lines[at + i]));
  const mapping = { name, degrees, first, last, middle, reference, hertz, octave };
  if (placeOf(mapping, reference).degree === null) throw new ScalaError('mappingReference', referenceLine);
  if (!Array.from({ length: last - first + 1 }, (_, i) => placeOf(mapping, first + i)).some(({ degree }) => degree !== null))
    throw new ScalaError('mappingReference', referenceLine);
  return mapping;
}

function degreeIn(entry: { readonly word: string; readonly line: number } | undefined): number | null {
  if (entry === undefined || /^x?$/i.test(entry.word)) return null;
  const degree = Number(entry.word);
  if (!/^[+-]?\d+$/.test(entry.word) || Math.abs(degree) > mostDegree) throw new ScalaError('mappingDegree', entry.line);
  return degree;
}

function placeOf({ degrees, middle }: KeyMapping, key: number): { readonly degree: number | null; readonly turn: number } {
  const distance = key - middle;
  if (degrees.length === 0) return { degree: distance, turn: 0 };
  const turn = Math.floor(distance / degrees.length);
  return { degree: degrees[distance - turn * degrees.length], turn };
}

/** The frequency of each of the 128 keys; one that plays no degree sounds as the next one below that does, as in the engine. */
export function hertzOf(mapping: KeyMapping, scale: Scale): number[] {
  const octave = centsAt(scale, mapping.octave || scale.cents.length);
  const centsOf = (key: number) => {
    const { degree, turn } = placeOf(mapping, key);
    return degree === null ? null : centsAt(scale, degree) + turn * octave;
  };
  const reference = centsOf(mapping.reference)!;
  const hertz = Array.from({ length: highestKey + 1 }, (_, key) => {
    const cents = key < mapping.first || key > mapping.last ? null : centsOf(key);
    return cents === null ? null : mapping.hertz * 2 ** ((cents - reference) / 1_200);
  });
  let below = hertz.find((value) => value !== null)!;
  return hertz.map((value) => (below = value ?? below));
}
