import { type Hand, handOf, lengthOf, type Note, type Song } from './song';

export type Hands = Hand | 'both';

export interface PracticeOptions {
  readonly hands: Hands;
  /** Whether the song waits for the right keys. */
  readonly waits: boolean;
  readonly speed: number;
  /** The stretch that is repeated, in seconds; null for the whole song once. */
  readonly loop: { readonly from: number; readonly to: number } | null;
}

/** What the practice has the instrument do. */
export interface Accompaniment {
  on(note: Note, time: number): void;
  off(note: Note, time: number): void;
  beat(isFirst: boolean, time: number): void;
}

export interface Score {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

interface Stroke {
  readonly note: Note;
  readonly own: boolean;
  state: 'coming' | 'played' | 'missed';
}

/** How far before and after its time, in seconds, a key counts. */
const early = 0.35, late = 0.3;
const beatsPerBar = 4;

/** A song that somebody practises: it runs, waits, repeats and counts; the other hand is played for them. */
export class Practice {
  position = 0;
  score: Score = { right: 0, wrong: 0, missed: 0 };
  isWaiting = false;
  readonly strokes: readonly Stroke[];
  readonly length: number;
  readonly beat: number;
  options: PracticeOptions;
  readonly #other: Accompaniment;
  readonly #sounding = new Map<Stroke, number>();
  #last = 0;

  constructor(song: Song, options: PracticeOptions, other: Accompaniment) {
    this.options = options;
    this.#other = other;
    this.beat = 60 / song.tempo;
    this.length = lengthOf(song);
    this.strokes = song.notes.map((note) => ({ note, own: options.hands === 'both' || handOf(note) === options.hands, state: 'coming' }));
    this.restart();
  }

  get isOver(): boolean {
    return this.options.loop === null && this.position > this.length + 1;
  }

  /** Begins anew: with the loop, or with the song. */
  restart(): void {
    this.score = { right: 0, wrong: 0, missed: 0 };
    this.#last = 0;
    this.seek(this.options.loop?.from ?? 0);
  }

  /** Begins at a place, after a bar of counting in. */
  seek(seconds: number): void {
    this.silence();
    this.position = seconds - beatsPerBar * this.beat;
    this.isWaiting = false;
    for (const stroke of this.strokes) stroke.state = stroke.note.start < seconds - 1e-6 ? 'played' : 'coming';
  }

  /** Goes on to a time in ms. */
  tick(now: number): void {
    const passed = this.#last === 0 ? 0 : Math.min(0.1, (now - this.#last) / 1_000);
    this.#last = now;
    const before = this.position;
    const next = this.#nextWanted();
    const goal = before + passed * this.options.speed;
    const stop = this.options.waits && next ? next.note.start : Infinity;
    this.position = Math.max(before, Math.min(goal, stop));
    this.isWaiting = goal > stop;
    this.#count(before, now);
    for (const stroke of this.strokes) this.#advance(stroke, before, now);
    const { loop } = this.options;
    if (loop && this.position >= loop.to) this.seek(loop.from);
  }

  /** A key that the person strikes. */
  press(key: number): void {
    const stroke = this.strokes.find(({ own, state, note }) => own && state === 'coming' && note.key === key && note.start < this.position + early);
    if (stroke) stroke.state = 'played';
    this.score = stroke ? { ...this.score, right: this.score.right + 1 } : { ...this.score, wrong: this.score.wrong + 1 };
  }

  /** The time stands still until the next tick. */
  pause(): void {
    this.#last = 0;
    this.silence();
  }

  /** Ends what the other hand holds. */
  silence(): void {
    for (const [stroke] of this.#sounding) this.#other.off(stroke.note, performance.now());
    this.#sounding.clear();
  }

  #nextWanted(): Stroke | undefined {
    return this.strokes.find(({ own, state }) => own && state === 'coming');
  }

  #advance(stroke: Stroke, before: number, now: number): void {
    const { note, own } = stroke;
    if (own) {
      if (this.options.waits || stroke.state !== 'coming' || note.start > this.position - late) return;
      stroke.state = 'missed';
      this.score = { ...this.score, missed: this.score.missed + 1 };
      return;
    }
    // What falls on the very place where the song waits sounds when it goes on.
    const due = note.start < this.position || (note.start === this.position && !this.isWaiting);
    if (stroke.state === 'coming' && due && note.start >= before - late) {
      stroke.state = 'played';
      this.#other.on(note, now);
      this.#sounding.set(stroke, note.start + note.duration);
    }
    const end = this.#sounding.get(stroke);
    if (end === undefined || end > this.position) return;
    this.#sounding.delete(stroke);
    this.#other.off(note, now);
  }

  #count(before: number, now: number): void {
    const beat = Math.floor(this.position / this.beat);
    if (beat > Math.floor(before / this.beat)) this.#other.beat(((beat % beatsPerBar) + beatsPerBar) % beatsPerBar === 0, now);
  }
}
