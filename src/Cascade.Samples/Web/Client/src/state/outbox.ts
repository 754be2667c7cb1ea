import { readMidi } from '../music/midiFile';
import type { Song } from '../music/song';
import { ApiError, ask, askJson, json, reasonOf } from './api';
import { type StoredSong, useDocument, withTitle } from './document';
import { midiBody } from './midiBody';
import { newId, type ShelvedSong, shelve, unshelve, useShelf } from './shelf';
import { copyHistory } from './practiceHistory';
import { ensureUser, forgetGuest, refreshSongs, useSongs } from './songs';

const unauthorized = 401, missing = 404, conflict = 409;
const temporary = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
const retryMilliseconds = [1_000, 2_000, 5_000, 10_000, 30_000];
const sameTime = 0.002;

let sending: Promise<void> | undefined;
let attempt = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

window.addEventListener('online', () => void sendWaiting());

/** Saves the open song: first into the outbox, which outlasts the page, then to the host as soon as that answers. */
export async function saveSong(title: string): Promise<'saved' | 'waits' | 'refused'> {
  const { song, stored, waiting } = useDocument.getState();
  const id = waiting ?? newId(), named = withTitle(song, title);
  useSongs.setState({ status: 'saving', reason: '' });
  // A browser that keeps nothing, as in a private window, sends it all the same.
  const kept = shelve({ id, song: named, stored, waits: true }).catch(() => {});
  useDocument.setState({ song: named, saved: true, waiting: id });
  await kept;
  await sendWaiting();
  const shelved = shelvedAs(id);
  useSongs.setState({ status: 'idle' });
  return !shelved ? 'saved' : shelved.waits ? 'waits' : 'refused';
}

/** Sends what waits, the oldest first; again later where the host does not answer. */
export async function sendWaiting(): Promise<void> {
  clearTimeout(retry);
  // Who comes while it is being sent waits for that, and then sends what is new.
  while (sending) await sending;
  sending = sendAll();
  await sending;
  sending = undefined;
}

async function sendAll(): Promise<void> {
  const waiting = useShelf.getState().songs.filter(({ waits }) => waits);
  if (waiting.length === 0) return;
  try {
    for (const { id } of waiting) {
      // As it is by now: saved once more, or deleted, while another was being sent.
      const shelved = shelvedAs(id);
      if (shelved?.waits) await send(shelved);
    }
    attempt = 0;
    useSongs.setState({ reason: '' });
    // What is saved next does not wait for the list.
    void refreshSongs();
  } catch (error) {
    useSongs.setState({ reason: reasonOf(error) });
    retry = setTimeout(() => void sendWaiting(), retryMilliseconds[Math.min(attempt++, retryMilliseconds.length - 1)]);
  }
}

// Throws where it is to be tried again.
async function send(shelved: ShelvedSong, mayForget = true): Promise<void> {
  try {
    await ensureUser();
    await sent(shelved, await keep(shelved));
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === unauthorized && mayForget && forgetGuest()) return send(shelved, false);
    if (temporary.has(status) || status === unauthorized) throw error;
    // What the host refuses for good stays in the browser.
    await shelve({ ...shelved, waits: false });
    if (useDocument.getState().waiting === shelved.id) useDocument.setState({ saved: false, waiting: null });
    useSongs.setState({ reason: reasonOf(error) });
  }
}

async function sent(shelved: ShelvedSong, stored: StoredSong): Promise<void> {
  const now = shelvedAs(shelved.id);
  // Saved once more while it was on its way: what came later is sent next, in its place.
  const isSame = now === undefined || now.song === shelved.song;
  const { waiting, song } = useDocument.getState();
  if (waiting === shelved.id) {
    const isOpen = song === shelved.song;
    if (!shelved.stored) copyHistory(song.title, stored);
    useDocument.setState({ stored, waiting: isSame ? null : waiting, ...(isOpen ? { song: withTitle(song, stored.title), saved: true } : {}) });
  }
  // A browser that keeps nothing, as in a private window, has nothing to forget either.
  await (isSame ? unshelve(shelved.id) : shelve({ ...now, stored })).catch(() => {});
}

const shelvedAs = (wanted: string) => useShelf.getState().songs.find(({ id }) => id === wanted);

/** Keeps a song on the host. Where that has another version than the one it was made of, both are kept. */
async function keep({ id, song, stored }: ShelvedSong): Promise<StoredSong> {
  if (!stored) return keepNew(id, song);
  try {
    return await replace(song, stored);
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 0;
    if (status !== conflict && status !== missing) throw error;
    if (status === missing) return keepNew(id, song);
    // Perhaps it is there, and only the answer was lost.
    const there = await askJson<StoredSong>(`/api/songs/${stored.id}`);
    const file = await (await ask(`/api/songs/${stored.id}.mid`)).arrayBuffer();
    if (isSameMusic(readMidi(file, ''), song)) return rename(there, song.title);
    return keepNew(id, { ...song, title: `${song.title} (2)` });
  }
}

async function keepNew(id: string, song: Song): Promise<StoredSong> {
  try {
    // The id makes a repeated save harmless.
    return (await askJson<{ song: StoredSong }>(`/api/songs/midi?${new URLSearchParams({ title: song.title, id })}`, midiBody('POST', song))).song;
  } catch (error) {
    // It had come before, and was changed since.
    if (!(error instanceof ApiError) || error.status !== conflict) throw error;
    return replace(song, await askJson<StoredSong>(`/api/songs/${id}`));
  }
}

async function replace(song: Song, { id, version }: StoredSong): Promise<StoredSong> {
  return rename(await askJson<StoredSong>(`/api/songs/${id}.mid?expectedVersion=${version}`, midiBody('PUT', song)), song.title);
}

async function rename(stored: StoredSong, title: string): Promise<StoredSong> {
  return stored.title === title ? stored : askJson<StoredSong>(`/api/songs/${stored.id}`, json('PATCH', { title }));
}

function isSameMusic(a: Song, b: Song): boolean {
  const other = (i: number) => b.notes[i];
  return (
    a.notes.length === b.notes.length &&
    a.notes.every(({ key, start, duration }, i) => key === other(i).key && Math.abs(start - other(i).start) < sameTime && Math.abs(duration - other(i).duration) < sameTime)
  );
}
