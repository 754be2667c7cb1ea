import { engagement } from './dampers';
import { damperFactor, type Envelope, isPlain, levelAt, plainEnvelope } from './envelope';
import { type Blow, dampingClasses, group, Hammer, mostModes } from './hammer';
import type { Kernels } from './kernels';
import { PianoNoise } from './pianoNoise';
import type { PianoTables } from './pianoTables';
import { Soundboard } from './soundboard';
import { SympatheticStrings } from './sympatheticStrings';

export const blockFrames = 128;

const mostVoices = 64;
const stolenLoss = 700;
const restrikeLoss = 500;
const warmRounds = 30;
const dampedAfter = 0.015;
const onsetTime = 0.012;
const onsetEnd = 0.1;
const silence = 1e-4;
const silenceOfAll = 1e-6;
const audibleInput = 1e-6;
// A note that grows slowly has no blow to be heard.
const longestBlow = 0.05;

interface Voice extends Blow {
  readonly state: number;
  key: number;
  age: number;
  silence: number;
  damping: number;
  /** Whether that holds for all partials alike. */
  isEven: boolean;
  cut: number;
  order: number;
}

/** The three pedals, 0 up to 1 down. */
export interface Pedals {
  sustain: number;
  sostenuto: number;
  soft: number;
}

/** The host's modal piano: the same tables, hammers, dampers and noises, rendered in blocks of 128 frames. */
export class Piano {
  readonly #tables: PianoTables;
  readonly #kernels: Kernels;
  readonly #noise: PianoNoise;
  readonly #voices: Voice[];
  readonly #newest = new Int16Array(128).fill(-1);
  readonly #down = new Uint8Array(128);
  readonly #kept = new Uint8Array(128);
  readonly #released = new Float64Array(128).fill(-1);
  readonly #ratios = new Float64Array(128).fill(1);
  #envelope: Envelope = plainEnvelope;
  readonly #pedals: Pedals = { sustain: 0, sostenuto: 0, soft: 0 };
  readonly #out: { ownLeft: number; ownRight: number; left: number; right: number; input: number };
  readonly #ownLeft: Float32Array;
  readonly #ownRight: Float32Array;
  readonly #left: Float32Array;
  readonly #right: Float32Array;
  readonly #input: Float32Array;
  readonly #factors = new Float64Array(dampingClasses);
  readonly #hammer: Hammer;
  readonly #board: Soundboard;
  readonly #answering: SympatheticStrings;
  readonly #struck = new Uint8Array(128);
  #isCut = false;
  #now = 0;
  #order = 0;

  constructor(tables: PianoTables, kernels: Kernels) {
    this.#tables = tables;
    this.#kernels = kernels;
    this.#hammer = new Hammer(tables);
    const out = () => kernels.allocate(blockFrames);
    this.#out = { ownLeft: out(), ownRight: out(), left: out(), right: out(), input: out() };
    const states = Array.from({ length: mostVoices }, () => kernels.allocate(5 * mostModes));
    this.#board = new Soundboard(tables, kernels);
    this.#noise = new PianoNoise(tables, kernels);
    this.#answering = new SympatheticStrings(tables, kernels);
    this.#voices = states.map((state) => ({
      state,
      values: this.#values(state, 5 * mostModes),
      classes: new Uint8Array(mostModes),
      key: 0, count: 0, age: 0, contact: 0, onset: 0, left: 0, right: 0, silence: 0, damping: 0, isEven: false, cut: 0, order: 0,
    }));
    this.#ownLeft = this.#values(this.#out.ownLeft, blockFrames);
    this.#ownRight = this.#values(this.#out.ownRight, blockFrames);
    this.#left = this.#values(this.#out.left, blockFrames);
    this.#right = this.#values(this.#out.right, blockFrames);
    this.#input = this.#values(this.#out.input, blockFrames);
    this.#warm();
  }

  /** How many strings sound. */
  get sounding(): number {
    let count = 0;
    for (const voice of this.#voices) if (voice.count > 0) count++;
    return count;
  }

  /** How many keys are down. */
  get held(): number {
    let count = 0;
    for (const down of this.#down) count += down;
    return count;
  }

  get isSilent(): boolean {
    return this.sounding === 0 && this.#noise.isSilent && !this.#board.rings && this.#answering.isSilent;
  }

  /** How notes grow and fade, those too that sound. */
  set envelope(envelope: Envelope) {
    this.#envelope = envelope;
  }

  /** Tunes the keys: what each frequency is multiplied by, for notes to come. */
  tune(ratios: Float64Array): void {
    this.#ratios.set(ratios);
    ratios.forEach((ratio, key) => this.#answering.tune(key, ratio));
  }

  /** Strikes a key with a velocity of 0 to 1, `offset` frames into the next block. */
  noteOn(key: number, velocity: number, offset: number): void {
    const table = this.#tables.keys[key];
    this.#down[key] = 1;
    this.#isCut = false;
    if (table.frequency.length === 0) return;
    const before = this.#newest[key];
    if (before >= 0 && this.#voices[before].key === key) this.#voices[before].cut = restrikeLoss;
    const place = this.#freeVoice();
    this.#newest[key] = place;
    const voice = this.#voices[place];
    const played = Math.min(127, Math.max(0, velocity * 127));
    const sounding = this.#tables.velocities[Math.round(played)] + (played - Math.round(played));
    const power = this.#hammer.strike(voice, table, { velocity: sounding, soft: this.#pedals.soft, ratio: this.#ratios[key] });
    voice.age = -offset;
    voice.silence = Math.max(silenceOfAll, silence * Math.sqrt(power)) ** 2;
    voice.damping = 0;
    voice.isEven = false;
    voice.cut = 0;
    voice.key = key;
    voice.order = this.#order++;
    const blow = Math.max(0, 1 - this.#envelope.attack / longestBlow);
    this.#noise.strike(key, sounding, blow * blow * power, offset, voice.left, voice.right);
  }

  /** Lets a key go. */
  noteOff(key: number, offset: number): void {
    if (this.#down[key] === 0) return;
    this.#down[key] = 0;
    this.#released[key] = this.#now + offset;
    const { left, right } = this.#tables.keys[key];
    const gain = this.#tables.law.gain;
    this.#noise.release(key, this.#kept[key] ? 1 : this.#pedals.sustain, offset, gain * left, gain * right);
  }

  /** Moves a pedal to 0 (up) to 1 (down). */
  pedal(kind: keyof Pedals, value: number, offset: number): void {
    const before = this.#pedals[kind];
    this.#pedals[kind] = value;
    if (kind === 'sustain') this.#noise.pedal(before, value, offset, this.#tables.law.gain);
    if (kind !== 'sostenuto' || before >= 0.5 === value >= 0.5) return;
    if (value >= 0.5) this.#kept.set(this.#down);
    else this.#kept.fill(0);
  }

  /** Silence, within 10 ms. */
  allSoundOff(): void {
    this.#down.fill(0);
    this.#kept.fill(0);
    this.#pedals.sustain = this.#pedals.sostenuto = this.#pedals.soft = 0;
    for (const voice of this.#voices) voice.cut = stolenLoss;
    this.#isCut = true;
  }

  /** Renders the next 128 frames. */
  render(left: Float32Array, right: Float32Array): void {
    this.#renderAll();
    left.set(this.#left);
    right.set(this.#right);
    this.#now += blockFrames;
  }

  #renderAll(): void {
    this.#left.fill(0);
    this.#right.fill(0);
    for (const voice of this.#voices) if (voice.count > 0) this.#renderVoice(voice);
    this.#noise.render(this.#out.left, this.#out.right);
    this.#freeStrings();
    this.#renderBridge();
  }

  // Has everything compiled before the first stroke that is heard.
  #warm(): void {
    for (let round = 0; round < warmRounds; round++) {
      for (let key = 24; key < 108; key += 12) this.noteOn(key, 0.5, 0);
      this.#renderAll();
      for (const voice of this.#voices) voice.count = 0;
      this.allSoundOff();
    }
    this.#noise.clear();
    this.#board.clear();
    this.#newest.fill(-1);
    this.#isCut = false;
    this.#answering.clear();
  }

  #renderVoice(voice: Voice): void {
    this.#damp(voice);
    const from = Math.max(0, -voice.age);
    this.#kernels.modes(voice.state, mostModes, voice.count, from, this.#out.ownLeft, this.#out.ownRight);
    const ownLeft = this.#ownLeft, ownRight = this.#ownRight, rate = this.#tables.rate;
    const shaped = voice.age < voice.contact;
    const rising = voice.age < onsetEnd * rate ? voice.onset : 0;
    let build = rising * Math.exp(-Math.max(0, voice.age) / (onsetTime * rate));
    const step = Math.exp(-1 / (onsetTime * rate));
    const plain = isPlain(this.#envelope);
    let level = plain ? 1 : levelAt(this.#envelope, Math.max(0, voice.age) / rate);
    const grow = plain ? 0 : (levelAt(this.#envelope, (voice.age + blockFrames) / rate) - level) / (blockFrames - from);
    for (let i = from; i < blockFrames; i++) {
      const age = voice.age + i;
      let gain = level * (1 - build);
      level += grow;
      build *= step;
      if (shaped && age < voice.contact) gain *= 0.5 - 0.5 * Math.cos((Math.PI * (age + 0.5)) / (voice.contact + 0.5));
      this.#left[i] += voice.left * gain * ownLeft[i];
      this.#right[i] += voice.right * gain * ownRight[i];
    }
    voice.age += blockFrames;
    while (voice.count > 0 && this.#kernels.loudest(voice.state, mostModes, voice.count - group) < voice.silence) voice.count -= group;
  }

  #damp(voice: Voice): void {
    const wanted = voice.cut > 0 ? voice.cut : this.#dampingOf(voice.key);
    if (wanted === voice.damping) return;
    const even = voice.cut > 0;
    const row = mostModes;
    for (let n = 0; n < dampingClasses; n++) {
      const growing = (n + 1) ** 0.6;
      this.#factors[n] = Math.exp(-(wanted * (even ? 1 : growing) - voice.damping * (voice.isEven ? 1 : growing)) / this.#tables.rate);
    }
    for (let i = 0; i < voice.count; i++) {
      const factor = this.#factors[voice.classes[i]];
      voice.values[2 * row + i] *= factor;
      voice.values[3 * row + i] *= factor;
    }
    voice.damping = wanted;
    voice.isEven = even;
  }

  #dampingOf(key: number): number {
    if (this.#down[key] || this.#kept[key] || this.#now < this.#released[key] + dampedAfter * this.#tables.rate) return 0;
    return this.#tables.keys[key].damping * engagement(this.#pedals.sustain) * this.#tables.law.damper * damperFactor(this.#envelope);
  }

  // Which strings are free to answer the bridge: those without a damper on them, as long as no blow of their own goes on in them.
  #freeStrings(): void {
    this.#struck.fill(0);
    for (const voice of this.#voices) if (voice.count > 0) this.#struck[voice.key] = 1;
    const engaged = engagement(this.#pedals.sustain), factor = this.#tables.law.damper * damperFactor(this.#envelope);
    for (let key = 0; key < 128; key++) {
      const isHeld = this.#down[key] || this.#kept[key];
      const damping = this.#isCut ? stolenLoss : isHeld ? 0 : engaged * this.#tables.keys[key].damping * factor;
      const open = this.#isCut || this.#struck[key] ? 0 : damping === 0 ? 1 : 1 - engaged;
      this.#answering.move(key, open, damping);
    }
  }

  // One at rest, or the oldest of those that nobody holds, or the oldest.
  #freeVoice(): number {
    let best = 0, bestOrder = Infinity;
    for (let i = 0; i < mostVoices; i++) {
      const voice = this.#voices[i];
      if (voice.count === 0) return i;
      const order = voice.order + (this.#down[voice.key] ? 1e9 : 0);
      if (order < bestOrder) [best, bestOrder] = [i, order];
    }
    return best;
  }

  #values(at: number, floats: number): Float32Array {
    return new Float32Array(this.#kernels.memory.buffer, at, floats);
  }

  // What of all strings comes to the bridge moves the wood, and the strings that are free to answer.
  #renderBridge(): void {
    let peak = 0;
    for (let i = 0; i < blockFrames; i++) {
      const sample = 0.5 * (this.#left[i] + this.#right[i]);
      this.#input[i] = sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    // They read the same input, before either has added to it.
    this.#answering.render(this.#out.input, peak > audibleInput, this.#out.left, this.#out.right);
    this.#board.render(this.#out.input, blockFrames, peak, this.#out.left, this.#out.right);
  }
}
