import { isBlack } from '../keyboard/geometry';
import { handOf, type Note } from '../music/song';

/** Which part of a song the roll shows. */
export interface RollView {
  readonly width: number;
  readonly height: number;
  /** The first second, and how many pixels one takes. */
  readonly from: number;
  readonly scale: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Where a note is clicked: on its body, or at its end, which can be drawn out. */
export interface Hit {
  readonly index: number;
  readonly part: 'body' | 'end';
}

const endPixels = 8;
const margin = 3;
const fewestKeys = 24;
const narrow = 6;

/** The keys that a song needs, some room around them. */
export function keyRange(notes: readonly Note[]): { readonly lowest: number; readonly highest: number } {
  let lowest = notes[0]?.key ?? Infinity, highest = notes[0]?.key ?? -Infinity;
  for (const { key } of notes) [lowest, highest] = [Math.min(lowest, key), Math.max(highest, key)];
  const spare = Math.max(margin, Math.ceil((fewestKeys - (highest - lowest)) / 2));
  return { lowest: Math.max(0, lowest - spare), highest: Math.min(127, highest + spare) };
}

export function rowHeight({ height, lowest, highest }: RollView): number {
  return height / (highest - lowest + 1);
}

export function secondsAt(view: RollView, x: number): number {
  return view.from + x / view.scale;
}

export function keyAtHeight(view: RollView, y: number): number {
  return Math.min(127, Math.max(0, view.highest - Math.floor(y / rowHeight(view))));
}

/** The note at a place; of several the one drawn last. */
export function hitNote(view: RollView, notes: readonly Note[], x: number, y: number): Hit | null {
  const key = keyAtHeight(view, y), time = secondsAt(view, x);
  for (let index = notes.length - 1; index >= 0; index--) {
    const { key: own, start, duration } = notes[index];
    if (own !== key || time < start || time > start + Math.max(duration, endPixels / view.scale)) continue;
    const nearEnd = (start + duration - time) * view.scale < Math.min(endPixels, (duration * view.scale) / 2);
    return { index, part: nearEnd ? 'end' : 'body' };
  }
  return null;
}

interface Colours {
  /** Of each hand's notes. */
  readonly right: string;
  readonly left: string;
  readonly chosen: string;
  readonly line: string;
  readonly dark: string;
}

/** Draws what is seen of the notes, which are sorted by start; `longest` is the longest note's length. */
export function paintRoll(
  context: CanvasRenderingContext2D,
  view: RollView,
  notes: readonly Note[],
  longest: number,
  chosen: number,
  beat: number,
  colours: Colours,
): void {
  const row = rowHeight(view);
  context.clearRect(0, 0, view.width, view.height);
  context.fillStyle = colours.dark;
  for (let key = view.lowest; key <= view.highest; key++) if (isBlack(key)) context.fillRect(0, (view.highest - key) * row, view.width, row);
  context.fillStyle = colours.line;
  for (let time = Math.ceil(view.from / beat) * beat; time < view.from + view.width / view.scale; time += beat)
    context.fillRect(Math.round((time - view.from) * view.scale), 0, 1, view.height);
  const until = view.from + view.width / view.scale;
  for (let i = firstFrom(notes, view.from - longest); i < notes.length && notes[i].start < until; i++) {
    const { key, velocity, start, duration } = notes[i];
    const left = (start - view.from) * view.scale, top = (view.highest - key) * row + 0.5;
    const width = Math.max(3, duration * view.scale - 1), height = Math.max(2, row - 1);
    context.globalAlpha = i === chosen ? 1 : 0.45 + 0.55 * velocity;
    context.fillStyle = i === chosen ? colours.chosen : colours[handOf(notes[i])];
    // Round corners of what is so narrow are not seen.
    if (width < narrow) {
      context.fillRect(left, top, width, height);
      continue;
    }
    context.beginPath();
    context.roundRect(left, top, width, height, Math.min(3, row / 3));
    context.fill();
  }
  context.globalAlpha = 1;
}

// The first note that begins at a time or later.
function firstFrom(notes: readonly Note[], time: number): number {
  let low = 0, high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle].start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
