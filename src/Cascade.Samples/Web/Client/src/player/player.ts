import type { Member } from '../room/messages';
import type { Sound } from '../sound/sound';
import type { Pedals } from '../sound/piano';
import { HeldKeys, type Source } from './heldKeys';

/** Who makes a key light: the person at the page, a song that plays, or somebody else in a room. */
export type Hand = 'own' | 'song' | 'room';

/** Something played; `time` in ms of the page's clock. */
export type Played =
  | { readonly kind: 'on'; readonly key: number; readonly velocity: number; readonly time: number; readonly hand: Hand; readonly byMidi: boolean; readonly member?: Member }
  | { readonly kind: 'off'; readonly key: number; readonly time: number; readonly hand: Hand; readonly member?: Member }
  | { readonly kind: 'pedal'; readonly pedal: keyof Pedals; readonly value: number; readonly time: number; readonly hand: Hand; readonly byMidi: boolean };

/** The prefix of all sources that are a song's. */
export const songPrefix = 'song:';

/** Everything that is played passes here: to the sound, to the lights, to the take. */
export class Player {
  readonly held: HeldKeys;
  readonly #sound: Sound;
  readonly #listeners = new Set<(played: Played) => void>();
  readonly #hands = new Map<number, Hand>();
  readonly #pedals: Record<keyof Pedals, Map<Source, number>> = { sustain: new Map(), sostenuto: new Map(), soft: new Map() };

  constructor(sound: Sound) {
    this.#sound = sound;
    this.held = new HeldKeys({
      on: (key, velocity, time, source) => {
        const hand = handOf(source);
        this.#hands.set(key, hand);
        sound.noteOn(key, velocity, time);
        this.#tell({ kind: 'on', key, velocity, time, hand, byMidi: isMidi(source) });
      },
      off: (key, time) => {
        sound.noteOff(key, time);
        this.#tell({ kind: 'off', key, time, hand: this.#hands.get(key) ?? 'own' });
      },
    });
  }

  /** Listens to everything played; returns how to stop. */
  listen(listener: (played: Played) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A stroke by a person: also starts the sound. */
  press(source: Source, key: number, velocity: number, time = performance.now()): void {
    this.#sound.start();
    this.held.press(source, key, velocity, time);
  }

  release(source: Source, time = performance.now()): void {
    this.held.release(source, time);
  }

  /** Ends all sources whose names begin so, their pedals too. */
  releaseAll(prefix: string, time = performance.now()): void {
    this.held.releaseAll(prefix, time);
    for (const pedal of pedalNames)
      for (const source of [...this.#pedals[pedal].keys()]) if (source.startsWith(prefix)) this.pedal(source, pedal, 0, time);
  }

  /** Moves a pedal; of several feet the lowest counts. */
  pedal(source: Source, pedal: keyof Pedals, value: number, time = performance.now()): void {
    const before = this.pedalAt(pedal);
    if (value > 0) this.#pedals[pedal].set(source, value);
    else this.#pedals[pedal].delete(source);
    const now = this.pedalAt(pedal);
    if (now === before) return;
    this.#sound.pedal(pedal, now, time);
    this.#tell({ kind: 'pedal', pedal, value: now, time, hand: handOf(source), byMidi: isMidi(source) });
  }

  /** Where a pedal is, 0 up to 1 down. */
  pedalAt(pedal: keyof Pedals): number {
    return Math.max(0, ...this.#pedals[pedal].values());
  }

  /** Tells the listeners of something that is played elsewhere. */
  show(played: Played): void {
    this.#tell(played);
  }

  /** Everything up, and silence. */
  panic(): void {
    this.releaseAll('');
    this.#sound.silence();
  }

  #tell(played: Played): void {
    for (const listener of this.#listeners) listener(played);
  }
}

export const pedalNames = ['soft', 'sostenuto', 'sustain'] as const satisfies readonly (keyof Pedals)[];

/** The prefix of all sources that are MIDI instruments. */
export const midiPrefix = 'midi:';

const isMidi = (source: Source) => source.startsWith(midiPrefix);

function handOf(source: Source): Hand {
  return source.startsWith(songPrefix) ? 'song' : 'own';
}
