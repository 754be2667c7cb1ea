import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Note } from '../music/song';
import { tuneOf } from '../music/tunes';
import type { BarReport, PracticeReport } from '../music/practiceReport';
import { askJson, ask, json } from './api';
import type { StoredSong } from './document';
import { newId } from './shelf';

/** One time that a song, or a stretch of it, was practised. */
export interface Sitting {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 0 to 100. */
  readonly score: number;
  readonly speed: number;
}

interface SongHistory {
  /** Oldest first. */
  readonly sittings: readonly Sitting[];
  /** How each bar went when it was played last. */
  readonly bars: readonly BarReport[];
}

const mostSittings = 60, mostSongs = 100;
const nothing: SongHistory = { sittings: [], bars: [] };

/** What was practised, by song; kept in the browser, and beside saved songs on the host too. */
export const usePracticeHistory = create<Record<string, SongHistory>>()(persist(() => ({}), { name: 'cascade-practice', version: 1 }));

/** What a song is called in the history: saved ones by their ids, others by their titles, whatever the language. */
export const historyKey = (title: string, stored: StoredSong | null): string => stored?.id ?? `title:${tuneOf(title)?.song.title ?? title}`;

export const historyOf = (all: Record<string, SongHistory>, key: string): SongHistory => all[key] ?? nothing;

/** What was practised before a song was saved is also that of the saved one. */
export function copyHistory(title: string, stored: StoredSong): void {
  const all = usePracticeHistory.getState(), before = all[historyKey(title, null)];
  if (before && !all[stored.id]) usePracticeHistory.setState({ [stored.id]: before });
}

/** Keeps a sitting; the bars that it did not reach stay as they were. */
export function keepSitting(key: string, { score, bars }: PracticeReport, speed: number): Sitting {
  const all = usePracticeHistory.getState();
  const known = historyOf(all, key);
  const sitting = { id: newId(), at: Date.now(), score, speed };
  const fresh = new Set(bars.map(({ bar }) => bar));
  const merged: SongHistory = {
    sittings: [...known.sittings, sitting].slice(-mostSittings),
    bars: [...known.bars.filter(({ bar }) => !fresh.has(bar)), ...bars].sort((a, b) => a.bar - b.bar),
  };
  const others = Object.entries(all).filter(([other]) => other !== key).slice(1 - mostSongs);
  usePracticeHistory.setState({ ...Object.fromEntries(others), [key]: merged }, true);
  return sitting;
}

/** Tells the host of a sitting with a saved song, played with both hands from its start; a failure costs nothing, the browser has it. */
export async function tellHost(stored: StoredSong, { id, at }: Sitting, notes: readonly Note[]): Promise<void> {
  if (notes.length === 0) return;
  const startedAt = new Date(at - 1_000 * Math.max(...notes.map(({ start }) => start))).toISOString();
  const played = notes.map(({ key, velocity, start, duration }) => ({ key, velocity, start, duration }));
  await ask('/api/practice', json('POST', { id, songId: stored.id, startedAt, notes: played })).catch(() => {});
}

/** Adds the sittings that the host knows of a song, those from other devices too. */
export async function readSittings(stored: StoredSong): Promise<void> {
  interface Kept {
    readonly id: string;
    readonly startedAt: string;
    readonly accuracy: number | null;
  }
  try {
    const { sessions } = await askJson<{ sessions: Kept[] }>(`/api/practice?${new URLSearchParams({ songId: stored.id, limit: String(mostSittings) })}`);
    const known = historyOf(usePracticeHistory.getState(), stored.id);
    const own = new Set(known.sittings.map(({ id }) => id));
    const others = sessions
      .filter(({ id }) => !own.has(id))
      .map(({ id, startedAt, accuracy }) => ({ id, at: Date.parse(startedAt), score: Math.round(100 * (accuracy ?? 0)), speed: 1 }));
    if (others.length === 0) return;
    const sittings = [...known.sittings, ...others].sort((a, b) => a.at - b.at).slice(-mostSittings);
    usePracticeHistory.setState({ [stored.id]: { ...known, sittings } });
  } catch {
    // Without the host there is what the browser has.
  }
}
