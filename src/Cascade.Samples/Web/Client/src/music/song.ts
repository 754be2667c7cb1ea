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
