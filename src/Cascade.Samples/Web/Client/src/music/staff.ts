/** A note on the grand staff. */
export interface StaffNote {
  readonly key: number;
  /** Steps over middle C, a line and a space being one each. */
  readonly step: number;
  readonly accidental: 'sharp' | 'flat' | null;
  /** How many octaves it is written lower (above the staff) or higher (below it) than it sounds. */
  readonly octaves: number;
}

const sharpSteps = [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6];
const flatSteps = [0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6];
const blackPitches = new Set([1, 3, 6, 8, 10]);

/** The lowest and the highest place that is written without an octave sign: C2 and C6. */
const lowest = -14, highest = 14;

/** Where a key stands on the grand staff, with sharps or with flats. */
export function staffNoteOf(key: number, flat: boolean): StaffNote {
  const pitch = key % 12;
  let step = 7 * (Math.floor(key / 12) - 5) + (flat ? flatSteps : sharpSteps)[pitch], octaves = 0;
  while (step > highest) [step, octaves] = [step - 7, octaves + 1];
  while (step < lowest) [step, octaves] = [step + 7, octaves - 1];
  return { key, step, accidental: blackPitches.has(pitch) ? (flat ? 'flat' : 'sharp') : null, octaves };
}

/** The ledger lines of a note: steps at which a short line is drawn. */
export function ledgersOf(step: number): number[] {
  if (step === 0) return [0];
  const lines: number[] = [];
  for (let line = 12; line <= step; line += 2) lines.push(line);
  for (let line = -12; line >= step; line -= 2) lines.push(line);
  return lines;
}
