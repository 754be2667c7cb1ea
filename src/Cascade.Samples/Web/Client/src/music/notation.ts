import { type Hand, type Note, type Song, sorted } from './song';

const steps: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

interface Part {
  readonly text: string;
  readonly velocity: number;
  readonly hand: Hand;
}

/**
 * Makes a song of parts written as text: "g4:2 f#4 [c3 e3 g3]:4 -:1 |". A note is its name, its octave and, after a colon, its
 * length in units; lengths hold until another comes; "-" is a rest, brackets a chord, bars are for the eye.
 */
export function songOfText(title: string, tempo: number, unitsPerBeat: number, parts: readonly Part[]): Song {
  const unit = 60 / tempo / unitsPerBeat;
  return { title, tempo, pedal: [], notes: sorted(parts.flatMap((part) => notesOf(part, unit))) };
}

function notesOf({ text, velocity, hand }: Part, unit: number): Note[] {
  const notes: Note[] = [];
  let at = 0, length = 1;
  for (const [, chord, single, units] of text.matchAll(/(?:\[([^\]]+)\]|([a-g][#b]?\d|-))(?::([\d.]+))?/g)) {
    if (units) length = Number(units);
    const names = chord ? chord.trim().split(/\s+/) : single === '-' ? [] : [single];
    for (const name of names)
      notes.push({ key: keyOf(name), velocity, start: at * unit, duration: Math.max(0.05, length * unit * 0.94), hand });
    at += length;
  }
  return notes;
}

function keyOf(name: string): number {
  const accidental = name[1] === '#' ? 1 : name[1] === 'b' ? -1 : 0;
  return 12 * (Number(name.at(-1)) + 1) + steps[name[0]] + accidental;
}
