import { waitBefore } from '../retry';
import { type Envelope, plainEnvelope, timeController } from './envelope';
import type { Instrument } from './instrument';
import type { StreamMessage, StreamReport } from './messages';
import type { Pedals } from './piano';
import { centsOf, keyCentsOf, type Tuning, usualTuning } from './tuning';

const streamRate = 48_000;
const audioKind = 0x41;
const audioHeader = 16;
const pingKind = 0x50;
const pingLength = 12;
const pongLength = 28;
// Somebody who turns the tuning is let come to rest.
const retuneMilliseconds = 300;
const pingMilliseconds = 2_000;
const controllers: Record<keyof Pedals, number> = { sustain: 64, sostenuto: 66, soft: 67 };
const on = 1, off = 2, control = 3;
const allSoundOff = 120;
const releaseTime = 72, attackTime = 73, decayTime = 75;
// What the middle of the attack's controller stands for; a plain attack is the instrument's own.
const usualAttack = 0.05;

interface Tone {
  readonly envelope: Envelope;
  readonly tuning: Tuning;
  readonly hall: number;
}

/** The engine on the server: notes go up, sound comes down into a jitter buffer. A lost connection is made again. */
export class ServerPiano implements Instrument {
  /** What is connected to it plays where the stream is late. */
  readonly output: AudioWorkletNode;
  /** Told when the connection is there, and when it is gone. */
  onConnection: (connected: boolean) => void = () => {};
  roundTrip = 0;
  depth = 0;
  underruns = 0;
  readonly #held = new Map<number, number>();
  readonly #pedals = new Map<keyof Pedals, number>();
  #instrument: string;
  #envelope: Envelope = plainEnvelope;
  #tuning: Tuning = usualTuning;
  #hall: number;
  #retune: ReturnType<typeof setTimeout> | undefined;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(context: BaseAudioContext, instrument: string, { envelope, tuning, hall }: Tone) {
    this.#instrument = instrument;
    this.#envelope = envelope;
    this.#tuning = tuning;
    this.#hall = hall;
    this.output = new AudioWorkletNode(context, 'cascade-stream', {
      outputChannelCount: [2],
      processorOptions: { rate: streamRate },
    });
    this.output.port.onmessage = ({ data }: MessageEvent<StreamReport>) => {
      this.depth = data.depth;
      this.underruns = data.underruns;
    };
    this.#connect();
  }

  noteOn(key: number, velocity: number, time: number): void {
    this.#held.set(key, velocity);
    this.#send(on, key, Math.max(1, Math.round(velocity * 127)), time);
  }

  noteOff(key: number, time: number): void {
    this.#held.delete(key);
    this.#send(off, key, 64, time);
  }

  pedal(pedal: keyof Pedals, value: number, time: number): void {
    this.#pedals.set(pedal, value);
    this.#send(control, controllers[pedal], Math.round(value * 127), time);
  }

  /** The times, against the instrument's own; its sustain stays, for which MIDI has no controller, and so do the server's pianos. */
  setEnvelope(envelope: Envelope): void {
    this.#envelope = envelope;
    const { attack, decay, release } = envelope, now = performance.now();
    this.#send(control, attackTime, attack === 0 ? 64 : timeController(attack, usualAttack), now);
    this.#send(control, decayTime, timeController(decay, plainEnvelope.decay), now);
    this.#send(control, releaseTime, timeController(release, plainEnvelope.release), now);
  }

  /** A stream is tuned when it begins: it begins anew, and what is held sounds again. */
  setTuning(tuning: Tuning): void {
    this.#tuning = tuning;
    clearTimeout(this.#retune);
    this.#retune = setTimeout(() => this.#socket?.readyState === WebSocket.OPEN && this.#socket.close(1000), retuneMilliseconds);
  }

  setInstrument(name: string): void {
    this.#instrument = name;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ instrument: name }));
  }

  /** How much of the hall is heard, 0 to 1. */
  setHall(hall: number): void {
    this.#hall = hall;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ hall }));
  }

  silence(): void {
    this.#held.clear();
    this.#send(control, allSoundOff, 0, performance.now());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#retune);
    clearInterval(this.#pings);
    this.#socket?.close(1000);
    this.#tell('end');
    this.output.disconnect();
  }

  #connect(): void {
    const tuning = this.#tuning;
    const { a4 } = tuning, cents = (tuning.scale || tuning.mapping ? keyCentsOf(tuning) : centsOf(tuning)).map((cent) => cent.toFixed(3));
    const address = new URL(`/ws/play?${new URLSearchParams({ instrument: this.#instrument, a4: String(a4), cents: cents.join() })}`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      if (tuning !== this.#tuning) return socket.close(1000);
      const now = performance.now();
      this.setEnvelope(this.#envelope);
      this.setHall(this.#hall);
      for (const [pedal, value] of this.#pedals) this.pedal(pedal, value, now);
      for (const [key, velocity] of this.#held) this.noteOn(key, velocity, now);
      this.#ping();
      this.#pings = setInterval(() => this.#ping(), pingMilliseconds);
      this.#tell('begin');
      this.onConnection(true);
    };
    socket.onmessage = ({ data }) => this.#receive(data as ArrayBuffer);
    socket.onclose = () => this.#lose();
  }

  #lose(): void {
    clearInterval(this.#pings);
    if (this.#closed) return;
    this.onConnection(false);
    this.#retry = setTimeout(() => this.#connect(), waitBefore(this.#attempt++));
  }

  #receive(data: ArrayBuffer): void {
    const view = new DataView(data);
    if (view.getUint8(0) === audioKind && data.byteLength > audioHeader) {
      const samples = data.slice(audioHeader);
      this.#tell(samples, [samples]);
    } else if (view.getUint8(0) === pingKind && data.byteLength === pongLength) {
      const spent = view.getFloat64(20, true) - view.getFloat64(12, true);
      this.roundTrip = performance.now() - view.getFloat64(4, true) - spent;
    }
  }

  #tell(message: StreamMessage, transferred: Transferable[] = []): void {
    this.output.port.postMessage(message, transferred);
  }

  #ping(): void {
    const ping = new DataView(new ArrayBuffer(pingLength));
    ping.setUint8(0, pingKind);
    ping.setFloat64(4, performance.now(), true);
    this.#socket?.send(ping);
  }

  #send(kind: number, key: number, value: number, time: number): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const message = new DataView(new ArrayBuffer(8));
    message.setUint8(0, kind);
    message.setUint8(1, key);
    message.setUint8(2, value);
    // The protocol's clock counts eighths of a millisecond.
    message.setUint32(4, (time * 8) >>> 0, true);
    this.#socket.send(message);
  }
}
