import type { Note } from './song';

const stepsPerBeat = 4;

/** The notes with their starts on sixteenths; their lengths stay. */
export function quantised(notes: readonly Note[], tempo: number): Note[] {
  const step = 60 / tempo / stepsPerBeat;
  return notes.map((note) => ({ ...note, start: Math.round(note.start / step) * step }));
}
