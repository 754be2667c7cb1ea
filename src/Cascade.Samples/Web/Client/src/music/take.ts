import type { Played } from '../player/player';
import { type Note, type PedalMove, type Song, sorted } from './song';

/** What is kept of everything played: milliseconds since 1970, so that it outlasts the page. */
export type TakeEvent =
  | { readonly kind: 'on'; readonly time: number; readonly key: number; readonly value: number }
  | { readonly kind: 'off'; readonly time: number; readonly key: number }
  | { readonly kind: 'pedal'; readonly time: number; readonly value: number };

export const keptMilliseconds = 30 * 60_000;

/** The last thirty minutes of what a person played; nobody has to press record. */
export class Take {
  /** Told of every event. */
  onEvent: (event: TakeEvent) => void = () => {};
  #events: TakeEvent[] = [];

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  add(played: Played): void {
    if (played.hand !== 'own' || (played.kind === 'pedal' && played.pedal !== 'sustain')) return;
    const time = performance.timeOrigin + played.time;
    const event: TakeEvent =
      played.kind === 'on' ? { kind: 'on', time, key: played.key, value: played.velocity }
      : played.kind === 'off' ? { kind: 'off', time, key: played.key }
      : { kind: 'pedal', time, value: played.value };
    this.#events.push(event);
    while (this.#events[0].time < time - keptMilliseconds) this.#events.shift();
    this.onEvent(event);
  }

  /** Puts what was kept before the page was loaded in front. */
  restore(events: readonly TakeEvent[]): void {
    this.#events = [...events, ...this.#events].sort((a, b) => a.time - b.time);
  }

  clear(): void {
    this.#events = [];
  }

  /** The last phrase: from the last rest of `gap` ms or more within the last `longest` ms to the end. */
  last(longest: number, gap = Infinity): Song | null {
    const end = this.#events.at(-1)?.time ?? 0;
    let first = this.#events.findIndex((event) => event.time >= end - longest);
    for (let i = first + 1; i < this.#events.length; i++) if (this.#events[i].time - this.#events[i - 1].time >= gap) first = i;
    const song = songOf(this.#events.slice(Math.max(0, first)));
    return song.notes.length > 0 ? song : null;
  }
}

/** Makes notes of events. A key that is still down ends with the last event. */
export function songOf(events: readonly TakeEvent[]): Song {
  const first = events.find((event) => event.kind === 'on')?.time ?? 0;
  const end = events.at(-1)?.time ?? 0;
  const notes: Note[] = [], pedal: PedalMove[] = [];
  const open = new Map<number, TakeEvent & { kind: 'on' }>();
  const close = (key: number, time: number) => {
    const on = open.get(key);
    if (!on) return;
    open.delete(key);
    notes.push({ key, velocity: on.value, start: (on.time - first) / 1_000, duration: Math.max(0.02, (time - on.time) / 1_000) });
  };
  for (const event of events) {
    if (event.kind === 'pedal') pedal.push({ time: Math.max(0, event.time - first) / 1_000, value: event.value });
    else close(event.key, event.time);
    if (event.kind === 'on') open.set(event.key, event);
  }
  for (const key of [...open.keys()]) close(key, end);
  return { title: '', notes: sorted(notes), pedal, tempo: 120 };
}
