import type { Played, Player } from '../player/player';
import { askJson, json } from './api';

interface Heard {
  readonly key: number;
  readonly start: number;
  duration: number;
}

/** How likely a key is to be next, 0 to 1. */
export interface LikelyKey {
  readonly key: number;
  readonly probability: number;
}

const remembered = 32;
/** Strokes so close in time are a chord, of which the highest is the melody. */
const together = 45;
/** After such a rest a new melody begins. */
const restMilliseconds = 8_000;
const waitMilliseconds = 60;
const mostKeys = 5, leastProbability = 0.06;

/** The melody of what a person plays, and the keys that the host thinks are next. */
export class NextKeys {
  /** Told of every prediction; of none where there is nothing to tell. */
  onKeys: (keys: readonly LikelyKey[]) => void = () => {};
  #melody: Heard[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #again = false;
  #stop: () => void;

  constructor(player: Player) {
    this.#stop = player.listen((played) => this.hear(played));
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#timer);
    this.onKeys([]);
    this.onKeys = () => {};
  }

  /** What the host is asked about: notes in seconds. */
  get melody(): readonly { readonly key: number; readonly start: number; readonly duration: number }[] {
    const first = this.#melody[0]?.start ?? 0;
    return this.#melody.map(({ key, start, duration }) => ({ key, start: (start - first) / 1_000, duration: Math.max(0.02, duration / 1_000) }));
  }

  hear(played: Played): void {
    if (played.hand !== 'own' || played.kind === 'pedal') return;
    if (played.kind === 'off') {
      const note = this.#melody.findLast(({ key }) => key === played.key);
      if (note) note.duration = Math.max(20, Math.min(4_000, played.time - note.start));
      return;
    }
    const last = this.#melody.at(-1);
    if (last && played.time - last.start > restMilliseconds) this.#melody = [];
    const note = { key: played.key, start: played.time, duration: 300 };
    if (last && played.time - last.start < together) {
      if (played.key > last.key) this.#melody[this.#melody.length - 1] = { ...note, start: last.start };
    } else this.#melody.push(note);
    this.#melody = this.#melody.slice(-remembered);
    this.#timer ??= setTimeout(() => void this.#ask(), waitMilliseconds);
  }

  // One question at a time; what was played meanwhile is asked about after it.
  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      const { likeliest } = await askJson<{ likeliest: LikelyKey[] }>('/api/predict', json('POST', { notes: this.melody }));
      this.onKeys(likeliest.filter(({ probability }) => probability >= leastProbability).slice(0, mostKeys));
    } catch {
      this.onKeys([]);
    }
    this.#asking = false;
    if (this.#again) void this.#ask();
  }
}
