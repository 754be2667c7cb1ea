import { Chorus } from './chorus';
import { JitterBuffer } from './jitterBuffer';
import { compileKernels } from './kernels';
import { Limiter } from './limiter';
import type { LimiterReport, PianoMessage, PianoOptions, PianoReport, StreamMessage, StreamReport } from './messages';
import { blockFrames, Piano } from './piano';
import { readPianoTables } from './pianoTables';
import { Reverb } from './reverb';

const reportBlocks = 16;

type Timed = Extract<PianoMessage, { frame: number }>;

/** An event, and the first frame it could have been played at. */
interface Waiting {
  readonly event: Timed;
  readonly soonest: number;
}

class PianoProcessor extends AudioWorkletProcessor {
  readonly #piano: Piano;
  readonly #reverb: Reverb;
  readonly #waiting: Waiting[] = [];
  #blocks = 0;

  constructor(options: AudioWorkletNodeOptions) {
    super();
    const { tables, kernels, reverb, envelope, ratios } = options.processorOptions as PianoOptions;
    this.#piano = new Piano(readPianoTables(tables), compileKernels(kernels));
    this.#reverb = new Reverb(sampleRate, reverb);
    if (envelope) this.#piano.envelope = envelope;
    if (ratios) this.#piano.tune(ratios);
    this.port.onmessage = ({ data }: MessageEvent<PianoMessage>) => this.#take(data);
  }

  process(_: Float32Array[][], [[left, right]]: Float32Array[][]): boolean {
    while (this.#waiting.length > 0 && this.#waiting[0].event.frame < currentFrame + blockFrames) this.#play(this.#waiting.shift()!);
    this.#piano.render(left, right);
    this.#reverb.process(left, right);
    if (++this.#blocks % reportBlocks === 0) this.#report({ type: 'state', voices: this.#piano.sounding, held: this.#piano.held });
    return true;
  }

  #take(message: PianoMessage): void {
    if (message.type === 'reverb') this.#reverb.level = message.level;
    else if (message.type === 'envelope') this.#piano.envelope = message.envelope;
    else if (message.type === 'tuning') this.#piano.tune(message.ratios);
    else if (message.type === 'silence') {
      this.#waiting.length = 0;
      this.#piano.allSoundOff();
    } else {
      // In the order of their times, and of their coming where these are the same.
      const after = this.#waiting.findIndex(({ event }) => event.frame > message.frame);
      // Between two blocks the frame is still that of the one before.
      this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, { event: message, soonest: currentFrame + blockFrames });
    }
  }

  #play({ event, soonest }: Waiting): void {
    const offset = Math.max(0, event.frame - currentFrame);
    if (event.type === 'on') {
      this.#piano.noteOn(event.key, event.velocity, offset);
      const needed = event.wait + (soonest - event.frame) / sampleRate;
      this.#report({ type: 'onset', frame: currentFrame + offset, time: event.time, needed });
    } else if (event.type === 'off') this.#piano.noteOff(event.key, offset);
    else this.#piano.pedal(event.pedal, event.value, offset);
  }

  #report(report: PianoReport): void {
    this.port.postMessage(report);
  }
}

// Its input is the page's own piano, which plays where the stream is late: here, as the page may be too busy to notice in time.
class StreamProcessor extends AudioWorkletProcessor {
  readonly #buffer: JitterBuffer;
  #blocks = 0;
  #isWanted = true;

  constructor(options: AudioWorkletNodeOptions) {
    super();
    this.#buffer = new JitterBuffer((options.processorOptions as { rate: number }).rate, sampleRate);
    this.port.onmessage = ({ data }: MessageEvent<StreamMessage>) => {
      if (data === 'begin') this.#buffer.begin();
      else if (data === 'end') this.#isWanted = false;
      else this.#buffer.write(new Int16Array(data));
    };
  }

  process([spare]: Float32Array[][], [[left, right]]: Float32Array[][]): boolean {
    if (!this.#isWanted) return false;
    this.#buffer.read(left, right, spare);
    if (++this.#blocks % reportBlocks !== 0) return true;
    const report: StreamReport = { depth: this.#buffer.target / sampleRate, underruns: this.#buffer.underruns };
    this.port.postMessage(report);
    return true;
  }
}

class ChorusProcessor extends AudioWorkletProcessor {
  readonly #chorus = new Chorus(sampleRate);

  constructor(options: AudioWorkletNodeOptions) {
    super();
    this.#chorus.level = (options.processorOptions as { level: number }).level;
    this.port.onmessage = ({ data }: MessageEvent<number>) => (this.#chorus.level = data);
  }

  process([[inLeft, inRight]]: Float32Array[][], [[left, right]]: Float32Array[][]): boolean {
    if (inLeft) this.#chorus.process(inLeft, inRight ?? inLeft, left, right);
    return true;
  }
}

class LimiterProcessor extends AudioWorkletProcessor {
  readonly #limiter = new Limiter(sampleRate);
  #blocks = 0;

  process([[inLeft, inRight]]: Float32Array[][], [[left, right]]: Float32Array[][]): boolean {
    if (inLeft) this.#limiter.process(inLeft, inRight ?? inLeft, left, right);
    if (++this.#blocks % reportBlocks === 0) this.port.postMessage(this.#limiter.report() satisfies LimiterReport);
    return true;
  }
}

registerProcessor('cascade-piano', PianoProcessor);
registerProcessor('cascade-stream', StreamProcessor);
registerProcessor('cascade-chorus', ChorusProcessor);
registerProcessor('cascade-limiter', LimiterProcessor);
