import { describe, expect, it } from 'vitest';
import { AudioClock } from '../src/sound/audioClock';
import { StrokeWait } from '../src/sound/strokeWait';

describe('the wait of a stroke', () => {
  const least = 0.006;
  const after = (needs: readonly number[], wait = new StrokeWait(), from = 0) => {
    needs.forEach((needed, i) => {
      wait.begin(from + i / 10);
      wait.add(needed);
    });
    return wait;
  };

  it('stays as it is where one stroke in twenty-five comes late', () => {
    const wait = after(Array.from({ length: 1_000 }, (_, i) => (i % 25 === 7 ? 0.16 : 0.004)));
    expect(wait.seconds).toBe(least);
  });

  it('stays as it is where a dozen strokes in a row come late', () => {
    const wait = after(Array.from({ length: 1_000 }, (_, i) => (i >= 600 && i < 612 ? 0.02 : 0.004)));
    expect(wait.seconds).toBe(least);
  });

  it('grows to what nearly all need, and stays there', () => {
    const needs = Array.from({ length: 64 }, (_, i) => 0.005 + 0.004 * ((i * 37) % 64) / 64);
    const wait = after(needs);
    const grown = wait.seconds;
    expect(grown).toBeGreaterThan(0.0085);
    expect(grown).toBeLessThan(0.0105);
    after([...needs, ...needs], wait, 7);
    expect(wait.seconds).toBe(grown);
  });

  it('never grows beyond 50 ms', () => {
    expect(after(new Array<number>(20).fill(0.4)).seconds).toBe(0.05);
  });

  it('is shortened after a rest, not while notes follow each other', () => {
    const wait = after(new Array<number>(20).fill(0.02));
    expect(wait.seconds).toBeCloseTo(0.021);
    after(new Array<number>(300).fill(0.003), wait, 2);
    expect(wait.seconds).toBeCloseTo(0.021);
    after([0.003], wait, 40);
    expect(wait.seconds).toBe(least);
  });
});

describe("the context's clock", () => {
  // A context whose time moves by buffers of 10 ms and is looked at every 21 ms.
  const play = (slipAt: number, until: number) => {
    const context = { currentTime: 0 };
    const clock = new AudioClock(context as BaseAudioContext);
    for (let now = 0; now < until; now += 21) {
      const behind = now >= slipAt ? 25 : 0;
      context.currentTime = (Math.floor((now - behind) / 10) * 10) / 1_000;
      clock.observe(now);
    }
    return clock;
  };

  it('is known to a fraction of a buffer', () => {
    expect(play(Infinity, 5_000).secondsAt(5_000)).toBeCloseTo(5, 3);
  });

  it('is known again soon after it has slipped', () => {
    expect(play(5_000, 6_200).secondsAt(6_200)).toBeCloseTo(6.175, 3);
    expect(play(5_000, 30_000).secondsAt(30_000)).toBeCloseTo(29.975, 3);
  });
});
