/** A piano as the host writes it (PianoTableFile): strings, hammers, noises and soundboard as numbers. */
export interface PianoTables {
  readonly rate: number;
  readonly law: Law;
  readonly velocities: Float32Array;
  readonly keys: readonly KeyTable[];
  readonly bands: readonly Float32Array[];
  readonly noises: readonly { readonly power: Float32Array; readonly decay: Float32Array }[];
  readonly board: Board;
  readonly strings: Strings;
}

interface Law {
  readonly levelRange: number;
  readonly secondSlope: number;
  readonly softContact: number;
  readonly damper: number;
  readonly gain: number;
  readonly knock: number;
  readonly burst: number;
  readonly thump: number;
  readonly damperNoise: number;
  readonly pedalNoise: number;
  /** How many shapes the knock and the burst have each. */
  readonly shapes: number;
}

export interface KeyTable {
  readonly contact: number;
  readonly slope: number;
  readonly contactExponent: number;
  readonly slopeExponent: number;
  readonly damping: number;
  readonly left: number;
  readonly right: number;
  readonly onset: number;
  readonly softLevel: number;
  readonly knock: number;
  readonly knockVelocity: number;
  readonly burst: number;
  readonly burstVelocity: number;
  readonly thump: number;
  readonly damper: number;
  readonly heavyDamper: number;
  readonly keyReturn: number;
  /** The first of the two shapes its knock and burst lie between, and how much of the second they have. */
  readonly shape: number;
  readonly part: number;
  /** Binary logarithms of its amplitude at the velocities of `levelVelocities`. */
  readonly levels: Float32Array;
  readonly frequency: Float32Array;
  readonly strength: Float32Array;
  readonly loss: Float32Array;
  readonly partial: Float32Array;
  readonly second: Float32Array;
  readonly phase: Float32Array;
  readonly side: Float32Array;
  /** Of each partial: its frequency in Hz, and its prompt sound's strength. */
  readonly partials: { readonly frequency: Float32Array; readonly strength: Float32Array };
}

/** Partials that answer the bridge while nobody damps them, key by key. */
interface Strings {
  readonly key: Float32Array;
  readonly partial: Float32Array;
  readonly frequency: Float32Array;
  readonly loss: Float32Array;
  readonly drive: Float32Array;
  readonly side: Float32Array;
}

interface Board {
  readonly frequency: Float32Array;
  readonly loss: Float32Array;
  readonly drive: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

const magic = 0x4f4e5043; // "CPNO"
const version = 3;
const headerBytes = 36;
const lawFloats = 16;
const keyFloats = 32;
/** In place of a second partial: a mode of a partial's prompt sound. */
const promptSound = -1;
const levelVelocities = [1, 20, 40, 64, 90, 127];

/** Reads what the host wrote; throws where it is something else. */
export function readPianoTables(file: ArrayBuffer): PianoTables {
  const header = new DataView(file);
  if (file.byteLength < headerBytes || header.getUint32(0, true) !== magic || header.getUint32(4, true) !== version)
    throw new Error('These are not the piano tables this page reads.');
  const [rate, keys, modes, bands, noises, boardModes, answering] = [8, 12, 16, 20, 24, 28, 32].map((at) => header.getUint32(at, true));
  let at = headerBytes;
  const take = (floats: number) => {
    const values = new Float32Array(file, at, floats);
    at += 4 * floats;
    return values;
  };
  const law = take(lawFloats);
  const velocities = take(128);
  const rows = take(keys * keyFloats);
  const rowsOfModes = Array.from({ length: 7 }, () => take(modes));
  const table: PianoTables = {
    rate,
    law: readLaw(law),
    velocities,
    keys: Array.from({ length: keys }, (_, key) => {
      const row = rows.subarray(key * keyFloats, (key + 1) * keyFloats);
      const part = (values: Float32Array) => values.subarray(row[1], row[1] + row[0]);
      return readKey(row, rowsOfModes.map(part));
    }),
    bands: Array.from({ length: 5 }, () => take(bands)),
    noises: Array.from({ length: noises }, () => ({ power: take(bands), decay: take(bands) })),
    board: { frequency: take(boardModes), loss: take(boardModes), drive: take(boardModes), left: take(boardModes), right: take(boardModes) },
    strings: { key: take(answering), partial: take(answering), frequency: take(answering), loss: take(answering), drive: take(answering), side: take(answering) },
  };
  if (at !== file.byteLength) throw new Error('The piano tables are not as long as they say.');
  return table;
}

/** The amplitude of a key at a velocity of 0 to 127. */
export function levelAt({ levels }: KeyTable, velocity: number): number {
  let above = 1;
  while (above < levelVelocities.length - 1 && levelVelocities[above] < velocity) above++;
  const part = (velocity - levelVelocities[above - 1]) / (levelVelocities[above] - levelVelocities[above - 1]);
  return 2 ** (levels[above - 1] + part * (levels[above] - levels[above - 1]));
}

function readLaw(law: Float32Array): Law {
  const [levelRange, secondSlope, softContact, damper, gain, knock, burst, thump, damperNoise, pedalNoise, , shapes] = law;
  return { levelRange, secondSlope, softContact, damper, gain, knock, burst, thump, damperNoise, pedalNoise, shapes };
}

function readKey(row: Float32Array, modes: readonly Float32Array[]): KeyTable {
  const [
    contact, slope, contactExponent, slopeExponent, damping, left, right, onset, softLevel, knock, knockVelocity, burst, burstVelocity, thump,
    damper, heavyDamper, keyReturn, shape, part,
  ] = row.subarray(2);
  const levels = row.subarray(21, 21 + levelVelocities.length);
  const [frequency, strength, loss, partial, second, phase, side] = modes;
  const count = partial.reduce((most, n) => Math.max(most, n + 1), 0);
  const partials = { frequency: new Float32Array(count), strength: new Float32Array(count) };
  const strongest = new Float32Array(count);
  for (let mode = 0; mode < partial.length; mode++) {
    const n = partial[mode];
    if (second[mode] !== promptSound) continue;
    // Its modes' powers add up; the strongest has the partial's pitch.
    if (Math.abs(strength[mode]) > strongest[n]) {
      strongest[n] = Math.abs(strength[mode]);
      partials.frequency[n] = frequency[mode];
    }
    partials.strength[n] = Math.hypot(partials.strength[n], strength[mode]);
  }
  return {
    contact, slope, contactExponent, slopeExponent, damping, left, right, onset, softLevel, knock, knockVelocity, burst, burstVelocity, thump,
    damper, heavyDamper, keyReturn, shape, part, levels, frequency, strength, loss, partial, second, phase, side, partials,
  };
}
