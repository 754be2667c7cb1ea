import type { Hand, Player } from '../player/player';
import type { Member } from '../room/messages';
import { keyCount } from './geometry';

/** Who lights a key. */
export interface Light {
  readonly hand: Hand;
  readonly member?: Member;
}

const here = -1;

type Show = (key: number, light: Light | undefined) => void;

/** Whose light each key has, whoever plays: of several hands the last one's. */
export class Lights {
  readonly #keys = Array.from({ length: keyCount }, () => new Map<number, Light>());
  readonly #listeners = new Set<Show>();

  constructor(player: Player) {
    player.listen((played) => {
      if (played.kind === 'pedal') return;
      const { kind, key, hand, member } = played, lights = this.#keys[key];
      lights.delete(member?.id ?? here);
      if (kind === 'on') lights.set(member?.id ?? here, { hand, member });
      for (const listener of this.#listeners) listener(key, this.of(key));
    });
  }

  /** Tells of each key whose light has changed. Returns how to stop. */
  listen(listener: Show): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The light of a key, or none. */
  of(key: number): Light | undefined {
    return [...this.#keys[key].values()].at(-1);
  }

  /** The keys that are lit, lowest first. */
  get keys(): number[] {
    return this.#keys.flatMap((lights, key) => (lights.size > 0 ? [key] : []));
  }
}
