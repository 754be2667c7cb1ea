import { AudioClock } from './audioClock';
import { BasicPiano } from './basicPiano';
import type { Envelope } from './envelope';
import type { Band } from './equalizer';
import { FrozenClock } from './frozenClock';
import type { Instrument } from './instrument';
import { Latency } from './latency';
import { LocalPiano } from './localPiano';
import { fadeMilliseconds, Output } from './output';
import type { Pedals } from './piano';
import { ServerPiano } from './serverPiano';
import { ratiosOf, type Tuning } from './tuning';
import kernelsAddress from '../../generated/bank.wasm?url';
import workletAddress from './worklet?worker&url';

/** What the page's own piano is made of. */
export const soundFiles: readonly string[] = [kernelsAddress, workletAddress];

/** Where the sound is made. */
export type SoundSource = 'local' | 'server' | 'basic';

/** The tone: volume, hall and chorus from 0 to 1, three bands, how notes grow and fade, and how they are tuned. */
export interface Tone {
  readonly volume: number;
  readonly hall: number;
  readonly chorus: number;
  readonly bands: readonly Band[];
  readonly envelope: Envelope;
  readonly tuning: Tuning;
}

export interface SoundState {
  readonly status: 'waiting' | 'starting' | 'running' | 'interrupted';
  readonly source: SoundSource;
  /** False while the server's stream is wanted and the page plays in its place. */
  readonly connected: boolean;
}

/** What the status line says of the sound: milliseconds, and a count. */
export interface SoundFigures {
  readonly strokes: number;
  readonly latency: number;
  readonly jitter: number;
  readonly output: number;
  readonly voices: number;
  readonly roundTrip: number;
  readonly buffer: number;
  readonly underruns: number;
}

const usualRate = 48_000;
const ringMilliseconds = 400;
const longestQueued = 2_000;
const hallLevel = 0.12;
const watchMilliseconds = 250;

type Stroke = (instrument: Instrument, time: number) => void;

/** Plays what others play, on a piano of their own: neither's pedals move the other's dampers. */
export type OtherHands = Pick<Instrument, 'noteOn' | 'noteOff' | 'pedal'>;

/** All of the page's sound: starts at the first stroke, and comes back from whatever interrupts it. */
export class Sound {
  readonly latency = new Latency();
  /** Told of every change of state. */
  onState: (state: SoundState) => void = () => {};
  #state: SoundState = { status: 'waiting', source: 'local', connected: true };
  #tone: Tone;
  #instrument: string;
  #piano: string;
  #context: AudioContext | undefined;
  #clock: AudioClock | undefined;
  #local: Instrument | undefined;
  #server: ServerPiano | undefined;
  #others: Instrument | undefined;
  #othersWanted = false;
  #othersVolume = 1;
  #output: Output | undefined;
  #queued: { readonly time: number; readonly stroke: Stroke; readonly key: number }[] = [];
  readonly #down = new Map<number, number>();
  readonly #pedals = new Map<keyof Pedals, number>();
  #files: Promise<readonly [ArrayBuffer, ArrayBuffer]> | undefined;
  #filesOf = '';
  readonly #frozen = new FrozenClock();

  /** @param piano what the page plays, @param instrument what the server plays. */
  constructor(tone: Tone, piano: string, instrument: string) {
    this.#tone = tone;
    this.#piano = piano;
    this.#instrument = instrument;
  }

  get state(): SoundState {
    return this.#state;
  }

  get analyser(): AnalyserNode | undefined {
    return this.#output?.analyser;
  }

  get figures(): SoundFigures {
    const context = this.#context;
    return {
      strokes: this.latency.count,
      latency: this.latency.median,
      jitter: this.latency.jitter,
      output: context ? 1_000 * (context.baseLatency + (context.outputLatency || 0)) : 0,
      voices: this.#local instanceof LocalPiano ? this.#local.voices : 0,
      roundTrip: this.#server?.roundTrip ?? 0,
      buffer: 1_000 * (this.#server?.depth ?? 0),
      underruns: this.#server?.underruns ?? 0,
    };
  }

  /** What the limiter has held back at most since it was asked last, and the highest peak after it, in dB. */
  readLimiter(): { readonly reduction: number; readonly peak: number } {
    return this.#output?.readLimiter() ?? { reduction: 0, peak: -120 };
  }

  /** Fetches what the piano needs before anybody plays. */
  prepare(rate = this.#context?.sampleRate ?? usualRate): Promise<readonly [ArrayBuffer, ArrayBuffer]> {
    const tables = `/api/engine/tables?${new URLSearchParams({ patch: this.#piano, rate: String(rate) })}`;
    if (this.#files && this.#filesOf === tables) return this.#files;
    this.#filesOf = tables;
    this.#files = Promise.all([read(tables), read(kernelsAddress)]);
    this.#files.catch(() => (this.#filesOf = ''));
    return this.#files;
  }

  /** Starts or resumes the sound; to be called from a gesture. Notes played meanwhile are kept. */
  start(): void {
    if (this.#state.status === 'waiting') void this.#open();
    else if (this.#context && this.#context.state !== 'running') void this.#context.resume();
  }

  noteOn(key: number, velocity: number, time: number): void {
    this.#down.set(key, velocity);
    this.#play(time, (instrument, at) => instrument.noteOn(key, velocity, at), key);
  }

  noteOff(key: number, time: number): void {
    this.#down.delete(key);
    this.#play(time, (instrument, at) => instrument.noteOff(key, at));
  }

  pedal(pedal: keyof Pedals, value: number, time: number): void {
    this.#pedals.set(pedal, value);
    this.#play(time, (instrument, at) => instrument.pedal(pedal, value, at));
  }

  /** The piano that others play; silent until it is opened and the sound has started. */
  readonly others: OtherHands = {
    noteOn: (key, velocity, time) => this.#others?.noteOn(key, velocity, time),
    noteOff: (key, time) => this.#others?.noteOff(key, time),
    pedal: (pedal, value, time) => this.#others?.pedal(pedal, value, time),
  };

  /** A piano for others to play, or none any more. */
  setOthers(isWanted: boolean): void {
    this.#othersWanted = isWanted;
    this.#makeOthers();
  }

  /** How loud the others are, 0 to 1. */
  setOthersVolume(volume: number): void {
    this.#othersVolume = volume;
    this.#output?.setOthersVolume(volume);
  }

  silence(): void {
    this.#others?.silence();
    this.#down.clear();
    this.#pedals.clear();
    this.#queued = [];
    this.#local?.silence();
    this.#server?.silence();
  }

  /** A beat of the metronome, now or at a time to come. */
  click(isFirst: boolean, time?: number): void {
    if (this.#clock) this.#output?.click(isFirst, this.#clock, time);
  }

  setTone(tone: Tone): void {
    const before = this.#tone;
    this.#tone = tone;
    this.#output?.set(tone);
    for (const piano of [this.#local, this.#others]) if (piano instanceof LocalPiano) piano.setReverb(hallLevel * tone.hall);
    if (tone.hall !== before.hall) this.#server?.setHall(tone.hall);
    for (const instrument of [this.#local, this.#others, this.#server]) {
      if (tone.envelope !== before.envelope) instrument?.setEnvelope(tone.envelope);
      if (tone.tuning !== before.tuning) instrument?.setTuning(tone.tuning);
    }
  }

  /** The piano that the page plays; the one before rings on for a moment. */
  setPiano(name: string): void {
    this.#piano = name;
    const context = this.#context;
    if (!context || !(this.#local instanceof LocalPiano)) return;
    const before = this.#local;
    this.prepare().then(
      ([tables, kernels]) => {
        if (this.#piano !== name || this.#local !== before) return;
        this.#local = this.#newOwn(context, tables, kernels);
        for (const [pedal, value] of this.#pedals) this.#local.pedal(pedal, value, performance.now());
        this.#makeOthers();
        before.silence();
        setTimeout(() => before.close(), ringMilliseconds);
      },
      () => {
        // The piano before goes on where the other cannot be had.
      },
    );
  }

  /** What the server's engine plays. */
  setInstrument(name: string): void {
    this.#instrument = name;
    this.#server?.setInstrument(name);
  }

  /** Chooses where the sound is made; the one before fades out. */
  setSource(source: 'local' | 'server'): void {
    if (source === 'server') this.#openServer();
    else this.#closeServer();
  }

  async #open(): Promise<void> {
    this.#change({ status: 'starting' });
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.#context = context;
    this.#clock = new AudioClock(context);
    context.onstatechange = () => this.#follow(context);
    void context.resume();
    await this.#connect(context);
    setInterval(() => this.#watch(), watchMilliseconds);
    this.#follow(context);
    this.#flush();
    if (this.#state.source === 'server') this.#openServer();
  }

  // The page's own piano, or plain oscillators where it cannot be had.
  async #connect(context: AudioContext): Promise<void> {
    const hasWorklets = await this.#addWorklets(context);
    this.#output = new Output(context, this.#tone, this.#othersVolume, hasWorklets);
    try {
      let piano: string, files: readonly [ArrayBuffer, ArrayBuffer];
      // Another piano may be chosen while its files are on their way.
      do {
        piano = this.#piano;
        files = await this.prepare();
      } while (piano !== this.#piano);
      this.#local = this.#newOwn(context, ...files);
      this.#makeOthers();
    } catch {
      this.#fallBack(context);
    }
  }

  // There are none in old browsers, nor where the page did not come by a safe way.
  async #addWorklets(context: AudioContext): Promise<boolean> {
    try {
      await context.audioWorklet.addModule(workletAddress);
      return true;
    } catch {
      return false;
    }
  }

  #newOwn(context: AudioContext, tables: ArrayBuffer, kernels: ArrayBuffer): LocalPiano {
    const clock = this.#clock!, piano = this.#newPiano(context, tables, kernels);
    piano.onOnset = (seconds, time) => this.latency.add(1_000 * (seconds - clock.secondsAt(time)));
    piano.output.onprocessorerror = () => this.#fallBack(context);
    this.#connectOwn(piano);
    return piano;
  }

  // To the server's stream too, in whose place it plays where that is late.
  #connectOwn({ output }: Instrument): void {
    output.connect(this.#output!.local);
    if (this.#server) output.connect(this.#server.output);
  }

  #newPiano(context: AudioContext, tables: ArrayBuffer, kernels: ArrayBuffer): LocalPiano {
    const { hall, envelope, tuning } = this.#tone;
    return new LocalPiano(context, this.#clock!, { tables, kernels, reverb: hallLevel * hall, envelope, ratios: ratiosOf(tuning) });
  }

  // Anew where the piano has changed; what sounds of the one before rings on for a moment.
  #makeOthers(): void {
    const before = this.#others, context = this.#context;
    this.#others = undefined;
    before?.silence();
    if (before) setTimeout(() => before.close(), ringMilliseconds);
    const output = this.#output;
    if (!this.#othersWanted || !context || !output || !this.#local) return;
    const local = this.#local;
    if (local instanceof LocalPiano)
      this.prepare().then(
        ([tables, kernels]) => {
          if (this.#others || !this.#othersWanted || this.#local !== local) return;
          this.#others = this.#newPiano(context, tables, kernels);
          this.#others.output.connect(output.others);
        },
        () => {
          // Where the tables cannot be had the own piano has fallen back, which comes here again.
        },
      );
    else {
      this.#others = new BasicPiano(context);
      this.#others.output.connect(output.others);
    }
  }

  #fallBack(context: AudioContext): void {
    this.#local?.close();
    this.#local = new BasicPiano(context);
    this.#local.setEnvelope(this.#tone.envelope);
    this.#local.setTuning(this.#tone.tuning);
    this.#connectOwn(this.#local);
    this.#makeOthers();
    this.#change({ source: 'basic' });
  }

  #openServer(): void {
    if (this.#state.source === 'basic') return;
    this.#change({ source: 'server', connected: this.#server !== undefined && this.#state.connected });
    if (!this.#context || !this.#output || this.#server) return;
    this.#server = new ServerPiano(this.#context, this.#instrument, this.#tone);
    this.#server.output.connect(this.#output.server);
    this.#local?.output.connect(this.#server.output);
    // What is held goes on there.
    const now = performance.now();
    for (const [pedal, value] of this.#pedals) this.#server.pedal(pedal, value, now);
    for (const [key, velocity] of this.#down) this.#server.noteOn(key, velocity, now);
    // While the connection is away the page's own piano plays.
    this.#server.onConnection = (connected) => {
      this.#output!.fade(connected);
      this.#change({ connected });
    };
  }

  #closeServer(): void {
    this.#output?.fade(false);
    const server = this.#server;
    this.#server = undefined;
    if (server) this.#local?.output.disconnect(server.output);
    setTimeout(() => server?.close(), fadeMilliseconds);
    if (this.#state.source === 'server') this.#change({ source: 'local', connected: true });
  }

  #play(time: number, stroke: Stroke, key = -1): void {
    if (!this.#local) {
      this.#queued.push({ time, stroke, key });
      return;
    }
    // Both hear everything, so that the one that takes over knows what is held.
    stroke(this.#local, time);
    if (this.#server) stroke(this.#server, time);
  }

  #flush(): void {
    const now = performance.now(), queued = this.#queued, local = this.#local;
    this.#queued = [];
    if (!local) return;
    // However long the start took, what is still held sounds.
    for (const [pedal, value] of this.#pedals) local.pedal(pedal, value, now);
    for (const { time, stroke, key } of queued) if (time >= now - longestQueued || this.#down.has(key)) stroke(local, now);
  }

  #follow(context: AudioContext): void {
    if (context !== this.#context) return;
    if (context.state === 'running') this.#change({ status: this.#local ? 'running' : 'starting' });
    else if (this.#state.status === 'running') this.#change({ status: 'interrupted' });
    this.#clock?.reset();
  }

  // A context that says it runs while its clock stands still is of no use any more.
  #watch(): void {
    const context = this.#context;
    if (!context || context.state !== 'running' || document.hidden) return;
    this.#clock?.observe();
    if (this.#frozen.isFrozen(context.currentTime, performance.now())) void context.suspend().then(() => context.resume());
  }

  #change(change: Partial<SoundState>): void {
    this.#state = { ...this.#state, ...change };
    this.onState(this.#state);
  }
}

async function read(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}
