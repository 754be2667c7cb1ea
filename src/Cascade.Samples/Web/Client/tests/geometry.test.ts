import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackCentre, blackLength, isBlack, keyAt, keyBox, keyCount, keyOfWhite, lane, reach, velocityAt, whiteCount, whiteIndex } from '../src/keyboard/geometry';

const key = fc.integer({ min: 0, max: keyCount - 1 });

describe('the keyboard', () => {
  it('has 75 white and 53 black keys from C-1 to G9', () => {
    const keys = Array.from({ length: keyCount }, (_, k) => k);
    expect(keys.filter((k) => !isBlack(k))).toHaveLength(whiteCount);
    expect(keys.filter(isBlack)).toHaveLength(53);
    expect(whiteIndex(127)).toBe(whiteCount - 1);
  });

  it('has black keys where those of a real piano are', () => {
    const centres = [1, 3, 6, 8, 10].map((pitch) => Number(blackCentre(60 + pitch).toFixed(3)) - 35);
    expect(centres.map((centre) => Number(centre.toFixed(3)))).toEqual([0.9, 2.1, 3.857, 5, 6.143]);
  });

  it('divides an octave into lanes without gaps', () => {
    for (let k = 0; k < keyCount - 1; k++) expect(lane(k).left + lane(k).width).toBeCloseTo(lane(k + 1).left, 9);
  });

  it('counts white keys back and forth', () => {
    for (let i = 0; i < whiteCount; i++) expect(whiteIndex(keyOfWhite(i))).toBe(i);
  });

  it('finds the key that is drawn at a place', () => {
    fc.assert(fc.property(key, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (k, share) => {
      const { left, width } = keyBox(k);
      const x = left + share * width;
      // In front of the black keys every white key is found; behind, a black one.
      expect(keyAt(x, isBlack(k) ? 0.3 : 0.9, reach.mouse)).toBe(k);
    }));
  });

  it('finds no key beside the keyboard', () => {
    expect(keyAt(-0.01, 0.5, reach.mouse)).toBe(-1);
    expect(keyAt(whiteCount, 0.5, reach.mouse)).toBe(-1);
  });

  it('is louder nearer the edge, within 0.22 to 1', () => {
    fc.assert(fc.property(key, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (k, a, b) => {
      const [back, front] = a < b ? [a, b] : [b, a];
      expect(velocityAt(k, back)).toBeLessThanOrEqual(velocityAt(k, front));
      expect(velocityAt(k, a)).toBeGreaterThanOrEqual(0.22);
      expect(velocityAt(k, a)).toBeLessThanOrEqual(1);
    }));
    expect(velocityAt(61, blackLength)).toBe(1);
  });
});
