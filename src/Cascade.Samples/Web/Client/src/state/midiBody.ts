import { writeMidi } from '../music/midiFile';
import type { Song } from '../music/song';

/** A request with a song as a MIDI file. */
export function midiBody(method: string, song: Song): RequestInit {
  return { method, headers: { 'Content-Type': 'audio/midi' }, body: writeMidi(song) };
}
