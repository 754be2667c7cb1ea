import { type Outcome, type PracticeReport, reportOf } from './practiceReport';
import { type Bars, barsOf, type Hand, handOf, lengthOf, type Note, type Song } from './song';

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
  /** How long after its time it came, or how long the song waited for it, in seconds. */
  late: number;
}

/** How far before and after its time, in seconds, a key counts. */
const early = 0.35, late = 0.3;
/** How long a song that waits has waited before that is a hesitation, in seconds. */
const patience = 0.5;

/** A song that somebody practises: it runs, waits, repeats and counts; the other hand is played for them. */
export class Practice {
  position = 0;
  score: Score = { right: 0, wrong: 0, missed: 0 };
  isWaiting = false;
  readonly strokes: readonly Stroke[];
  readonly length: number;
  readonly beat: number;
  readonly bars: Bars;
  options: PracticeOptions;
  readonly #other: Accompaniment;
  /** Told how a stretch went: the loop once, or the song. */
  onPass: (report: PracticeReport) => void = () => {};
  /** What the person has struck since the stretch began, in the song's time. */
  played: Note[] = [];
  #wrongs: number[] = [];
  #waited = 0;
  #told = false;
  readonly #sounding = new Map<Stroke, number>();
  #last = 0;

  constructor(song: Song, options: PracticeOptions, other: Accompaniment) {
    this.options = options;
    this.#other = other;
    this.bars = barsOf(song);
    // A bar of three eighths is counted in eighths.
    this.beat = (60 / song.tempo) * (Number.isInteger(song.beatsPerBar ?? 4) ? 1 : 0.5);
    this.length = lengthOf(song);
    this.strokes = song.notes.map((note) => ({ note, own: options.hands === 'both' || handOf(note) === options.hands, state: 'coming', late: 0 }));
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

  /** How the stretch has gone so far; null where nothing was to be played yet. */
  get report(): PracticeReport | null {
    const from = this.options.loop?.from ?? 0;
    const reached = this.strokes.filter(({ own, state, note }) => own && state !== 'coming' && note.start >= from - 1e-6);
    if (reached.length + this.#wrongs.length === 0) return null;
    const outcomes = reached.map(({ note, state, late }): Outcome => ({ start: note.start, state: state === 'missed' ? 'missed' : 'played', late }));
    return reportOf(outcomes, this.#wrongs, this.bars);
  }

  /** Begins at a place, after a bar of counting in. */
  seek(seconds: number): void {
    this.silence();
    this.played = [];
    this.#wrongs = [];
    this.#waited = 0;
    this.#told = false;
    this.position = seconds - this.bars.length;
    this.isWaiting = false;
    for (const stroke of this.strokes) {
      stroke.late = 0;
      stroke.state = stroke.note.start < seconds - 1e-6 ? 'played' : 'coming';
    }
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
    this.#waited = this.isWaiting ? this.#waited + passed : 0;
    this.#count(before, now);
    for (const stroke of this.strokes) this.#advance(stroke, before, now);
    const { loop } = this.options;
    if (loop && this.position >= loop.to) {
      this.#tell();
      this.seek(loop.from);
    } else if (this.isOver) this.#tell();
  }

  /** A key that the person strikes. */
  press(key: number, velocity = 0.7): void {
    const stroke = this.strokes.find(({ own, state, note }) => own && state === 'coming' && note.key === key && note.start < this.position + early);
    // What is tried while a bar is counted in counts for nothing.
    const from = this.options.loop?.from ?? 0;
    if (!stroke && this.position < from - early) return;
    this.played.push({ key, velocity, start: Math.max(0, this.position), duration: stroke?.note.duration ?? 0.2 });
    if (stroke) {
      stroke.state = 'played';
      // Where the song waits it is not the clock that says how late a key is.
      stroke.late = this.options.waits ? Math.max(0, this.#waited - patience) : this.position - stroke.note.start;
    } else this.#wrongs.push(Math.max(from, this.position));
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

  #tell(): void {
    const { report } = this;
    if (this.#told || !report) return;
    this.#told = true;
    this.onPass(report);
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
    const beatOf = (seconds: number) => Math.floor((seconds - this.bars.first) / this.beat + 1e-6);
    const beat = beatOf(this.position), each = Math.round(this.bars.length / this.beat);
    if (beat > beatOf(before)) this.#other.beat(((beat % each) + each) % each === 0, now);
  }
}
