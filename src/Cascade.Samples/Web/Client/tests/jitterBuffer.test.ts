import { describe, expect, it } from 'vitest';
import { JitterBuffer } from '../src/sound/jitterBuffer';

const quantum = 128, block = 240;

function sine(from: number, frames: number): Int16Array {
  const samples = new Int16Array(2 * frames);
  for (let i = 0; i < frames; i++) samples[2 * i] = samples[2 * i + 1] = 16_000 * Math.sin((2 * Math.PI * 440 * (from + i)) / 48_000);
  return samples;
}

// Plays a stream whose blocks come at given quanta; returns the largest step between two samples.
function play(buffer: JitterBuffer, quanta: number, arrivals: (quantum: number) => number): number {
  const left = new Float32Array(quantum), right = new Float32Array(quantum);
  let sent = 0, last = 0, step = 0;
  for (let q = 0; q < quanta; q++) {
    for (let blocks = arrivals(q); blocks > 0; blocks--, sent += block) buffer.write(sine(sent, block));
    buffer.read(left, right);
    for (const sample of left) {
      step = Math.max(step, Math.abs(sample - last));
      last = sample;
    }
  }
  return step;
}

// As many blocks as are due by then.
const steady = (q: number) => Math.floor(((q + 1) * quantum) / block) - Math.floor((q * quantum) / block);
const sineStep = (2 * Math.PI * 440 * 0.49) / 48_000;

describe('the jitter buffer', () => {
  it('plays an even stream without a gap and without a click', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    expect(play(buffer, 4_000, steady)).toBeLessThan(1.1 * sineStep);
    expect(buffer.underruns).toBe(0);
  });

  it('holds more back after a gap, and less after ten seconds without', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    const target = buffer.target;
    play(buffer, 500, (q) => (q === 200 ? 0 : q > 200 && q < 240 ? 0 : steady(q)));
    expect(buffer.underruns).toBe(1);
    expect(buffer.target).toBe(target + block);
    play(buffer, 4_000, steady);
    expect(buffer.target).toBe(target);
  });

  it('fades at a gap instead of clicking', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    expect(play(buffer, 600, (q) => (q > 200 && q < 260 ? 0 : steady(q)))).toBeLessThan(1.2 * sineStep);
  });

  it('does not take the end of the sound for a gap', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    const out = new Float32Array(quantum);
    for (let i = 0; i < 8; i++) buffer.write(sine(i * block, block));
    buffer.write(new Int16Array(2 * block));
    for (let q = 0; q < 50; q++) buffer.read(out, new Float32Array(quantum));
    expect(buffer.underruns).toBe(0);
  });

  it('lets the spare sound play where the stream is late, without a click', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    const left = new Float32Array(quantum), right = new Float32Array(quantum), spare = new Float32Array(quantum).fill(0.25);
    let sent = 0, last = 0, step = 0, filled = 0;
    for (let q = 0; q < 600; q++) {
      const isAway = q > 200 && q < 260;
      for (let blocks = isAway ? 0 : steady(q); blocks > 0; blocks--, sent += block) buffer.write(sine(sent, block));
      buffer.read(left, right, [spare]);
      for (const sample of left) {
        if (q > 0) step = Math.max(step, Math.abs(sample - last));
        last = sample;
      }
      if (left.every((sample) => sample === 0.25) && right.every((sample) => sample === 0.25)) filled++;
      if (q > 300) expect(left.some((sample) => sample < 0)).toBe(true);
    }
    // Between what was held back and what is held back anew.
    expect(filled).toBeGreaterThan(50);
    expect(filled).toBeLessThan(70);
    expect(step).toBeLessThan(1.2 * sineStep);
  });

  it('asks the spare sound for nothing after the end of a sound, or once it was silent', () => {
    const buffer = new JitterBuffer(48_000, 48_000);
    const left = new Float32Array(quantum), right = new Float32Array(quantum);
    const read = (level: number) => {
      const spare = new Float32Array(quantum).fill(level);
      buffer.read(left, right, [spare, spare]);
      return Math.max(...left.map(Math.abs));
    };
    for (let i = 0; i < 8; i++) buffer.write(sine(i * block, block));
    buffer.write(new Int16Array(2 * block));
    for (let q = 0; q < 50; q++) read(0.9);
    expect(read(0.9)).toBe(0);
    buffer.begin();
    expect(read(0.9)).toBeCloseTo(0.9);
    read(0);
    expect(read(0.9)).toBe(0);
  });

  it('plays a stream of another rate at its pitch', () => {
    const buffer = new JitterBuffer(48_000, 44_100);
    const left = new Float32Array(quantum), right = new Float32Array(quantum);
    let crossings = 0, last = 0, sent = 0, frames = 0;
    for (let q = 0; q < 700; q++) {
      while (sent < (q + 9) * quantum * (48 / 44.1)) {
        buffer.write(sine(sent, block));
        sent += block;
      }
      buffer.read(left, right);
      if (q < 100) continue;
      for (const sample of left) {
        if (last < 0 && sample >= 0) crossings++;
        last = sample;
        frames++;
      }
    }
    expect(crossings / (frames / 44_100)).toBeCloseTo(440, -0.5);
  });
});
