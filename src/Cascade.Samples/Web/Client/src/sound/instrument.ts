import type { Envelope } from './envelope';
import type { Pedals } from './piano';
import type { Tuning } from './tuning';

/** What makes the sound: the page's own piano, the server's engine, or plain oscillators. Times are those of events, in ms. */
export interface Instrument {
  readonly output: AudioNode;
  noteOn(key: number, velocity: number, time: number): void;
  noteOff(key: number, time: number): void;
  pedal(pedal: keyof Pedals, value: number, time: number): void;
  setEnvelope(envelope: Envelope): void;
  setTuning(tuning: Tuning): void;
  silence(): void;
  close(): void;
}
