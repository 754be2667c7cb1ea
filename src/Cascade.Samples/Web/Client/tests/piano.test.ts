import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKernels } from '../src/sound/kernels';
import { blockFrames, Piano, type Pedals } from '../src/sound/piano';
import { readPianoTables } from '../src/sound/pianoTables';

const rate = 48_000, keys = 128, bands = 24, noises = 8, boardModes = 4, leftKey = 50;
const kernels = readFileSync(new URL('../generated/bank.wasm', import.meta.url));

// A piano of one partial a key, without noises and wood, in the host's form.
function tables(): ArrayBuffer {
  const floats = 16 + 128 + 32 * keys + 7 * keys + 5 * bands + 2 * noises * bands + 5 * boardModes + 6 * keys;
  const file = new ArrayBuffer(36 + 4 * floats);
  new Uint8Array(file).set(new TextEncoder().encode('CPNO'));
  new Uint32Array(file, 4, 8).set([3, rate, keys, keys, bands, noises, boardModes, keys]);
  const values = new Float32Array(file, 36);
  values.set([40, 5.16, 1.43, 1, 0.5, 0, 0, 0, 0, 0, 500, 1]);
  // 40 dB over all velocities.
  const levels = [1, 20, 40, 64, 90, 127].map((velocity) => 2 * (velocity / 127 - 1) * Math.log2(10));
  for (let i = 0; i < 128; i++) values[16 + i] = i;
  for (let key = 0; key < keys; key++) {
    values.set([1, key, 0.001, 2, -0.2, -0.2, key < 89 ? 25 : 0, 0.7, 0.7, 0, 0.67], 144 + 32 * key);
    values.set(levels, 144 + 32 * key + 21);
    const mode = 144 + 32 * keys + key;
    values[mode] = 440 * 2 ** ((key - 69) / 12);
    values[mode + keys] = 0.5;
    values[mode + 2 * keys] = 1;
    // A high partial, which its damper ends sooner.
    values[mode + 3 * keys] = key === 40 ? 5 : 0;
    values[mode + 4 * keys] = -1;
    // One key lies to the left.
    values[mode + 6 * keys] = key === leftKey ? 0.6 : 0;
  }
  const decays = 144 + 39 * keys + 7 * bands;
  for (let noise = 0; noise < noises; noise++) values.fill(0.01, decays + (2 * noise + 1) * bands, decays + (2 * noise + 2) * bands);
  // Each key's second partial answers the bridge.
  const strings = floats - 6 * keys;
  for (let key = 0; key < keys; key++)
    [key, 1, 880 * 2 ** ((key - 69) / 12), 1, 1e-4].forEach((value, row) => (values[strings + row * keys + key] = value));
  return file;
}

const file = tables();
const newPiano = () => new Piano(readPianoTables(file), compileKernels(kernels));
const seconds = (count: number) => Math.round((count * rate) / blockFrames);

function render(piano: Piano, blocks: number): Float32Array {
  const sound = new Float32Array(blocks * blockFrames);
  for (let block = 0; block < blocks; block++)
    piano.render(sound.subarray(block * blockFrames, (block + 1) * blockFrames), new Float32Array(blockFrames));
  return sound;
}

const level = (sound: Float32Array) => Math.sqrt(sound.reduce((sum, x) => sum + x * x, 0) / sound.length);

// The middle of all rises through zero within a second.
function pitchOf(piano: Piano): number {
  render(piano, 20);
  const sound = render(piano, seconds(1));
  let rises = 0, first = 0, last = 0;
  for (let i = 1; i < sound.length; i++) {
    if (sound[i - 1] >= 0 || sound[i] < 0) continue;
    const at = i - sound[i] / (sound[i] - sound[i - 1]);
    if (rises++ === 0) first = at;
    last = at;
  }
  return ((rises - 1) * rate) / (last - first);
}

const centsBetween = (a: number, b: number) => 1_200 * Math.log2(a / b);

describe('the piano of the page', () => {
  it.each([21, 45, 69, 100])('plays key %i at its pitch', (key) => {
    const piano = newPiano();
    piano.noteOn(key, 0.8, 0);
    expect(Math.abs(centsBetween(pitchOf(piano), 440 * 2 ** ((key - 69) / 12)))).toBeLessThan(0.5);
  });

  it('hears each mode where it is', () => {
    const piano = newPiano(), left = new Float32Array(blockFrames), right = new Float32Array(blockFrames);
    piano.noteOn(leftKey, 0.8, 0);
    for (let block = 0; block < 20; block++) piano.render(left, right);
    expect(level(left) / level(right)).toBeCloseTo(1.6 / 0.4, 1);
  });

  it('is tuned key by key', () => {
    const piano = newPiano();
    const ratios = new Float64Array(128).fill(1);
    ratios[60] = 2 ** (-13.7 / 1_200);
    piano.tune(ratios);
    piano.noteOn(60, 0.8, 0);
    expect(Math.abs(centsBetween(pitchOf(piano), 440 * 2 ** (-9 / 12)) + 13.7)).toBeLessThan(0.5);
  });

  it('grows, fades and ends by its envelope', () => {
    const plain = newPiano(), shaped = newPiano();
    shaped.envelope = { attack: 0.5, decay: 0.4, sustain: 0.25, release: 0.025 };
    for (const piano of [plain, shaped]) piano.noteOn(60, 0.8, 0);
    const share = (before: number) => {
      for (const piano of [plain, shaped]) render(piano, seconds(before));
      const [own, other] = [plain, shaped].map((piano) => level(render(piano, 8)));
      return other / own;
    };
    expect(share(0.24)).toBeCloseTo(0.5, 1);
    expect(share(0.21)).toBeCloseTo(0.97, 1);
    expect(share(0.5)).toBeCloseTo(0.25, 1);
    for (const piano of [plain, shaped]) piano.noteOff(60, 0);
    expect(share(0.06)).toBeLessThan(0.02);
  });

  it('begins at its very frame', () => {
    const piano = newPiano();
    piano.noteOn(69, 0.8, 100);
    const sound = render(piano, 1);
    expect(sound.subarray(0, 100).every((x) => x === 0)).toBe(true);
    expect(sound.subarray(101).some((x) => x !== 0)).toBe(true);
  });

  it('decays as its tables say', () => {
    const piano = newPiano();
    piano.noteOn(69, 0.8, 0);
    render(piano, seconds(0.2));
    const early = level(render(piano, seconds(0.2)));
    render(piano, seconds(0.8));
    // One second later, at a loss of 1/s.
    expect(level(render(piano, seconds(0.2))) / early).toBeCloseTo(Math.exp(-1), 2);
  });

  it('is louder when struck harder', () => {
    const levels = [0.2, 0.5, 1].map((velocity) => {
      const piano = newPiano();
      piano.noteOn(60, velocity, 0);
      return level(render(piano, 100));
    });
    expect(levels[1]).toBeGreaterThan(2 * levels[0]);
    expect(levels[2]).toBeGreaterThan(2 * levels[1]);
  });

  it('falls silent after the key, sooner the further the pedal is up', () => {
    const [up, half, down] = [0, 0.4, 1].map((pedal) => {
      const piano = newPiano();
      piano.pedal('sustain', pedal, 0);
      piano.noteOn(60, 0.8, 0);
      render(piano, seconds(0.3));
      piano.noteOff(60, 0);
      render(piano, seconds(0.4));
      return level(render(piano, 40));
    });
    expect(up).toBeLessThan(1e-4);
    expect(half).toBeGreaterThan(3 * up);
    expect(down).toBeGreaterThan(3 * half);
  });

  it('keeps with sostenuto what was down, and only that', () => {
    const piano = newPiano();
    piano.noteOn(60, 0.8, 0);
    piano.pedal('sostenuto', 1, 0);
    piano.noteOff(60, 0);
    piano.noteOn(72, 0.8, 0);
    piano.noteOff(72, 0);
    render(piano, seconds(1.5));
    expect(piano.sounding).toBe(1);
    piano.pedal('sostenuto', 0, 0);
    render(piano, seconds(1));
    expect(piano.sounding).toBe(0);
  });

  it('lets strings answer that nobody damps, and only those', () => {
    const answer = (prepare: (piano: Piano) => void) => {
      const piano = newPiano();
      prepare(piano);
      piano.noteOn(60, 0.9, 0);
      render(piano, seconds(0.3));
      piano.noteOff(60, 0);
      // The blow's own sound is damped by then.
      render(piano, seconds(0.6));
      return level(render(piano, 20));
    };
    // A key is held until its own sound has died away.
    const held = (key: number) => (piano: Piano) => {
      piano.noteOn(key, 0.1, 0);
      render(piano, seconds(12));
      expect(piano.sounding).toBe(0);
    };
    const [octaveBelow, other, none] = [held(48), held(50), () => {}].map(answer);
    expect(octaveBelow).toBeGreaterThan(1e-4);
    expect(other).toBeLessThan(octaveBelow / 10);
    expect(none).toBeLessThan(octaveBelow / 10);
  });

  it('is silenced while it is struck again, and stays finite', () => {
    const piano = newPiano();
    piano.noteOn(40, 1, 0);
    render(piano, 2);
    piano.noteOn(40, 1, 0);
    render(piano, 1);
    piano.allSoundOff();
    expect(level(render(piano, seconds(0.5)))).toBeLessThan(1);
    expect(level(render(piano, 20))).toBeLessThan(1e-4);
    expect(piano.sounding).toBe(0);
  });

  it('is silent and finite after any script once all is let go', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('on' as const), key: fc.integer({ min: 0, max: 127 }), velocity: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ do: fc.constant('off' as const), key: fc.integer({ min: 0, max: 127 }) }),
      fc.record({ do: fc.constant('pedal' as const), pedal: fc.constantFrom<keyof Pedals>('sustain', 'sostenuto', 'soft'), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ do: fc.constant('render' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (script) => {
        const piano = newPiano();
        for (const action of script) {
          if (action.do === 'on') piano.noteOn(action.key, action.velocity, 5);
          else if (action.do === 'off') piano.noteOff(action.key, 5);
          else if (action.do === 'pedal') piano.pedal(action.pedal, action.value, 5);
          else expect(render(piano, 2).every(Number.isFinite)).toBe(true);
        }
        piano.allSoundOff();
        render(piano, 60);
        expect(piano.held).toBe(0);
        expect(piano.sounding).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('plays more strokes than it has voices', () => {
    const piano = newPiano();
    for (let key = 0; key < 128; key++) piano.noteOn(key, 0.5, 0);
    expect(render(piano, 10).every(Number.isFinite)).toBe(true);
    expect(piano.sounding).toBeLessThanOrEqual(64);
  });
});

describe('the tables', () => {
  it('are refused where they are something else, cut off or too long', () => {
    expect(() => readPianoTables(new ArrayBuffer(64))).toThrow();
    expect(() => readPianoTables(file.slice(0, file.byteLength - 4))).toThrow();
    const longer = new Uint8Array(file.byteLength + 4);
    longer.set(new Uint8Array(file));
    expect(() => readPianoTables(longer.buffer)).toThrow();
  });
});
