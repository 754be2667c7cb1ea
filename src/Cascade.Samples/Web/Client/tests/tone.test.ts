import { describe, expect, it } from 'vitest';
import { damperFactor, levelAt, plainEnvelope, timeController } from '../src/sound/envelope';
import { plainBands, responseOf } from '../src/sound/equalizer';
import { Limiter } from '../src/sound/limiter';
import { centsOf, degreesOf, ratiosOf, temperaments, type Temperament, usualTuning } from '../src/sound/tuning';

describe('a temperament', () => {
  // As tables of historical temperaments give them, in cents over C.
  it.each<[Temperament, readonly number[]]>([
    ['equal', [0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100]],
    ['just', [0, 111.7, 203.9, 315.6, 386.3, 498, 590.2, 702, 813.7, 884.4, 1_017.6, 1_088.3]],
    ['pythagorean', [0, 113.7, 203.9, 294.1, 407.8, 498, 611.7, 702, 815.6, 905.9, 996.1, 1_109.8]],
    ['meantone', [0, 76, 193.2, 310.3, 386.3, 503.4, 579.5, 696.6, 772.6, 889.7, 1_006.8, 1_082.9]],
    ['werckmeister', [0, 90.2, 192.2, 294.1, 390.2, 498, 588.3, 696.1, 792.2, 888.3, 996.1, 1_092.2]],
    ['kirnberger', [0, 90.2, 193.2, 294.1, 386.3, 498, 590.2, 696.6, 792.2, 889.7, 996.1, 1_088.3]],
    ['vallotti', [0, 94.1, 196.1, 298, 392.2, 502, 592.2, 698, 796.1, 894.1, 1_000, 1_090.2]],
  ])('%s has the cents of the books', (name, cents) => {
    degreesOf(name).forEach((cent, i) => expect(Math.abs(cent - cents[i]), `${i}: ${cent}`).toBeLessThan(0.06));
  });

  it('leaves the A where it is set, from any tonic', () => {
    for (const temperament of temperaments)
      for (let tonic = 0; tonic < 12; tonic++) {
        expect(centsOf({ temperament, tonic, a4: 415 })[9]).toBeCloseTo(0, 9);
        expect(440 * ratiosOf({ temperament, tonic, a4: 415 })[69]).toBeCloseTo(415, 9);
      }
    expect([...ratiosOf(usualTuning)].every((ratio) => Math.abs(ratio - 1) < 1e-12)).toBe(true);
  });

  it('has pure thirds on its tonic where it is just or meantone', () => {
    for (const temperament of ['just', 'meantone'] as const) {
      const ratios = ratiosOf({ temperament, tonic: 2, a4: 440 });
      expect((ratios[66] / ratios[62]) * 2 ** (4 / 12)).toBeCloseTo(5 / 4, 6);
    }
  });
});

describe('an envelope', () => {
  it('rises in its attack, falls to its sustain in its decay', () => {
    const envelope = { attack: 0.2, decay: 0.5, sustain: 0.4, release: 0.3 };
    expect(levelAt(envelope, 0.1)).toBeCloseTo(0.5);
    expect(levelAt(envelope, 0.2)).toBeCloseTo(1);
    expect(levelAt(envelope, 0.7)).toBeCloseTo(0.4 + 0.6e-3, 5);
    expect(levelAt(plainEnvelope, 0)).toBe(1);
    expect(damperFactor(plainEnvelope)).toBe(1);
  });

  it('is told to a synthesizer against its own times', () => {
    expect(timeController(0.3, 0.3)).toBe(64);
    expect(timeController(3, 0.3)).toBe(127);
    expect(timeController(0.03, 0.3)).toBeLessThanOrEqual(1);
    expect(timeController(0, 0.3)).toBe(0);
  });
});

describe('the drawn equalizer', () => {
  it('is flat where nothing is set', () => {
    for (const hertz of [30, 300, 3_000, 12_000]) for (const band of plainBands) expect(responseOf(band, hertz, 48_000)).toBeCloseTo(0, 9);
  });

  it('has each band where it is set', () => {
    const [low, middle, high] = plainBands.map((band) => ({ ...band, gain: 9 }));
    expect(responseOf(middle, middle.frequency, 48_000)).toBeCloseTo(9, 6);
    expect(responseOf(low, low.frequency, 48_000)).toBeCloseTo(4.5, 1);
    expect(responseOf(high, high.frequency, 48_000)).toBeCloseTo(4.5, 1);
    expect(responseOf(low, 10, 48_000)).toBeCloseTo(9, 1);
    expect(responseOf(high, 20_000, 48_000)).toBeCloseTo(9, 1);
    expect(responseOf(low, 10_000, 48_000)).toBeCloseTo(0, 1);
    expect(responseOf({ ...high, gain: -9 }, 20_000, 48_000)).toBeCloseTo(-9, 1);
  });
});

describe('the limiter', () => {
  it('tells what it held back and what it let out', () => {
    const limiter = new Limiter(48_000);
    const loud = new Float32Array(4_800).fill(2), out = new Float32Array(4_800);
    limiter.process(loud, loud, out, new Float32Array(4_800));
    const { gain, peak } = limiter.report();
    expect(gain).toBeCloseTo(0.483, 2);
    expect(peak).toBeLessThanOrEqual(1);
    expect(Math.max(...out.subarray(200))).toBeLessThan(0.97);
    expect(limiter.report()).toEqual({ gain: 1, peak: 0 });
  });
});
