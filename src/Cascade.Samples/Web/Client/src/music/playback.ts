import { keyCount } from '../keyboard/geometry';
import { type Player, songPrefix } from '../player/player';
import { lengthOf, type Song } from './song';

const tickMilliseconds = 20;
const ahead = 60;
// Timers of a hidden page come once a second.
const aheadHidden = 1_300;
const tail = 0.4;

interface Step {
  readonly time: number;
  readonly kind: 'on' | 'off' | 'pedal';
  readonly key: number;
  readonly value: number;
}

/** Plays a song through the player: its notes begin at their exact times, whatever else the page does. */
export class Playback {
  /** Told when it starts, stops or jumps. */
  onChange: () => void = () => {};
  readonly #player: Player;
  #steps: Step[] = [];
  #length = 0;
  #next = 0;
  #position = 0;
  #startedAt = 0;
  #playedUntil = 0;
  #speed = 1;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(player: Player) {
    this.#player = player;
  }

  get isPlaying(): boolean {
    return this.#timer !== undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  get length(): number {
    return this.#length;
  }

  /** Seconds from the song's start. */
  get position(): number {
    if (!this.isPlaying) return this.#position;
    return Math.min(this.length, this.#position + ((performance.now() - this.#startedAt) / 1_000) * this.#speed);
  }

  /** Another song, from its start. */
  load(song: Song): void {
    this.pause();
    this.#take(song);
    this.seek(0);
  }

  /** The same song with other notes: it plays on, and what sounds in both is not struck anew. */
  change(song: Song): void {
    // Up to this time of the song all has been played.
    const until = Math.min(this.#steps[this.#next]?.time ?? Infinity, this.#timeAt(this.#playedUntil));
    this.#take(song);
    if (!this.isPlaying) return this.seek(this.#position);
    const next = this.#steps.findIndex(({ time }) => time >= until);
    this.#next = next < 0 ? this.#steps.length : next;
    const sounding = new Set(song.notes.filter(({ start, duration }) => start < until && start + duration >= until).map(({ key }) => key));
    for (let key = 0; key < keyCount; key++) if (!sounding.has(key)) this.#player.release(`${songPrefix}${key}`);
    this.onChange();
  }

  play(): void {
    if (this.isPlaying || this.#steps.length === 0) return;
    if (this.#position >= this.length - 0.01) this.#position = 0;
    this.#next = this.#steps.findIndex((step) => step.time >= this.#position);
    if (this.#next < 0) return;
    this.#startedAt = performance.now() + ahead;
    this.#playedUntil = this.#startedAt;
    this.#timer = setInterval(() => this.#tick(), tickMilliseconds);
    this.#tick();
    this.onChange();
  }

  pause(): void {
    if (!this.isPlaying) return;
    this.#position = Math.max(0, this.position);
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#player.releaseAll(songPrefix);
    this.onChange();
  }

  seek(seconds: number): void {
    const { isPlaying } = this;
    this.pause();
    this.#position = Math.min(Math.max(0, seconds), this.length);
    if (isPlaying) this.play();
    this.onChange();
  }

  setSpeed(speed: number): void {
    const { position } = this;
    this.#position = position;
    this.#startedAt = performance.now();
    this.#speed = speed;
    this.onChange();
  }

  #take(song: Song): void {
    this.#steps = stepsOf(song);
    this.#length = lengthOf(song);
  }

  // The time of the song at a time of the page's clock.
  #timeAt(time: number): number {
    return this.#position + ((time - this.#startedAt) / 1_000) * this.#speed;
  }

  #tick(): void {
    const until = performance.now() + (document.hidden ? aheadHidden : ahead);
    this.#playedUntil = until;
    for (let step = this.#steps[this.#next]; step; step = this.#steps[++this.#next]) {
      const time = this.#startedAt + ((step.time - this.#position) / this.#speed) * 1_000;
      if (time > until) return;
      this.#play(step, time);
    }
    if (this.position < this.length) return;
    this.pause();
  }

  #play({ kind, key, value }: Step, time: number): void {
    if (kind === 'on') this.#player.press(`${songPrefix}${key}`, key, value, time);
    else if (kind === 'off') this.#player.release(`${songPrefix}${key}`, time);
    else this.#player.pedal(`${songPrefix}pedal`, 'sustain', value, time);
  }
}

function stepsOf(song: Song): Step[] {
  const order = { off: 0, pedal: 1, on: 2 };
  const steps: Step[] = song.pedal.map(({ time, value }) => ({ time, kind: 'pedal', key: 0, value }));
  for (const { key, velocity, start, duration } of song.notes) {
    steps.push({ time: start, kind: 'on', key, value: velocity });
    steps.push({ time: start + duration, kind: 'off', key, value: 0 });
  }
  if (song.pedal.length > 0) steps.push({ time: lengthOf(song) + tail, kind: 'pedal', key: 0, value: 0 });
  return steps.sort((a, b) => a.time - b.time || order[a.kind] - order[b.kind]);
}
