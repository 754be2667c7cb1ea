import type { Envelope } from './envelope';
import { plainEnvelope } from './envelope';
import type { Instrument } from './instrument';
import { engagement } from './dampers';
import type { Pedals } from './piano';
import { ratiosOf, type Tuning, usualTuning } from './tuning';

interface Tone {
  readonly gain: GainNode;
  readonly oscillators: readonly OscillatorNode[];
  down: boolean;
}

const usualRelease = 0.12, usualAttack = 0.003;

/** Two oscillators and a filter a key, for browsers without worklets or WebAssembly SIMD. */
export class BasicPiano implements Instrument {
  readonly output: GainNode;
  readonly #context: AudioContext;
  readonly #tones = new Map<number, Tone>();
  #sustain = 0;
  #envelope = plainEnvelope;
  #ratios = ratiosOf(usualTuning);

  constructor(context: AudioContext) {
    this.#context = context;
    this.output = new GainNode(context, { gain: 0.3 });
  }

  noteOn(key: number, velocity: number): void {
    this.#end(key);
    const now = this.#context.currentTime;
    const { attack, decay, sustain } = this.#envelope;
    const frequency = 440 * 2 ** ((key - 69) / 12) * this.#ratios[key];
    const gain = new GainNode(this.#context, { gain: 0 });
    const peak = velocity ** 1.6;
    gain.gain.setTargetAtTime(peak, now, usualAttack + attack / 4);
    if (sustain < 1) gain.gain.setTargetAtTime(peak * sustain, now + 0.02 + attack, decay / 7);
    else gain.gain.setTargetAtTime(0, now + 0.02 + attack, 6 / (1 + frequency / 110));
    const filter = new BiquadFilterNode(this.#context, { type: 'lowpass', frequency: Math.min(16_000, frequency * (2 + 8 * velocity)) });
    const oscillators = [0, 4].map((detune) => new OscillatorNode(this.#context, { type: 'triangle', frequency, detune }));
    for (const oscillator of oscillators) {
      oscillator.connect(filter);
      oscillator.start();
    }
    filter.connect(gain).connect(this.output);
    this.#tones.set(key, { gain, oscillators, down: true });
  }

  noteOff(key: number): void {
    const tone = this.#tones.get(key);
    if (!tone) return;
    tone.down = false;
    if (engagement(this.#sustain) > 0) this.#end(key);
  }

  pedal(pedal: keyof Pedals, value: number): void {
    if (pedal !== 'sustain') return;
    this.#sustain = value;
    if (engagement(value) === 0) return;
    for (const [key, tone] of this.#tones) if (!tone.down) this.#end(key);
  }

  setEnvelope(envelope: Envelope): void {
    this.#envelope = envelope;
  }

  setTuning(tuning: Tuning): void {
    this.#ratios = ratiosOf(tuning);
  }

  silence(): void {
    for (const key of [...this.#tones.keys()]) this.#end(key);
  }

  close(): void {
    this.silence();
    this.output.disconnect();
  }

  #end(key: number): void {
    const tone = this.#tones.get(key);
    if (!tone) return;
    const now = this.#context.currentTime, releaseSeconds = (usualRelease * this.#envelope.release) / plainEnvelope.release;
    tone.gain.gain.cancelScheduledValues(now);
    tone.gain.gain.setTargetAtTime(0, now, releaseSeconds / 4);
    for (const oscillator of tone.oscillators) oscillator.stop(now + releaseSeconds);
    this.#tones.delete(key);
  }
}
