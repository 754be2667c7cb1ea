/** A note; seconds from the song's start. */
export interface Note {
  readonly key: number;
  /** 0 to 1. */
  readonly velocity: number;
  readonly start: number;
  readonly duration: number;
  /** Which hand plays it, where the song says so. */
  readonly hand?: Hand;
}

export type Hand = 'left' | 'right';

/** A place of the sustain pedal, 0 up to 1 down. */
export interface PedalMove {
  readonly time: number;
  readonly value: number;
}

export interface Song {
  readonly title: string;
  readonly notes: readonly Note[];
  readonly pedal: readonly PedalMove[];
  readonly tempo: number;
  /** 4 where nothing is said. */
  readonly beatsPerBar?: number;
  /** Beats before the first whole bar; none where nothing is said. */
  readonly pickup?: number;
}

/** Where the bars of a song are, in seconds; the notes before the first whole bar belong to bar 1. */
export interface Bars {
  readonly first: number;
  readonly length: number;
  readonly count: number;
}

const usualBeats = 4;

export function barsOf(song: Song): Bars {
  const beat = 60 / song.tempo;
  const first = (song.pickup ?? 0) * beat, length = (song.beatsPerBar ?? usualBeats) * beat;
  return { first, length, count: Math.max(1, Math.ceil((lengthOf(song) - first) / length - 1e-6)) };
}

/** The bar, counted from 1, that a time is in. */
export function barAt({ first, length }: Bars, seconds: number): number {
  return Math.max(1, Math.floor((seconds - first) / length + 1e-6) + 1);
}

/** From the begin of a bar to the end of another. */
export function stretchOf({ first, length }: Bars, from: number, to: number): { readonly from: number; readonly to: number } {
  return { from: from === 1 ? 0 : first + (from - 1) * length, to: first + to * length };
}

export const emptySong: Song = { title: '', notes: [], pedal: [], tempo: 120 };

/** When the last note ends. */
export function lengthOf(song: Song): number {
  return song.notes.reduce((end, note) => Math.max(end, note.start + note.duration), 0);
}

/** The notes by start, then by key. */
export function sorted(notes: readonly Note[]): Note[] {
  return notes.toSorted((a, b) => a.start - b.start || a.key - b.key);
}

const middleC = 60;

/** The hand of a note: as the song says, else the right one from middle C up. */
export function handOf(note: Note): Hand {
  return note.hand ?? (note.key >= middleC ? 'right' : 'left');
}
