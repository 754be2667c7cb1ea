import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chordName, chordOf } from '../src/music/chord';
import { KeyFinder } from '../src/music/keyFinder';
import { readMidi, writeMidi } from '../src/music/midiFile';
import { songOfText } from '../src/music/notation';
import { quantised } from '../src/music/quantise';
import { lengthOf, type Song } from '../src/music/song';
import { songOf, Take, type TakeEvent } from '../src/music/take';
import { tempoOf } from '../src/music/tempo';
import { songIn, tuneName, tuneOf, tunes } from '../src/music/tunes';

const name = (...keys: number[]) => {
  const chord = chordOf(keys);
  return chord && chordName(chord, 'en');
};

describe('chords', () => {
  it.each([
    [[60, 64, 67], 'C'], [[64, 67, 72], 'C/E'], [[60, 63, 67, 70], 'Cm7'], [[55, 59, 62, 65], 'G7'], [[60, 64, 67, 71], 'Cmaj7'],
    [[62, 65, 69], 'Dm'], [[59, 62, 65], 'Bdim'], [[60, 67], 'C5'], [[57, 60, 64, 67], 'Am7'],
  ])('%j is %s', (keys, expected) => expect(name(...keys)).toBe(expected));

  it('are the same in every octave and order', () => {
    fc.assert(fc.property(fc.shuffledSubarray([0, 4, 7], { minLength: 3 }), fc.integer({ min: 0, max: 8 }), (order, octave) => {
      expect(chordOf(order.map((interval) => interval + 12 * octave))).toMatchObject({ root: 0, suffix: '' });
    }));
  });

  it('are none where the keys make none', () => expect(name(60, 61, 62)).toBeNull());
});

describe('the key', () => {
  it.each([['ode', 0, 'major'], ['greensleeves', 9, 'minor'], ['minuet', 7, 'major'], ['saints', 0, 'major']])('of %s', (id, tonic, mode) => {
    const finder = new KeyFinder();
    const { song } = tunes.find((tune) => tune.id === id)!;
    for (const note of song.notes.filter(({ start }) => start < 20)) finder.add(note.key, note.velocity, note.start * 1_000);
    expect(finder.estimate).toMatchObject({ tonic, mode });
  });

  it('is open after four notes', () => {
    const finder = new KeyFinder();
    for (let i = 0; i < 4; i++) finder.add(60 + i, 1, i);
    expect(finder.estimate).toBeNull();
  });
});

describe('the tempo', () => {
  it.each([60, 84, 100, 120, 150])('of a steady pulse of %i', (bpm) => {
    const onsets = Array.from({ length: 12 }, (_, i) => (i * 60_000) / bpm);
    expect(Math.abs(tempoOf(onsets)! - bpm)).toBeLessThanOrEqual(2);
  });

  it('is none of three notes', () => expect(tempoOf([0, 500, 1_000])).toBeNull());
});

describe('the tunes', () => {
  it('are twelve, playable, and both hands end together', () => {
    expect(tunes).toHaveLength(12);
    for (const { song } of tunes) {
      expect(song.notes.length).toBeGreaterThan(20);
      for (const note of song.notes) expect(note.key).toBeGreaterThanOrEqual(36);
      const ends = [0.68, 0.46].map((velocity) => Math.max(...song.notes.filter((n) => n.velocity === velocity).map((n) => n.start + n.duration)));
      expect(Math.abs(ends[0] - ends[1]), song.title).toBeLessThan(60 / song.tempo);
    }
  });

  it('are read from text', () => {
    const song = songOfText('', 60, 1, [{ text: 'c4:2 [e4 g4]:1 - bb3', velocity: 0.5, hand: 'right' }]);
    expect(song.notes.map(({ key, start }) => [key, start])).toEqual([[60, 0], [64, 2], [67, 2], [58, 4]]);
  });
});

const note = fc.record({
  key: fc.integer({ min: 0, max: 127 }),
  velocity: fc.integer({ min: 1, max: 127 }).map((v) => v / 127),
  start: fc.integer({ min: 0, max: 60_000 }).map((ms) => ms / 1_000),
  duration: fc.integer({ min: 30, max: 2_000 }).map((ms) => ms / 1_000),
});

describe('a MIDI file', () => {
  it('gives back the notes it was made of', () => {
    fc.assert(
      fc.property(fc.uniqueArray(note, { minLength: 1, maxLength: 40, selector: ({ key }) => key }), (notes) => {
        const song: Song = { title: 'Test', tempo: 120, pedal: [{ time: 1, value: 1 }], notes: notes.toSorted((a, b) => a.start - b.start || a.key - b.key) };
        const back = readMidi(writeMidi(song).buffer, '');
        expect(back.title).toBe('Test');
        expect(back.pedal).toHaveLength(1);
        const byKey = new Map(back.notes.map((n) => [n.key, n]));
        for (const n of song.notes) {
          const other = byKey.get(n.key)!;
          expect(other.start).toBeCloseTo(n.start, 2);
          expect(other.duration).toBeCloseTo(n.duration, 2);
          expect(other.velocity).toBeCloseTo(n.velocity, 2);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is refused where it is none', () => expect(() => readMidi(new ArrayBuffer(8), '')).toThrow());
});

describe('quantising', () => {
  it('puts starts on sixteenths and leaves the rest', () => {
    const [moved] = quantised([{ key: 60, velocity: 0.5, start: 0.26, duration: 0.3 }], 120);
    expect(moved).toEqual({ key: 60, velocity: 0.5, start: 0.25, duration: 0.3 });
  });
});

describe('the take', () => {
  const events: TakeEvent[] = [
    { kind: 'on', time: 1_000, key: 60, value: 0.5 },
    { kind: 'pedal', time: 1_200, value: 1 },
    { kind: 'off', time: 1_500, key: 60 },
    { kind: 'on', time: 60_000, key: 64, value: 0.7 },
    { kind: 'on', time: 60_500, key: 64, value: 0.8 },
    { kind: 'off', time: 61_000, key: 64 },
  ];

  it('becomes a song that begins with its first note; a key struck again ends the stroke before', () => {
    const song = songOf(events);
    expect(song.notes.map(({ key, start }) => [key, start])).toEqual([[60, 0], [64, 59], [64, 59.5]]);
    expect(song.notes[1].duration).toBeCloseTo(0.5);
    expect(song.pedal).toEqual([{ time: 0.2, value: 1 }]);
    expect(lengthOf(song)).toBeCloseTo(60);
  });

  it('gives back the last phrase', () => {
    const take = new Take();
    take.restore(events);
    expect(take.last(300_000, 15_000)!.notes.map(({ key }) => key)).toEqual([64, 64]);
    expect(take.last(300_000)!.notes).toHaveLength(3);
  });
});

describe('the tunes', () => {
  it('have names in each language, and are found by any of them', () => {
    for (const tune of tunes) {
      expect(tuneOf(songIn(tune, 'de').title)).toBe(tune);
      expect(tuneOf(songIn(tune, 'en').title)).toBe(tune);
    }
    expect(tunes.map((tune) => tuneName(tune, 'de'))).toContain('Stille Nacht');
    expect(new Set(tunes.flatMap((tune) => [tuneName(tune, 'de'), tuneName(tune, 'en')])).size).toBe(tunes.length + 7);
  });
});
