import { type KeyTable, levelAt as keyLevelAt, type PianoTables } from './pianoTables';

export const mostModes = 288;
/** So many modes are turned at a time. */
export const group = 16;
export const dampingClasses = 6;

/** What a blow leaves in a string: its modes by rows of phasor, turn and side, and how it begins. */
export interface Blow {
  readonly values: Float32Array;
  /** How much the damper takes from each mode. */
  readonly classes: Uint8Array;
  count: number;
  /** How long hammer and string touch, in frames. */
  contact: number;
  onset: number;
  left: number;
  right: number;
}

interface Stroke {
  readonly velocity: number;
  /** The soft pedal, 0 up to 1 down. */
  readonly soft: number;
  /** What the string's frequencies are multiplied by. */
  readonly ratio: number;
}

/** The hammers: what a stroke makes of a string, as the host computes it. */
export class Hammer {
  readonly #tables: PianoTables;
  readonly #spectrum = new Float32Array(mostModes);

  constructor(tables: PianoTables) {
    this.#tables = tables;
  }

  /** Fills in a blow; returns the mean square of its prompt sound. */
  strike(blow: Blow, table: KeyTable, { velocity, soft, ratio }: Stroke): number {
    const { rate, law } = this.#tables;
    const speed = Math.exp(0.023 * (velocity - 64));
    const contact = table.contact * speed ** table.contactExponent * law.softContact ** soft;
    const slope = table.slope * speed ** table.slopeExponent;
    const softer = table.softLevel ** soft, loud = levelOf(velocity, law.levelRange) * softer;
    const level = keyLevelAt(table, velocity) * softer;
    const stretching = level * (loud / levelOf(76, law.levelRange));
    const power = this.#fillSpectrum(table, contact, slope) * level * level;
    const row = mostModes;
    blow.values.fill(0);
    for (let i = 0; i < table.frequency.length; i++) {
      const f = ratio * table.frequency[i], n = table.partial[i], m = table.second[i];
      // What lies over half the rate would come back from there.
      const amplitude = f >= rate / 2 ? 0 : table.strength[i] * this.#spectrum[n] * (m < 0 ? level : stretching * this.#spectrum[m]);
      // The middle of the blow is where all partials start their sines.
      const phase = -Math.PI * ((f * contact) % 2) + 2 * Math.PI * table.phase[i];
      const turn = (2 * Math.PI * f) / rate, shrink = Math.exp(-table.loss[i] / rate);
      blow.values[i] = amplitude * Math.cos(phase);
      blow.values[row + i] = amplitude * Math.sin(phase);
      blow.values[2 * row + i] = shrink * Math.cos(turn);
      blow.values[3 * row + i] = shrink * Math.sin(turn);
      blow.values[4 * row + i] = table.side[i];
      blow.classes[i] = Math.min(m < 0 ? n : dampingClasses, dampingClasses - 1);
    }
    blow.count = Math.ceil(table.frequency.length / group) * group;
    blow.contact = contact * rate;
    blow.onset = 1 - 1 / Math.sqrt(1 + Math.exp(-table.onset));
    blow.left = law.gain * table.left;
    blow.right = law.gain * table.right;
    return power;
  }

  // The hammer's force on each partial; returns the mean square of the prompt sound at level 1.
  #fillSpectrum({ partials }: KeyTable, contact: number, slope: number): number {
    const { secondSlope } = this.#tables.law;
    let power = 0;
    for (let n = 0; n < partials.frequency.length; n++) {
      const x = partials.frequency[n] * contact;
      const force = 1 / Math.sqrt((1 + (x / 0.59) ** slope) * (1 + (x / 3.98) ** secondSlope));
      this.#spectrum[n] = force;
      power += (force * partials.strength[n]) ** 2 / 2;
    }
    return power;
  }
}

function levelOf(velocity: number, range: number): number {
  return 10 ** ((range * (velocity / 127 - 1)) / 20);
}
