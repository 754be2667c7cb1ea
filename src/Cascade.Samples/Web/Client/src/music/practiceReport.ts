import { barAt, type Bars } from './song';

/** A key that was to be struck, and what became of it. */
export interface Outcome {
  /** Seconds from the song's start. */
  readonly start: number;
  readonly state: 'played' | 'missed';
  /** How far from its time it came, or how long the song waited for it, in seconds. */
  readonly late: number;
}

/** How a bar went; bars are counted from 1. */
export interface BarReport {
  readonly bar: number;
  readonly notes: number;
  readonly missed: number;
  readonly wrong: number;
  readonly late: number;
  /** 0 for a bar without a fault to 1. */
  readonly trouble: number;
}

export interface PracticeReport {
  /** 0 to 100. */
  readonly score: number;
  readonly bars: readonly BarReport[];
  /** The two bars together that went worst, or one where there is only one; null where nothing went wrong. */
  readonly next: readonly [number, number] | null;
}

/** A stroke so far off, in seconds, was not in time. */
const tolerance = 0.15;
const lateCosts = 0.5;

/** How a stretch went: the strokes that were reached, and where wrong keys were struck. */
export function reportOf(outcomes: readonly Outcome[], wrongs: readonly number[], bars: Bars): PracticeReport {
  const counts = new Map<number, { notes: number; missed: number; wrong: number; late: number }>();
  const at = (seconds: number) => {
    const bar = barAt(bars, seconds);
    if (!counts.has(bar)) counts.set(bar, { notes: 0, missed: 0, wrong: 0, late: 0 });
    return counts.get(bar)!;
  };
  for (const { start, state, late } of outcomes) {
    const count = at(start);
    count.notes++;
    if (state === 'missed') count.missed++;
    else if (Math.abs(late) > tolerance) count.late++;
  }
  for (const time of wrongs) at(time).wrong++;
  const reports = [...counts].map(([bar, count]): BarReport => {
    const faults = count.missed + count.wrong + lateCosts * count.late;
    return { bar, ...count, trouble: Math.min(1, faults / Math.max(1, count.notes)) };
  }).sort((a, b) => a.bar - b.bar);
  const right = outcomes.filter(({ state }) => state === 'played').length;
  const all = outcomes.length + wrongs.length;
  return { score: all === 0 ? 0 : Math.round((100 * right) / all), bars: reports, next: worstPair(reports) };
}

function worstPair(bars: readonly BarReport[]): readonly [number, number] | null {
  let worst: readonly [number, number] | null = null, most = 0;
  for (let i = 0; i < bars.length; i++) {
    const { bar, trouble } = bars[i], after = bars[i + 1];
    const isPair = after?.bar === bar + 1;
    const sum = trouble + (isPair ? after.trouble : 0);
    if (sum > most + 1e-9) [worst, most] = [[bar, isPair ? bar + 1 : bar], sum];
  }
  // The last bar alone is practised with the one before it.
  return worst && worst[0] === worst[1] && bars.some(({ bar }) => bar === worst![0] - 1) ? [worst[0] - 1, worst[0]] : worst;
}

/** The speeds of the trainer, as shares of the song's own. */
export const speeds = [0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.1, 1.25, 1.5] as const;

const wellPlayed = 95, badlyPlayed = 75;

/** What the trainer does after a stretch: a little faster where it went well, up to the song's own speed; slower where it did not. */
export function nextSpeed(speed: number, score: number): number {
  if (score >= wellPlayed) return speeds.find((faster) => faster > speed && faster <= 1) ?? speed;
  if (score < badlyPlayed) return speeds.findLast((slower) => slower < speed) ?? speed;
  return speed;
}
