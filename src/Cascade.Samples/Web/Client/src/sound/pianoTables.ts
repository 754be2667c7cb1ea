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
  readonly contactExponent: number;
  readonly slopeExponent: number;
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
}

export interface KeyTable {
  readonly contact: number;
  readonly slope: number;
  readonly level: number;
  readonly damping: number;
  readonly left: number;
  readonly right: number;
  readonly onset: number;
  readonly softLevel: number;
  readonly knock: number;
  readonly knockVelocity: number;
  readonly burst: number;
  readonly burstVelocity: number;
  readonly damper: number;
  readonly heavyDamper: number;
  readonly keyReturn: number;
  readonly frequency: Float32Array;
  readonly strength: Float32Array;
  readonly loss: Float32Array;
  readonly partial: Float32Array;
  readonly second: Float32Array;
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
}

interface Board {
  readonly frequency: Float32Array;
  readonly loss: Float32Array;
  readonly drive: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

const magic = 0x4f4e5043; // "CPNO"
const version = 2;
const headerBytes = 36;
const lawFloats = 16;
const keyFloats = 20;

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
  const [frequency, strength, loss, partial, second] = Array.from({ length: 5 }, () => take(modes));
  const table: PianoTables = {
    rate,
    law: readLaw(law),
    velocities,
    keys: Array.from({ length: keys }, (_, key) => {
      const row = rows.subarray(key * keyFloats, (key + 1) * keyFloats);
      const part = (values: Float32Array) => values.subarray(row[1], row[1] + row[0]);
      return readKey(row, part(frequency), part(strength), part(loss), part(partial), part(second));
    }),
    bands: Array.from({ length: 7 }, () => take(bands)),
    noises: Array.from({ length: noises }, () => ({ power: take(bands), decay: take(bands) })),
    board: { frequency: take(boardModes), loss: take(boardModes), drive: take(boardModes), left: take(boardModes), right: take(boardModes) },
    strings: { key: take(answering), partial: take(answering), frequency: take(answering), loss: take(answering), drive: take(answering) },
  };
  if (at !== file.byteLength) throw new Error('The piano tables are not as long as they say.');
  return table;
}

function readLaw(law: Float32Array): Law {
  const [contactExponent, slopeExponent, levelRange, secondSlope, softContact, damper, gain, knock, burst, thump, damperNoise, pedalNoise] = law;
  return { contactExponent, slopeExponent, levelRange, secondSlope, softContact, damper, gain, knock, burst, thump, damperNoise, pedalNoise };
}

function readKey(
  row: Float32Array,
  frequency: Float32Array,
  strength: Float32Array,
  loss: Float32Array,
  partial: Float32Array,
  second: Float32Array,
): KeyTable {
  const [contact, slope, level, damping, left, right, onset, softLevel, knock, knockVelocity, burst, burstVelocity, damper, heavyDamper, keyReturn] =
    row.subarray(2);
  const count = partial.reduce((most, n) => Math.max(most, n + 1), 0);
  const partials = { frequency: new Float32Array(count), strength: new Float32Array(count) };
  for (let mode = 0; mode < partial.length; mode++) {
    const n = partial[mode];
    // The strongest mode of a partial is its prompt sound; modes of stretching lie elsewhere.
    if (second[mode] >= 0 || Math.abs(strength[mode]) <= Math.abs(partials.strength[n])) continue;
    partials.frequency[n] = frequency[mode];
    partials.strength[n] = strength[mode];
  }
  return {
    contact, slope, level, damping, left, right, onset, softLevel, knock, knockVelocity, burst, burstVelocity, damper, heavyDamper, keyReturn,
    frequency, strength, loss, partial, second, partials,
  };
}
