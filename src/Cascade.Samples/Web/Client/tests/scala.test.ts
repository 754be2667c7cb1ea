import { describe, expect, it } from 'vitest';
import { fifthName } from '../src/music/names';
import { centsAt, readScala, ScalaError } from '../src/sound/scala';
import { fifthsOf, keyCentsOf, ratiosOf, usualTuning } from '../src/sound/tuning';

// By the archive of scales of the Scala program: H. Bohlen's scale, which repeats at 3/1.
const bohlenPierce = `! bohlen-p.scl
!
See Bohlen, H. 13-Tonstufen in der Duodezime, Acustica 39: 76-86 (1978)
 13
!
 27/25
 25/21
 9/7
 7/5
 75/49
 5/3
 9/5
 49/25
 15/7
 7/3
 63/25
 25/9
 3/1 a remark
`;

describe('a Scala file', () => {
  it('is read with ratios, cents, comments and remarks', () => {
    const scale = readScala(bohlenPierce);
    expect(scale.name).toMatch(/^See Bohlen/);
    expect(scale.cents).toHaveLength(13);
    expect(scale.cents[2]).toBeCloseTo(435.084, 2);
    expect(scale.cents[12]).toBeCloseTo(1_901.955, 2);
    expect(readScala('\r\n3\r\n100. cents\r\n-5.5\r\n2\r\n')).toEqual({ name: '', cents: [100, -5.5, 1_200] });
    expect(centsAt(scale, -1)).toBeCloseTo(scale.cents[11] - scale.cents[12], 9);
    expect(centsAt(scale, 27)).toBeCloseTo(2 * scale.cents[12] + scale.cents[0], 9);
  });

  it.each([
    ['', 'short', 2], ['a description', 'short', 2], ['x\n2\n3/2\n', 'short', 4], ['x\nmany\n', 'count', 2], ['x\n0\n', 'count', 2], ['x\n4097\n', 'count', 2],
    ['x\n!\n2\n3/2\ntwo\n', 'note', 5], ['x\n1\n.\n', 'note', 3], ['x\n1\n1e3\n', 'note', 3], ['x\n1\n3/0\n', 'note', 3], ['x\n1\n0\n', 'note', 3],
    ['x\n1\n120001.0\n', 'note', 3], ['x\n1\n-3/2\n', 'note', 3], ['x\n1\n700,5\n', 'note', 3], ['\u0000\u0001PNG', 'short', 2],
  ])('%j is refused', (text, kind, line) => {
    let thrown: unknown;
    try {
      readScala(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ScalaError);
    expect(thrown).toMatchObject({ kind, line });
  });

  it('tunes every key from middle C or a tonic over it, and leaves the A where it is set', () => {
    const scale = readScala(bohlenPierce), tuning = { ...usualTuning, a4: 442, tonic: 2, scale };
    const hertz = ratiosOf(tuning).map((ratio, key) => ratio * 440 * 2 ** ((key - 69) / 12));
    expect(hertz[69]).toBeCloseTo(442, 9);
    expect(hertz[62 + 13] / hertz[62]).toBeCloseTo(3, 9);
    expect(hertz[62 + 6] / hertz[62]).toBeCloseTo(5 / 3, 9);
    expect(hertz[62 - 13] / hertz[62]).toBeCloseTo(1 / 3, 9);
    // The highest keys stay where a loudspeaker can follow.
    expect(Math.max(...hertz)).toBeLessThan(30_000);
  });

  it('of twelve equal steps is equal temperament', () => {
    const scale = readScala(`12\n12\n${Array.from({ length: 12 }, (_, i) => `${100 * (i + 1)}.`).join('\n')}\n`);
    for (const cents of keyCentsOf({ ...usualTuning, scale })) expect(cents).toBeCloseTo(0, 9);
  });
});

describe('the names of notes', () => {
  it('are those of the chain of fifths that a temperament was tuned by', () => {
    const names = (tonic: number, language: 'en' | 'de') => fifthsOf(tonic).map((fifth) => fifthName(fifth, language));
    expect(names(0, 'en')).toEqual(['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'B♭', 'B']);
    expect(names(2, 'en')).toEqual(['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']);
    expect(names(8, 'de')).toEqual(['C', 'Des', 'D', 'Es', 'E', 'F', 'Ges', 'G', 'As', 'A', 'B', 'Ces'].map((name, pitch) => (pitch === 4 ? 'E' : pitch === 9 ? 'A' : name)));
  });
});
