import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Song, sorted } from '../src/music/song';
import { longestLink, songOfLink, songToLink } from '../src/music/songLink';
import { tunes } from '../src/music/tunes';

const linkOf = (bytes: readonly number[] | Uint8Array) => deflateRawSync(Uint8Array.from(bytes)).toString('base64url');
const usual = { title: '', tempo: 120, beatsPerBar: 4, pickup: 0, pedal: [], notes: [{ key: 60, velocity: 0.5, start: 0, duration: 1 }] } satisfies Song;

const songs = fc.record({
  title: fc.string({ maxLength: 60, unit: fc.constantFrom(...'abc ÄÖ♯ 曲') }),
  tempo: fc.integer({ min: 20, max: 400 }),
  beatsPerBar: fc.constantFrom(1.5, 2, 3, 4, 6),
  pickup: fc.constantFrom(0, 0.5, 1),
  notes: fc.array(
    fc.record({
      key: fc.integer({ min: 0, max: 127 }),
      velocity: fc.integer({ min: 1, max: 127 }).map((value) => value / 127),
      start: fc.integer({ min: 0, max: 600_000 }).map((value) => value / 1_000),
      duration: fc.integer({ min: 1, max: 20_000 }).map((value) => value / 1_000),
      hand: fc.constantFrom('left' as const, 'right' as const),
    }),
    { minLength: 1, maxLength: 60 },
  ),
  pedal: fc.array(fc.record({ time: fc.integer({ min: 0, max: 600_000 }).map((value) => value / 1_000), value: fc.integer({ min: 0, max: 127 }).map((value) => value / 127) }), { maxLength: 20 }),
});

describe('a song as a link', () => {
  it('comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(songs, async (made) => {
        const song: Song = { ...made, notes: sorted(made.notes), pedal: made.pedal.toSorted((a, b) => a.time - b.time) };
        const text = await songToLink(song);
        expect(text).toMatch(/^[\w-]+$/);
        expect(await songOfLink(text)).toEqual(song);
      }),
      { numRuns: 60 },
    );
  });

  it('holds each of the tunes in less than 500 characters', async () => {
    for (const { song } of tunes) {
      const text = await songToLink(song);
      expect(text.length, song.title).toBeLessThan(500);
      const back = await songOfLink(text);
      expect(back.notes.map(({ key, hand }) => [key, hand])).toEqual(song.notes.map(({ key, hand }) => [key, hand]));
      back.notes.forEach((note, i) => expect(Math.abs(note.start - song.notes[i].start)).toBeLessThan(0.001));
    }
  });

  it('is refused where it is cut or changed, and never hangs', async () => {
    const text = await songToLink(tunes[0].song);
    for (const broken of ['', 'a', '%%%', text.slice(0, -9), 'A'.repeat(longestLink + 1)]) await expect(songOfLink(broken), broken.slice(0, 9)).rejects.toThrow();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        for (const any of [linkOf(bytes), Buffer.from(bytes).toString('base64url')]) {
          const song = await songOfLink(any).catch(() => null);
          if (song) expect(song.notes.every(({ key, start, duration }) => key <= 127 && Number.isFinite(start + duration))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where a number is out of range', async () => {
    const head = [1, 0, 0xe0, 0x5d, 32, 0];
    const whole = [...head, 1, 0, 60, 64, 1, 0, 0];
    expect((await songOfLink(linkOf(whole))).notes).toEqual([{ key: 60, velocity: 64 / 127, start: 0, duration: 0.001 }]);
    const broken = { version: [0, 2], tempo: [3, 0], beats: [4, 7], pickup: [5, 200], count: [6, 0], key: [8, 128], velocity: [9, 0], duration: [10, 0], hand: [11, 3], pedals: [12, 1] };
    for (const [name, [at, value]] of Object.entries(broken)) await expect(songOfLink(linkOf(whole.with(at, value))), name).rejects.toThrow();
  });

  it('does not unpack without end', async () => {
    await expect(songOfLink(linkOf(new Uint8Array(20_000_000)))).rejects.toThrow('too long');
  });

  it('says where a song is too long for one', async () => {
    let seed = 1;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const notes = Array.from({ length: 19_000 }, (_, i) => ({ key: Math.floor(128 * random()), velocity: random(), start: i / 10, duration: random() }));
    await expect(songToLink({ ...usual, notes })).rejects.toThrow('too long');
  });

  it('leaves out of the title what is not to be seen', async () => {
    expect((await songOfLink(await songToLink({ ...usual, title: 'a\u202eb\u0007c' }))).title).toBe('abc');
  });
});
