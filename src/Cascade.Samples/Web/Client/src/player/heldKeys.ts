/** Who holds a key down: a pointer, a key of the computer, a MIDI port: "pointer:7", "code:KeyQ", "midi:port:0:60". */
export type Source = string;

interface Listener {
  on(key: number, velocity: number, time: number, source: Source): void;
  off(key: number, time: number): void;
}

/**
 * The keys that are down, each by its sources. A source holds one key; a key sounds while any source holds it. Whatever ends a
 * source releases what it held, so no key can stay down.
 */
export class HeldKeys {
  readonly #keys = new Map<Source, number>();
  // When each key was struck last; a song strikes a moment ahead.
  readonly #struck: number[] = [];
  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Strikes a key. What the source held before is released after it: legato. */
  press(source: Source, key: number, velocity: number, time: number): void {
    const before = this.#keys.get(source);
    this.#keys.set(source, key);
    this.#struck[key] = time;
    this.#listener.on(key, velocity, time, source);
    if (before !== undefined && before !== key) this.#releaseKey(before, time);
  }

  release(source: Source, time: number): void {
    const key = this.#keys.get(source);
    if (key === undefined) return;
    this.#keys.delete(source);
    this.#releaseKey(key, time);
  }

  /** Ends all sources whose names begin so: "midi:port", or "" for all. */
  releaseAll(prefix: string, time: number): void {
    for (const source of [...this.#keys.keys()]) if (source.startsWith(prefix)) this.release(source, time);
  }

  keyOf(source: Source): number | undefined {
    return this.#keys.get(source);
  }

  isDown(key: number): boolean {
    for (const held of this.#keys.values()) if (held === key) return true;
    return false;
  }

  /** The keys that are down, lowest first. */
  get keys(): number[] {
    return [...new Set(this.#keys.values())].sort((a, b) => a - b);
  }

  #releaseKey(key: number, time: number): void {
    // Never before it was struck: else the stroke that is still to come would stay.
    if (!this.isDown(key)) this.#listener.off(key, Math.max(time, this.#struck[key]));
  }
}
