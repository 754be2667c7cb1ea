import type { AudioClock } from './audioClock';
import type { Envelope } from './envelope';
import type { Instrument } from './instrument';
import type { PianoMessage, PianoOptions, PianoReport } from './messages';
import type { Pedals } from './piano';
import { StrokeWait } from './strokeWait';
import { ratiosOf, type Tuning } from './tuning';

/** The piano in the page's own worklet. Every note begins a constant time after its stroke, however busy the page is. */
export class LocalPiano implements Instrument {
  readonly output: AudioWorkletNode;
  /** Told of every stroke whose sound has begun: seconds of the context's clock, and the stroke's time in ms. */
  onOnset: (seconds: number, time: number) => void = () => {};
  voices = 0;
  readonly #clock: AudioClock;
  readonly #rate: number;
  readonly #wait = new StrokeWait();

  constructor(context: BaseAudioContext, clock: AudioClock, options: PianoOptions) {
    this.#clock = clock;
    this.#rate = context.sampleRate;
    this.output = new AudioWorkletNode(context, 'cascade-piano', { numberOfInputs: 0, outputChannelCount: [2], processorOptions: options });
    this.output.port.onmessage = ({ data }: MessageEvent<PianoReport>) => this.#hear(data);
  }

  noteOn(key: number, velocity: number, time: number): void {
    const now = performance.now();
    this.#wait.begin(now / 1_000);
    // What is played ahead of its time, by a song, says nothing of how long a stroke takes.
    this.#post({ type: 'on', key, velocity, frame: this.#frameAt(time), time: time <= now ? time : null, wait: this.#wait.seconds });
  }

  noteOff(key: number, time: number): void {
    this.#post({ type: 'off', key, frame: this.#frameAt(time) });
  }

  pedal(pedal: keyof Pedals, value: number, time: number): void {
    this.#post({ type: 'pedal', pedal, value, frame: this.#frameAt(time) });
  }

  setReverb(level: number): void {
    this.#post({ type: 'reverb', level });
  }

  setEnvelope(envelope: Envelope): void {
    this.#post({ type: 'envelope', envelope });
  }

  setTuning(tuning: Tuning): void {
    this.#post({ type: 'tuning', ratios: ratiosOf(tuning) });
  }

  silence(): void {
    this.#post({ type: 'silence' });
  }

  close(): void {
    this.output.port.close();
    this.output.disconnect();
  }

  #hear(report: PianoReport): void {
    // A report comes just after a buffer was rendered, when the context's clock is furthest ahead.
    this.#clock.observe();
    if (report.type === 'state') {
      this.voices = report.voices;
      return;
    }
    if (report.time === null) return;
    this.#wait.add(report.needed);
    this.onOnset(report.frame / this.#rate, report.time);
  }

  #frameAt(time: number): number {
    this.#clock.observe();
    return Math.round((this.#clock.secondsAt(time) + this.#wait.seconds) * this.#rate);
  }

  #post(message: PianoMessage): void {
    this.output.port.postMessage(message);
  }
}
