import type { Instrument } from './instrument';
import type { StreamReport } from './messages';
import type { Pedals } from './piano';

const streamRate = 48_000;
const audioKind = 0x41;
const audioHeader = 16;
const pingKind = 0x50;
const pingLength = 12;
const pongLength = 28;
const pingMilliseconds = 2_000;
const retries = [250, 500, 1_000, 2_000, 5_000, 10_000];
const controllers: Record<keyof Pedals, number> = { sustain: 64, sostenuto: 66, soft: 67 };
const on = 1, off = 2, control = 3;
const allSoundOff = 120;

/** The engine on the server: notes go up, sound comes down into a jitter buffer. A lost connection is made again. */
export class ServerPiano implements Instrument {
  readonly output: AudioWorkletNode;
  /** Told when the connection is there, and when it is gone. */
  onConnection: (connected: boolean) => void = () => {};
  roundTrip = 0;
  depth = 0;
  underruns = 0;
  readonly #held = new Map<number, number>();
  readonly #pedals = new Map<keyof Pedals, number>();
  #instrument: string;
  #socket: WebSocket | undefined;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(context: BaseAudioContext, instrument: string) {
    this.#instrument = instrument;
    this.output = new AudioWorkletNode(context, 'cascade-stream', {
      numberOfInputs: 0,
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

  setInstrument(name: string): void {
    this.#instrument = name;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ instrument: name }));
  }

  silence(): void {
    this.#held.clear();
    this.#send(control, allSoundOff, 0, performance.now());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#pings);
    this.#socket?.close(1000);
    this.output.disconnect();
  }

  #connect(): void {
    const address = new URL(`/ws/play?instrument=${encodeURIComponent(this.#instrument)}`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      const now = performance.now();
      for (const [pedal, value] of this.#pedals) this.pedal(pedal, value, now);
      for (const [key, velocity] of this.#held) this.noteOn(key, velocity, now);
      this.#ping();
      this.#pings = setInterval(() => this.#ping(), pingMilliseconds);
      this.onConnection(true);
    };
    socket.onmessage = ({ data }) => this.#receive(data as ArrayBuffer);
    socket.onclose = () => this.#lose();
  }

  #lose(): void {
    clearInterval(this.#pings);
    if (this.#closed) return;
    this.onConnection(false);
    const wait = retries[Math.min(this.#attempt++, retries.length - 1)];
    this.#retry = setTimeout(() => this.#connect(), wait * (0.8 + 0.4 * Math.random()));
  }

  #receive(data: ArrayBuffer): void {
    const view = new DataView(data);
    if (view.getUint8(0) === audioKind && data.byteLength > audioHeader) {
      const samples = data.slice(audioHeader);
      this.output.port.postMessage(samples, [samples]);
    } else if (view.getUint8(0) === pingKind && data.byteLength === pongLength) {
      const spent = view.getFloat64(20, true) - view.getFloat64(12, true);
      this.roundTrip = performance.now() - view.getFloat64(4, true) - spent;
    }
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
