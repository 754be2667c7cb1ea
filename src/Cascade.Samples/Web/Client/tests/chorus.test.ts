import { describe, expect, it } from 'vitest';
import { Chorus } from '../src/sound/chorus';

const rate = 48_000, block = 128;

function play(chorus: Chorus, input: (i: number) => number, frames: number): { left: Float32Array; right: Float32Array } {
  const left = new Float32Array(frames), right = new Float32Array(frames);
  for (let at = 0; at < frames; at += block) {
    const dry = Float32Array.from({ length: block }, (_, i) => input(at + i));
    chorus.process(dry, dry, left.subarray(at, at + block), right.subarray(at, at + block));
  }
  return { left, right };
}

const tone = (i: number) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / rate);
const power = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;

describe('the chorus', () => {
  it('leaves the sound as it is while it is off', () => {
    const { left, right } = play(new Chorus(rate), tone, 4_096);
    left.forEach((sample, i) => expect(sample).toBe(Math.fround(tone(i))));
    expect(right).toEqual(left);
  });

  it('adds three copies, 8 to 12 ms late, that stand from left to right', () => {
    const chorus = new Chorus(rate), click = 40 * block;
    chorus.level = 1;
    const { left, right } = play(chorus, (i) => (i === click ? 1 : 0), 60 * block);
    const times = (side: Float32Array) => [...side].flatMap((sample, i) => (i > click && Math.abs(sample) > 0.05 ? [(1_000 * (i - click)) / rate] : []));
    for (const at of [...times(left), ...times(right)]) {
      expect(at).toBeGreaterThan(7.9);
      expect(at).toBeLessThan(12.1);
    }
    expect(times(left).length).toBeGreaterThan(1);
    expect(times(left)).not.toEqual(times(right));
  });

  it('moves: the sides of a steady tone come and go apart, and it stays about as loud', () => {
    const chorus = new Chorus(rate);
    chorus.level = 1;
    const { left, right } = play(chorus, tone, 1_024 * block);
    const seconds = Array.from({ length: 40 }, (_, i) => [left, right].map((side) => power(side.subarray(9_600 + i * 2_400, 12_000 + i * 2_400))));
    const decibels = seconds.map(([l, r]) => 10 * Math.log10(l / r));
    expect(Math.max(...decibels) - Math.min(...decibels)).toBeGreaterThan(3);
    const mean = seconds.flat().reduce((sum, value) => sum + value, 0) / (2 * seconds.length);
    expect(Math.abs(10 * Math.log10(mean / 0.125))).toBeLessThan(3);
  });

  it('is turned without a click', () => {
    const chorus = new Chorus(rate);
    play(chorus, tone, 8_192);
    chorus.level = 1;
    const { left } = play(chorus, (i) => tone(i + 8_192), 8_192);
    const steps = left.slice(1).map((sample, i) => Math.abs(sample - left[i]));
    expect(Math.max(...steps)).toBeLessThan(3 * 0.5 * ((2 * Math.PI * 440) / rate));
  });
});
