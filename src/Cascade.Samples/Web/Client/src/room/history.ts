import type { Song } from '../music/song';
import { songOf, type TakeEvent } from '../music/take';
import { control, off, on, type RoomEvent } from './messages';

const keptMilliseconds = 300_000;

/** What everybody played in the last five minutes, one's own too. */
export class History {
  #events: RoomEvent[] = [];

  add(event: RoomEvent): void {
    if (event.kind === control) return;
    this.#events.push(event);
    while (this.#events[0].time < event.time - keptMilliseconds) this.#events.shift();
  }

  /** All of it as a song, or null where nobody has played. */
  toSong(title: string, tempo: number, beatsPerBar: number): Song | null {
    // Two people may hold the same key: each note ends with its own player's.
    const players = new Set(this.#events.map(({ player }) => player));
    const start = Math.min(...this.#events.filter(({ kind }) => kind === on).map(({ time }) => time));
    const notes = [...players].flatMap((player) => {
      const events = this.#events.filter((event) => event.player === player).sort((a, b) => a.time - b.time);
      const first = events.find(({ kind }) => kind === on)?.time ?? 0;
      return songOf(events.map(takeEventOf)).notes.map((note) => ({ ...note, start: note.start + (first - start) / 1_000 }));
    });
    return notes.length === 0 ? null : { title, notes: notes.sort((a, b) => a.start - b.start || a.key - b.key), pedal: [], tempo, beatsPerBar };
  }
}

function takeEventOf({ kind, key, value, time }: RoomEvent): TakeEvent {
  return kind === off ? { kind: 'off', time, key } : { kind: 'on', time, key, value: value / 127 };
}
