import type { Hand, Note, PedalMove, Song } from './song';

const version = 1;
const hands: readonly (Hand | undefined)[] = [undefined, 'left', 'right'];
const ticksPerSecond = 1_000;
const tempoSteps = 100;
const usualBeats = 4, beatSteps = 8, mostBeats = 16;
const slowest = 20, fastest = 400;
const longestTitle = 200;
const mostNotes = 20_000, mostMoves = 20_000;
const longestSeconds = 12 * 3_600;
const mostBytes = 512 * 1_024;

/** A link of more characters is not made and not read: messengers and browsers cut them. */
export const longestLink = 32_000;

/** The song as text for a link: its notes by columns, compressed, in the alphabet of base64url. Throws where it is too long. */
export async function songToLink(song: Song): Promise<string> {
  const bytes = write(song);
  const packed = await through(new CompressionStream('deflate-raw'), bytes, mostBytes);
  const text = base64url(packed);
  if (text.length > longestLink || song.notes.length > mostNotes || song.pedal.length > mostMoves) throw new Error('The song is too long for a link.');
  return text;
}

/** The song of a link's text. Throws where the text is no song, or one larger than a link may hold. */
export async function songOfLink(text: string): Promise<Song> {
  if (text.length > longestLink || !/^[\w-]+$/.test(text)) throw new Error('This is no song.');
  const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  return read(await through(new DecompressionStream('deflate-raw'), packed, mostBytes));
}

function write({ title, tempo, notes, pedal, beatsPerBar, pickup }: Song): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const put = (value: number) => {
    let rest = Math.max(0, Math.round(value));
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
    bytes.push(rest);
  };
  const putTimes = (times: readonly number[]) => {
    let before = 0;
    for (const time of times) {
      const tick = Math.max(before, Math.round(time * ticksPerSecond));
      put(tick - before);
      before = tick;
    }
  };
  const name = new TextEncoder().encode(title.slice(0, longestTitle));
  put(version);
  put(name.length);
  bytes.push(...name);
  put(Math.min(fastest, Math.max(slowest, tempo)) * tempoSteps);
  put((beatsPerBar ?? usualBeats) * beatSteps);
  put((pickup ?? 0) * beatSteps);
  put(notes.length);
  putTimes(notes.map(({ start }) => start));
  for (const { key } of notes) put(key);
  for (const { velocity } of notes) put(Math.max(1, velocity * 127));
  for (const { duration } of notes) put(Math.max(1, duration * ticksPerSecond));
  for (const { hand } of notes) put(hands.indexOf(hand));
  put(pedal.length);
  putTimes(pedal.map(({ time }) => time));
  for (const { value } of pedal) put(value * 127);
  return new Uint8Array(bytes);
}

function read(bytes: Uint8Array): Song {
  let at = 0;
  const take = (least: number, most: number): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 35) throw new Error('The link is not complete.');
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    if (value < least || value > most) throw new Error('The link holds a number out of range.');
    return value;
  };
  const column = (count: number, least: number, most: number) => Array.from({ length: count }, () => take(least, most));
  const times = (count: number) => {
    let time = 0;
    return Array.from({ length: count }, () => (time += take(0, longestSeconds * ticksPerSecond)) / ticksPerSecond);
  };
  take(version, version);
  const nameLength = take(0, 4 * longestTitle);
  // What directs the text or is not to be seen has no place in a title.
  const title = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, (at += nameLength))).replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
  const tempo = take(slowest * tempoSteps, fastest * tempoSteps) / tempoSteps;
  const beatsPerBar = take(beatSteps, mostBeats * beatSteps) / beatSteps, pickup = take(0, mostBeats * beatSteps) / beatSteps;
  const count = take(1, mostNotes);
  const starts = times(count), keys = column(count, 0, 127), velocities = column(count, 1, 127);
  const durations = column(count, 1, longestSeconds * ticksPerSecond), sides = column(count, 0, hands.length - 1);
  const notes = keys.map((key, i): Note => {
    const note = { key, velocity: velocities[i] / 127, start: starts[i], duration: durations[i] / ticksPerSecond };
    const hand = hands[sides[i]];
    return hand ? { ...note, hand } : note;
  });
  const moves = take(0, mostMoves);
  const moments = times(moves), values = column(moves, 0, 127);
  if (at !== bytes.length) throw new Error('The link is longer than its song.');
  if (Math.max(starts[count - 1], moments[moves - 1] ?? 0) > longestSeconds) throw new Error('The song is too long.');
  return { title: title.slice(0, longestTitle), tempo, beatsPerBar, pickup, notes, pedal: values.map((value, i): PedalMove => ({ time: moments[i], value: value / 127 })) };
}

// A short text can be made to unpack without end: what is more than `most` is not read.
async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value as Uint8Array<ArrayBuffer>);
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error('The song is too long for a link.');
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function base64url(bytes: Uint8Array): string {
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
