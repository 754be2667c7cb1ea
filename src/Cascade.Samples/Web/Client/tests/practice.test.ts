import { beforeEach, describe, expect, it } from 'vitest';
import { Practice, type PracticeOptions } from '../src/music/practice';
import type { Note, Song } from '../src/music/song';

const right = (key: number, start: number): Note => ({ key, velocity: 0.7, start, duration: 0.4, hand: 'right' });
const left = (key: number, start: number): Note => ({ key, velocity: 0.5, start, duration: 0.4, hand: 'left' });
const song: Song = { title: '', tempo: 120, pedal: [], notes: [left(48, 0), right(60, 0), right(62, 0.5), left(50, 1), right(64, 1)] };
const usual: PracticeOptions = { hands: 'right', waits: true, speed: 1, loop: null };

let log: string[] = [];

function practice(options: Partial<PracticeOptions> = {}) {
  return new Practice(song, { ...usual, ...options }, { on: ({ key }) => log.push(`+${key}`), off: ({ key }) => log.push(`-${key}`), beat: (isFirst) => log.push(isFirst ? 'ONE' : 'beat') });
}

// Lets the practice run for some seconds, 10 ms at a time.
function run(it: Practice, seconds: number, from = 1_000) {
  for (let time = from; time <= from + seconds * 1_000; time += 10) it.tick(time);
}

beforeEach(() => {
  log = [];
});

describe('a practice', () => {
  it('counts a bar in', () => {
    const it = practice({ waits: false });
    run(it, 1.99);
    expect(it.position).toBeLessThan(0);
    expect(log.filter((entry) => entry === 'beat')).toHaveLength(3);
  });

  it('waits at a note until its key is struck, with the other hand', () => {
    const it = practice();
    run(it, 5);
    expect(it.position).toBe(0);
    expect(it.isWaiting).toBe(true);
    expect(log).not.toContain('+48');
    it.press(61);
    run(it, 1, 7_000);
    expect(it.position).toBe(0);
    it.press(60);
    run(it, 3, 9_000);
    expect(it.position).toBe(0.5);
    expect(log).toContain('+48');
    expect(it.score).toEqual({ right: 1, wrong: 1, missed: 0 });
  });

  it('goes on without waiting and tells what was missed', () => {
    const it = practice({ waits: false });
    run(it, 5);
    expect(it.score.missed).toBe(3);
    expect(it.isOver).toBe(true);
    expect(log.filter((entry) => /^\+/.test(entry))).toEqual(['+48', '+50']);
    expect(log.filter((entry) => /^-/.test(entry))).toEqual(['-48', '-50']);
  });

  it('plays nothing for somebody who plays both hands', () => {
    const it = practice({ hands: 'both', waits: false });
    run(it, 5);
    expect(log.some((entry) => entry.startsWith('+'))).toBe(false);
    expect(it.score.missed).toBe(5);
  });

  it('repeats a stretch', () => {
    const it = practice({ waits: false, loop: { from: 0.5, to: 0.9 } });
    run(it, 2.6);
    expect(it.position).toBeLessThan(0.5);
    expect(it.isOver).toBe(false);
  });

  it('runs at its speed', () => {
    const it = practice({ waits: false, speed: 0.5 });
    run(it, 2);
    expect(it.position).toBeCloseTo(-1, 1);
  });
});
