import { describe, expect, it } from 'vitest';
import { Practice } from '../src/music/practice';
import { nextSpeed, type Outcome, type PracticeReport, reportOf } from '../src/music/practiceReport';
import { barAt, type Bars, barsOf, type Song, stretchOf } from '../src/music/song';

const bars: Bars = { first: 0, length: 2, count: 8 };
const played = (start: number, late = 0): Outcome => ({ start, state: 'played', late });
const missed = (start: number): Outcome => ({ start, state: 'missed', late: 0 });

describe('a report of practice', () => {
  it('counts by bars, from one', () => {
    const report = reportOf([played(0), played(1.9, 0.3), missed(2), played(4)], [2.5, 6], bars);
    expect(report.bars).toEqual([
      { bar: 1, notes: 2, missed: 0, wrong: 0, late: 1, trouble: 0.25 },
      { bar: 2, notes: 1, missed: 1, wrong: 1, late: 0, trouble: 1 },
      { bar: 3, notes: 1, missed: 0, wrong: 0, late: 0, trouble: 0 },
      { bar: 4, notes: 0, missed: 0, wrong: 1, late: 0, trouble: 1 },
    ]);
    expect(report.score).toBe(50);
  });

  it('names the two bars that went worst together', () => {
    const outcomes = [played(0), played(2), missed(4), missed(6), played(8), missed(10), played(10.5)];
    expect(reportOf(outcomes, [], bars).next).toEqual([3, 4]);
    expect(reportOf([played(0), played(2), missed(4)], [], bars).next).toEqual([2, 3]);
    expect(reportOf([missed(0)], [], bars).next).toEqual([1, 1]);
    expect(reportOf([played(0), played(2)], [], bars).next).toBeNull();
  });
});

describe('the bars of a song', () => {
  it('begin after the pickup, which belongs to the first', () => {
    const song: Song = { title: '', tempo: 60, pedal: [], beatsPerBar: 3, pickup: 1, notes: [{ key: 60, velocity: 1, start: 0, duration: 7 }] };
    const found = barsOf(song);
    expect(found).toEqual({ first: 1, length: 3, count: 2 });
    expect([0, 1, 3.9, 4, 6.9].map((time) => barAt(found, time))).toEqual([1, 1, 1, 2, 2]);
    expect(stretchOf(found, 1, 1)).toEqual({ from: 0, to: 4 });
    expect(stretchOf(found, 2, 2)).toEqual({ from: 4, to: 7 });
  });
});

describe('the speed trainer', () => {
  it('grows faster up to the song’s own speed, slower where it goes badly, and else stays', () => {
    expect(nextSpeed(0.8, 100)).toBe(0.85);
    expect(nextSpeed(1, 100)).toBe(1);
    expect(nextSpeed(0.8, 90)).toBe(0.8);
    expect(nextSpeed(0.8, 50)).toBe(0.75);
    expect(nextSpeed(0.25, 0)).toBe(0.25);
    expect(nextSpeed(1.25, 100)).toBe(1.25);
  });
});

describe('a practice that is played through', () => {
  const song: Song = {
    title: '', tempo: 120, pedal: [],
    notes: [60, 62, 64, 65].map((key, i) => ({ key, velocity: 0.7, start: 2 * i, duration: 0.4, hand: 'right' as const })),
  };
  // Strikes the keys of the bars that are to go well, at their times; runs at 10 ms.
  const play = (options: Partial<Practice['options']>, good: readonly number[], seconds: number): PracticeReport[] => {
    const reports: PracticeReport[] = [];
    const it = new Practice(song, { hands: 'right', waits: false, speed: 1, loop: null, ...options }, { on() {}, off() {}, beat() {} });
    it.onPass = (report) => reports.push(report);
    let before = -9;
    for (let time = 1_000; time <= 1_000 + 1_000 * seconds; time += 10) {
      it.tick(time);
      for (const bar of good) {
        const due = 2 * (bar - 1) + 0.02;
        if (before < due && it.position >= due) it.press(song.notes[bar - 1].key);
      }
      before = it.position;
    }
    return reports;
  };

  it('tells once how it went, and which bars to practise next', () => {
    const [report, ...more] = play({}, [1, 4], 12);
    expect(more).toEqual([]);
    expect(report.score).toBe(50);
    expect(report.next).toEqual([2, 3]);
    expect(report.bars.map(({ trouble }) => trouble)).toEqual([0, 1, 1, 0]);
  });

  it('tells after each turn of a loop, of that turn alone', () => {
    const reports = play({ loop: { from: 2, to: 6 } }, [2, 3], 14);
    expect(reports).toHaveLength(2);
    for (const { score, bars } of reports) {
      expect(score).toBe(100);
      expect(bars.map(({ bar }) => bar)).toEqual([2, 3]);
    }
  });
});
