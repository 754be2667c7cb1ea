import type { Envelope } from './envelope';
import type { Pedals } from './piano';

/** What the page says to the piano's worklet; `frame` is when, on the context's clock. */
export type PianoMessage =
  | {
      readonly type: 'on';
      readonly key: number;
      readonly velocity: number;
      readonly frame: number;
      readonly time: number | null;
      /** How long after the stroke the frame is, in seconds. */
      readonly wait: number;
    }
  | { readonly type: 'off'; readonly key: number; readonly frame: number }
  | { readonly type: 'pedal'; readonly pedal: keyof Pedals; readonly value: number; readonly frame: number }
  | { readonly type: 'reverb'; readonly level: number }
  | { readonly type: 'envelope'; readonly envelope: Envelope }
  /** What the frequency of each key is multiplied by, for notes to come. */
  | { readonly type: 'tuning'; readonly ratios: Float64Array }
  | { readonly type: 'silence' };

/** What the piano's worklet says to the page. */
export type PianoReport =
  /**
   * A note has begun: at which frame. `time` is the stroke's own, if it is to be measured, and `needed` what the wait had to be at least,
   * in seconds.
   */
  | { readonly type: 'onset'; readonly frame: number; readonly time: number | null; readonly needed: number }
  | { readonly type: 'state'; readonly voices: number; readonly held: number };

/** What the page says to the worklet of the server's stream: its samples, that one begins, and that none will come any more. */
export type StreamMessage = ArrayBuffer | 'begin' | 'end';

/** What the worklet of the server's stream says to the page. */
export interface StreamReport {
  readonly depth: number;
  readonly underruns: number;
}

/** What the limiter's worklet says to the page: the least gain since the last time, and the highest peak it let out. */
export interface LimiterReport {
  readonly gain: number;
  readonly peak: number;
}

export interface PianoOptions {
  readonly tables: ArrayBuffer;
  readonly kernels: ArrayBuffer;
  readonly reverb: number;
  readonly envelope?: Envelope;
  readonly ratios?: Float64Array;
}
