import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Playback } from '../src/music/playback';
import type { Note, Song } from '../src/music/song';
import type { Player } from '../src/player/player';

const note = (key: number, start: number, duration: number): Note => ({ key, velocity: 0.5, start, duration });
const songOf = (...notes: Note[]): Song => ({ title: '', notes, pedal: [], tempo: 120 });

// What the player is told, by the time it is for, in seconds from the first tick.
function playing(song: Song) {
  const log: string[] = [];
  const begin = performance.now(), at = (time: number) => ((time - begin - 60) / 1_000).toFixed(2);
  const down = new Set<string>();
  const player = {
    press: (source: string, key: number, _velocity: number, time: number) => {
      down.add(source);
      log.push(`+${key} ${at(time)}`);
    },
    release: (source: string, time = performance.now()) => {
      if (down.delete(source)) log.push(`-${source.slice(5)} ${at(time)}`);
    },
    pedal: () => {},
    releaseAll: () => [...down].forEach((source) => player.release(source)),
  };
  const playback = new Playback(player as unknown as Player);
  playback.load(song);
  playback.play();
  return { playback, log };
}

describe('a song that is changed while it plays', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());
  beforeEach(() => void vi.stubGlobal('document', { hidden: false }));
  afterEach(() => void vi.unstubAllGlobals());

  const long = note(48, 0, 2), first = note(60, 0.5, 0.2), second = note(62, 1.5, 0.2);

  it('plays on, with its new notes, and what sounds in both is not struck anew', () => {
    const { playback, log } = playing(songOf(long, first, second));
    vi.advanceTimersByTime(1_060);
    expect(playback.position).toBeCloseTo(1, 2);
    playback.change(songOf(long, first, note(64, 1.2, 0.2), second));
    expect(playback.isPlaying).toBe(true);
    expect(playback.position).toBeCloseTo(1, 2);
    vi.advanceTimersByTime(1_200);
    expect(log).toEqual(['+48 0.00', '+60 0.50', '-60 0.70', '+64 1.20', '-64 1.40', '+62 1.50', '-62 1.70', '-48 2.00']);
  });

  it('lets go at once of what is not in it any more', () => {
    const { playback, log } = playing(songOf(long, first, second));
    vi.advanceTimersByTime(1_060);
    playback.change(songOf(first, second));
    expect(log.at(-1)).toBe('-48 1.00');
    vi.advanceTimersByTime(1_000);
    expect(log.filter((line) => line.startsWith('+'))).toEqual(['+48 0.00', '+60 0.50', '+62 1.50']);
    expect(playback.isPlaying).toBe(false);
  });

  it('stays where it is while it does not play', () => {
    const { playback } = playing(songOf(long, first, second));
    vi.advanceTimersByTime(1_060);
    playback.pause();
    playback.change(songOf(long, second));
    expect(playback.isPlaying).toBe(false);
    expect(playback.position).toBeCloseTo(1, 2);
    playback.load(songOf(first));
    expect(playback.position).toBe(0);
  });
});
