import type { AudioClock } from './audioClock';
import { type Band, peakQ } from './equalizer';
import type { LimiterReport } from './messages';

const crossfade = 0.04;
const glide = 0.02;
const analysed = { fftSize: 8_192, smoothingTimeConstant: 0.6 };

interface Shape {
  readonly volume: number;
  readonly chorus: number;
  readonly bands: readonly Band[];
}

/** What all sound passes on its way out: chorus, equalizer, volume, limiter, and where it is looked at. */
export class Output {
  /** Where the page's own piano, those of others and the server's stream come in. */
  readonly local: GainNode;
  readonly others: GainNode;
  readonly server: GainNode;
  readonly analyser: AnalyserNode;
  readonly #context: AudioContext;
  readonly #chorus: AudioWorkletNode | undefined;
  readonly #bands: readonly BiquadFilterNode[];
  readonly #volume: GainNode;
  #limited: LimiterReport = { gain: 1, peak: 0 };

  /** @param hasWorklets whether chorus and limiter can be had; without them a compressor keeps the peaks down. */
  constructor(context: AudioContext, shape: Shape, othersVolume: number, hasWorklets: boolean) {
    this.#context = context;
    this.local = new GainNode(context);
    this.others = new GainNode(context, { gain: othersVolume ** 2 });
    this.server = new GainNode(context, { gain: 0 });
    this.#bands = shape.bands.map((band) => new BiquadFilterNode(context, { ...band, Q: peakQ }));
    this.#volume = new GainNode(context, { gain: shape.volume ** 2 });
    this.analyser = new AnalyserNode(context, analysed);
    if (hasWorklets) this.#chorus = new AudioWorkletNode(context, 'cascade-chorus', { outputChannelCount: [2], processorOptions: { level: shape.chorus } });
    const limiter = hasWorklets ? this.#newLimiter() : new DynamicsCompressorNode(context, { threshold: -6, ratio: 20, attack: 0.002 });
    const chain: AudioNode[] = [...(this.#chorus ? [this.#chorus] : []), ...this.#bands, this.#volume, limiter, this.analyser, context.destination];
    for (const source of [this.local, this.others, this.server]) source.connect(chain[0]);
    chain.reduce((from, to) => from.connect(to));
  }

  set(shape: Shape): void {
    const now = this.#context.currentTime;
    this.#chorus?.port.postMessage(shape.chorus);
    this.#volume.gain.setTargetAtTime(shape.volume ** 2, now, glide);
    shape.bands.forEach(({ frequency, gain }, i) => {
      this.#bands[i].frequency.setTargetAtTime(frequency, now, glide);
      this.#bands[i].gain.setTargetAtTime(gain, now, glide);
    });
  }

  setOthersVolume(volume: number): void {
    this.others.gain.setTargetAtTime(volume ** 2, this.#context.currentTime, glide);
  }

  /** From the page's piano to the server's stream, or back. */
  fade(toServer: boolean): void {
    const now = this.#context.currentTime;
    this.server.gain.setTargetAtTime(toServer ? 1 : 0, now, crossfade / 3);
    this.local.gain.setTargetAtTime(toServer ? 0 : 1, now, crossfade / 3);
  }

  /** A beat of the metronome, now or at a time to come. */
  click(isFirst: boolean, clock: AudioClock, time?: number): void {
    const now = time === undefined ? this.#context.currentTime : Math.max(this.#context.currentTime, clock.secondsAt(time));
    const gain = new GainNode(this.#context, { gain: 0.25 });
    gain.gain.setTargetAtTime(0, now + 0.005, 0.012);
    const oscillator = new OscillatorNode(this.#context, { type: 'square', frequency: isFirst ? 1_760 : 1_320 });
    oscillator.connect(gain).connect(this.#volume);
    oscillator.start(now);
    oscillator.stop(now + 0.08);
  }

  /** What the limiter has held back at most since it was asked last, and the highest peak after it, in dB. */
  readLimiter(): { readonly reduction: number; readonly peak: number } {
    const { gain, peak } = this.#limited;
    this.#limited = { gain: 1, peak: 0 };
    return { reduction: -20 * Math.log10(gain), peak: 20 * Math.log10(Math.max(1e-6, peak)) };
  }

  #newLimiter(): AudioWorkletNode {
    const limiter = new AudioWorkletNode(this.#context, 'cascade-limiter', { outputChannelCount: [2] });
    limiter.port.onmessage = ({ data }: MessageEvent<LimiterReport>) => {
      const { gain, peak } = this.#limited;
      this.#limited = { gain: Math.min(gain, data.gain), peak: Math.max(peak, data.peak) };
    };
    return limiter;
  }
}

/** How long a fade takes at most, in ms. */
export const fadeMilliseconds = 3_000 * crossfade;
