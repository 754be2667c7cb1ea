import { describe, expect, it } from 'vitest';
import { ledgersOf, staffNoteOf } from '../src/music/staff';
import { messageOf } from '../src/player/midiOutput';

describe('the grand staff', () => {
  it('has middle C between the staves, on a line of its own', () => {
    expect(staffNoteOf(60, false)).toMatchObject({ step: 0, accidental: null, octaves: 0 });
    expect(ledgersOf(0)).toEqual([0]);
  });

  // The lines of the treble staff are E4 G4 B4 D5 F5, of the bass staff G2 B2 D3 F3 A3.
  it.each([[64, 2], [67, 4], [71, 6], [74, 8], [77, 10], [43, -10], [47, -8], [50, -6], [53, -4], [57, -2]])('has key %i on its line', (key, step) => {
    expect(staffNoteOf(key, false).step).toBe(step);
    expect(ledgersOf(step)).toEqual([]);
  });

  it('writes black keys with sharps or flats', () => {
    expect(staffNoteOf(61, false)).toMatchObject({ step: 0, accidental: 'sharp' });
    expect(staffNoteOf(61, true)).toMatchObject({ step: 1, accidental: 'flat' });
    expect(staffNoteOf(70, true)).toMatchObject({ step: 6, accidental: 'flat' });
    expect(staffNoteOf(71, true)).toMatchObject({ step: 6, accidental: null });
  });

  it('keeps all 128 keys near the staves, with octave signs', () => {
    for (let key = 0; key < 128; key++) {
      const { step, octaves } = staffNoteOf(key, false);
      expect(Math.abs(step)).toBeLessThanOrEqual(14);
      expect(step + 7 * octaves).toBe(7 * (Math.floor(key / 12) - 5) + [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6][key % 12]);
    }
    expect(staffNoteOf(108, false).octaves).toBe(2);
    expect(ledgersOf(14)).toEqual([12, 14]);
    expect(ledgersOf(-13)).toEqual([-12]);
  });
});

describe('what is sent to MIDI', () => {
  it('is a note, its end, or a pedal', () => {
    const time = 0, hand = 'own' as const, byMidi = false;
    expect(messageOf({ kind: 'on', key: 60, velocity: 0.5, time, hand, byMidi })).toEqual([0x90, 60, 64]);
    expect(messageOf({ kind: 'on', key: 60, velocity: 0.001, time, hand, byMidi })).toEqual([0x90, 60, 1]);
    expect(messageOf({ kind: 'off', key: 60, time, hand })).toEqual([0x80, 60, 64]);
    expect(messageOf({ kind: 'pedal', pedal: 'soft', value: 0.5, time, hand, byMidi })).toEqual([0xb0, 67, 64]);
  });
});
