import { Midi } from '@tonejs/midi';
import { type Hand, handOf, type Note, type PedalMove, type Song, sorted } from './song';

const sustain = 64;
const drums = 9;
const hands: readonly Hand[] = ['right', 'left'];
const ticksPerQuarter = 480;

/** Reads a MIDI file: the notes and the pedal of all its tracks. Throws where it is none. */
export function readMidi(file: ArrayBuffer, name: string): Song {
  const midi = new Midi(file);
  const notes: Note[] = [], pedal: PedalMove[] = [];
  const withNotes = midi.tracks.filter((track) => track.notes.length > 0 && track.channel !== drums);
  for (const track of midi.tracks) {
    // Two tracks are two hands, the right one first.
    const hand = withNotes.length === 2 ? hands[withNotes.indexOf(track)] : undefined;
    for (const { midi: key, velocity, time, duration } of track.notes)
      if (track.channel !== drums) notes.push({ key, velocity, start: time, duration: Math.max(0.01, duration), hand });
    for (const { time, value } of track.controlChanges[sustain] ?? []) pedal.push({ time, value });
  }
  return {
    title: midi.name || name,
    notes: sorted(notes),
    pedal: pedal.toSorted((a, b) => a.time - b.time),
    tempo: midi.header.tempos[0]?.bpm ?? 120,
    beatsPerBar: beatsOf(midi.header.timeSignatures[0]?.timeSignature),
  };
}

// "3/8" is one and a half quarters.
function beatsOf(signature: readonly number[] | undefined): number {
  const beats = signature ? (4 * signature[0]) / signature[1] : 4;
  return beats >= 1 && beats <= 16 ? beats : 4;
}

/** Writes a song as a MIDI file. */
export function writeMidi(song: Song): Uint8Array<ArrayBuffer> {
  const midi = new Midi();
  midi.header.name = song.title;
  midi.header.setTempo(song.tempo);
  const beats = song.beatsPerBar ?? 4;
  const timeSignature = Number.isInteger(beats) ? [beats, 4] : [2 * beats, 8];
  midi.header.fromJSON({ ...midi.header.toJSON(), ppq: ticksPerQuarter, timeSignatures: [{ ticks: 0, timeSignature }] });
  for (const hand of hands) {
    const track = midi.addTrack();
    for (const note of song.notes)
      if (handOf(note) === hand)
        track.addNote({ midi: note.key, velocity: Math.max(1 / 127, note.velocity), time: note.start, duration: note.duration });
    if (hand === 'right') for (const { time, value } of song.pedal) track.addCC({ number: sustain, time, value });
  }
  return new Uint8Array(midi.toArray());
}
