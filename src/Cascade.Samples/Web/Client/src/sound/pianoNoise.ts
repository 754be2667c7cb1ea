import { engagement, firstWithoutDamper, lift } from './dampers';
import type { Kernels } from './kernels';
import type { PianoTables } from './pianoTables';

const bands = 24;
const fieldRows = 18;
const seedRow = 13;
const gainRow = 14;
const stepRow = 16;
const subBlock = 32;
/** Kinds of noise after the shapes of the knock and those of the burst. */
const noiseKinds = { thump: 0, damper: 1, heavyDamper: 2, keyReturn: 3, pedalDown: 4, pedalUp: 5 } as const;
const strikeVelocity = 76;
const inaudible = 1e-12;
const pedalPower = 10 ** -3.5;
const damperDelay = 0.015;
const keyReturnDelay = 0.025;

interface Waiting {
  readonly kind: number;
  readonly frame: number;
  readonly left: number;
  readonly right: number;
}

/** The noises of hammers, keys, dampers and pedal: shaped noise in 24 bands, whose powers add up. */
export class PianoNoise {
  readonly #tables: PianoTables;
  readonly #kernels: Kernels;
  readonly #fields: number;
  readonly #values: Float32Array;
  readonly #power: Float32Array[];
  readonly #shrink: Float32Array[];
  readonly #sounding: boolean[];
  readonly #target = new Float32Array(2 * bands);
  readonly #waiting: Waiting[] = [];
  #frame = 0;

  constructor(tables: PianoTables, kernels: Kernels) {
    this.#tables = tables;
    this.#kernels = kernels;
    this.#fields = kernels.allocate(fieldRows * bands);
    this.#values = new Float32Array(kernels.memory.buffer, this.#fields, fieldRows * bands);
    tables.bands.forEach((row, i) => this.#values.set(row, i * bands));
    const seeds = new Int32Array(kernels.memory.buffer, this.#fields + 4 * seedRow * bands, bands);
    for (let band = 0; band < bands; band++) seeds[band] = 0x9e3779b9 * (band + 1);
    this.#power = tables.noises.map(() => new Float32Array(2 * bands));
    this.#shrink = tables.noises.map(({ decay }) => decay.map((seconds) => Math.exp(-subBlock / (seconds * tables.rate))));
    this.#sounding = tables.noises.map(() => false);
  }

  get isSilent(): boolean {
    return this.#waiting.length === 0 && !this.#sounding.includes(true);
  }

  /** Adds a blow of mean square `power`; `left` and `right` are amplitudes. */
  strike(key: number, velocity: number, power: number, offset: number, left: number, right: number): void {
    const table = this.#tables.keys[key];
    const { knock, burst, thump } = this.#tables.law;
    const steps = (velocity - strikeVelocity) / 100;
    const [l, r] = [2 * left * left * power, 2 * right * right * power];
    const velocities = 10 ** (table.knockVelocity * steps);
    this.#addShaped(0, key, offset, table.knock * velocities * knock * knock, l, r);
    this.#addShaped(this.#tables.law.shapes, key, offset, table.burst * 10 ** (table.burstVelocity * steps) * burst * burst, l, r);
    this.#add(noiseKinds.thump, offset + this.#frames(Math.max(0, 0.03 - 0.0005 * velocity)), table.thump * velocities * thump * thump, l, r);
  }

  /** Adds a key coming back, and its damper. */
  release(key: number, pedal: number, offset: number, left: number, right: number): void {
    if (key >= firstWithoutDamper) return;
    const table = this.#tables.keys[key];
    const { damper, damperNoise } = this.#tables.law;
    const engaged = Math.min(1, engagement(pedal) * damper);
    const [l, r] = [(damperNoise * left) ** 2, (damperNoise * right) ** 2];
    const falls = offset + this.#frames(damperDelay);
    this.#add(noiseKinds.damper, falls, engaged * engaged * table.damper, l, r);
    this.#add(noiseKinds.heavyDamper, falls, engaged * engaged * table.heavyDamper, l, r);
    this.#add(noiseKinds.keyReturn, offset + this.#frames(keyReturnDelay), table.keyReturn, l, r);
  }

  /** Adds a step of the sustain pedal. */
  pedal(from: number, to: number, offset: number, gain: number): void {
    const way = Math.abs(lift(to) - lift(from));
    const power = (way * way * pedalPower * (this.#tables.law.pedalNoise * gain) ** 2) / 2;
    this.#add(to > from ? noiseKinds.pedalDown : noiseKinds.pedalUp, offset, power, 1, 1);
  }

  /** Adds a block of 128 frames to the sides. */
  render(left: number, right: number): void {
    if (this.isSilent) return;
    for (let from = 0; from < 128; from += subBlock) {
      this.#aim();
      this.#kernels.noise(this.#fields, subBlock, left + 4 * from, right + 4 * from);
      this.#frame += subBlock;
    }
  }

  /** Silence at once. */
  clear(): void {
    this.#waiting.length = 0;
    for (const power of this.#power) power.fill(0);
    this.#sounding.fill(false);
    this.#values.fill(0, gainRow * bands);
  }

  #aim(): void {
    const target = this.#target.fill(0);
    for (let kind = 0; kind < this.#power.length; kind++) {
      if (!this.#sounding[kind]) continue;
      const power = this.#power[kind], shrink = this.#shrink[kind];
      let sum = 0;
      for (let i = 0; i < 2 * bands; i++) sum += power[i] *= shrink[i % bands];
      this.#sounding[kind] = sum > inaudible;
      if (!this.#sounding[kind]) power.fill(0);
    }
    let waiting = 0;
    for (const noise of this.#waiting) {
      if (noise.frame >= this.#frame + subBlock) this.#waiting[waiting++] = noise;
      else this.#begin(noise);
    }
    this.#waiting.length = waiting;
    for (const power of this.#power) for (let i = 0; i < 2 * bands; i++) target[i] += power[i];
    const gains = gainRow * bands, steps = stepRow * bands;
    for (let i = 0; i < 2 * bands; i++) this.#values[steps + i] = (Math.sqrt(target[i]) - this.#values[gains + i]) / subBlock;
  }

  #begin({ kind, left, right }: Waiting): void {
    const spectrum = this.#tables.noises[kind].power;
    for (let band = 0; band < bands; band++) {
      this.#power[kind][band] += left * spectrum[band];
      this.#power[kind][bands + band] += right * spectrum[band];
    }
    this.#sounding[kind] = true;
  }

  // A noise of the blow has a shape between two.
  #addShaped(first: number, key: number, offset: number, power: number, left: number, right: number): void {
    const { shape, part } = this.#tables.keys[key];
    this.#wait(first + shape, offset, (1 - part) * power, left, right);
    if (part > 0) this.#wait(first + shape + 1, offset, part * power, left, right);
  }

  #add(kind: number, offset: number, power: number, left: number, right: number): void {
    this.#wait(2 * this.#tables.law.shapes + kind, offset, power, left, right);
  }

  #wait(kind: number, offset: number, power: number, left: number, right: number): void {
    if (power > 0) this.#waiting.push({ kind, frame: this.#frame + offset, left: power * left, right: power * right });
  }

  #frames(seconds: number): number {
    return Math.round(seconds * this.#tables.rate);
  }
}
