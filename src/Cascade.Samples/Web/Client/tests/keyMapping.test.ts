import { describe, expect, it } from 'vitest';
import { hertzOf, readMapping } from '../src/sound/keyMapping';
import { readScala, ScalaError } from '../src/sound/scala';
import { ratiosOf, usualTuning } from '../src/sound/tuning';

const tempered = readScala(`12\n12\n${Array.from({ length: 12 }, (_, i) => `${100 * (i + 1)}.`).join('\n')}\n`);

// By the format's own page: a scale of seven notes on the white keys.
const whiteKeys = `! Template for a keyboard mapping
!
! Size of map. The pattern repeats every so many keys:
12
! First and last key to retune:
0
127
60
69
440.000000
7
! Mapping.
0
x
1
x
2
3
x
4
x
5
x
6
`;
const major = readScala('Ptolemy\n7\n9/8\n5/4\n4/3\n3/2\n5/3\n15/8\n2/1\n');

function faultOf(text: string): unknown {
  try {
    readMapping(text, 'x.kbm');
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a keyboard mapping of Scala', () => {
  it('puts seven notes on the white keys, and a black one sounds as the white one below', () => {
    const mapping = readMapping(whiteKeys, 'white.kbm'), hertz = hertzOf(mapping, major);
    expect(mapping).toMatchObject({ name: 'white.kbm', middle: 60, reference: 69, hertz: 440, octave: 7 });
    expect(hertz[69]).toBeCloseTo(440, 9);
    expect(hertz[60]).toBeCloseTo(440 / (5 / 3), 9);
    expect(hertz[67] / hertz[60]).toBeCloseTo(3 / 2, 9);
    expect(hertz[59] / hertz[60]).toBeCloseTo(15 / 16, 9);
    expect(hertz[84] / hertz[60]).toBeCloseTo(4, 9);
    expect(hertz[61]).toBe(hertz[60]);
  });

  it('of no size has a degree for every key, and its own reference', () => {
    const hertz = hertzOf(readMapping('0\r\n0\r\n127\r\n60\r\n60\r\n256 C\r\n0\r\n', 'c.kbm'), tempered);
    expect(hertz[60]).toBe(256);
    expect(hertz[72]).toBeCloseTo(512, 9);
    expect(hertz[61]).toBeCloseTo(256 * 2 ** (1 / 12), 9);
  });

  it('repeats by the degree that it calls the octave', () => {
    const hertz = hertzOf(readMapping('2\n0\n127\n60\n60\n100\n7\n0\n4\n', 'fifths.kbm'), tempered);
    expect(hertz[61] / hertz[60]).toBeCloseTo(2 ** (4 / 12), 9);
    expect(hertz[62] / hertz[60]).toBeCloseTo(2 ** (7 / 12), 9);
    expect(hertz[58] / hertz[60]).toBeCloseTo(2 ** (-7 / 12), 9);
  });

  it('tunes a temperament too, whatever the A is set to, and nothing outside its keys', () => {
    const mapping = readMapping('0\n48\n72\n60\n69\n432\n0\n', 'low.kbm');
    for (const a4 of [440, 466]) {
      const hertz = ratiosOf({ ...usualTuning, a4, mapping }).map((ratio, key) => ratio * 440 * 2 ** ((key - 69) / 12));
      expect(hertz[69]).toBeCloseTo(432, 9);
      expect(hertz[57]).toBeCloseTo(216, 9);
      expect(hertz[20]).toBeCloseTo(hertz[48], 9);
      expect(hertz[100]).toBeCloseTo(hertz[72], 9);
    }
  });

  it.each([
    ['', 'mappingShort', 1], ['12\n0\n127\n60\n', 'mappingShort', 5], ['twelve\n', 'mappingNumber', 1], ['4097\n', 'mappingNumber', 1],
    ['0\n10\n9\n', 'mappingNumber', 3], ['0\n0\n128\n', 'mappingNumber', 3], ['0\n0\n127\n60\n69\n0.5\n', 'mappingNumber', 6],
    ['0\n0\n127\n60\n69\n4e2\n', 'mappingNumber', 6], ['1\n0\n127\n60\n69\n440\n0\none\n', 'mappingDegree', 8],
    ['1\n0\n127\n60\n69\n440\n0\nx\n', 'mappingReference', 5], ['2\n61\n61\n60\n60\n440\n0\n0\nx\n', 'mappingReference', 5],
  ])('%j is refused', (text, kind, line) => {
    const fault = faultOf(text);
    expect(fault).toBeInstanceOf(ScalaError);
    expect(fault).toMatchObject({ kind, line });
  });
});
