import { create } from 'zustand';
import { readMidi, writeMidi } from '../music/midiFile';
import type { Song } from '../music/song';
import { ask, askJson, ApiError, json, reasonOf } from './api';
import { openSong, type StoredSong, useDocument } from './document';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly isGuest: boolean;
}

interface Songs {
  readonly user: User | null;
  readonly list: readonly StoredSong[];
  readonly status: 'idle' | 'saving' | 'saved';
  /** Why the host's songs cannot be had, or why a save failed; empty if all is well. */
  readonly reason: string;
}

const unauthorized = 401;
const missing = 404;
const conflict = 409;
const guestName = /^guest [0-9a-f]{32}$/;

/** The person's songs on the host. */
export const useSongs = create<Songs>(() => ({ user: null, list: [], status: 'idle', reason: '' }));

// The cookie itself is out of reach of scripts; this says whether to ask for what belongs to it.
const signedInMark = 'cascade-signed-in';

/** Who is signed in, and what songs there are. */
export async function refreshSongs(): Promise<void> {
  if (!localStorage.getItem(signedInMark)) {
    useSongs.setState({ user: null, list: [], reason: '' });
    return;
  }
  try {
    const user = await askJson<{ id: string; name: string }>('/api/users/me');
    const page = await askJson<{ songs: StoredSong[] }>('/api/songs?limit=100');
    useSongs.setState({ user: { ...user, isGuest: guestName.test(user.name) }, list: page.songs, reason: '' });
  } catch (error) {
    const signedOut = error instanceof ApiError && error.status === unauthorized;
    if (signedOut) localStorage.removeItem(signedInMark);
    useSongs.setState({ user: null, list: [], reason: signedOut ? '' : reasonOf(error) });
  }
}

/** Signs in, or makes an account; a reason where that is refused. */
export async function signIn(name: string, password: string, isNew: boolean): Promise<string | null> {
  try {
    await ask(`/api/users/${isNew ? 'register' : 'sign-in'}`, json('POST', { name, password }));
    localStorage.setItem(signedInMark, '1');
    await refreshSongs();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

export async function signOut(): Promise<void> {
  await ask('/api/users/sign-out', { method: 'POST' });
  localStorage.removeItem(signedInMark);
  await refreshSongs();
}

/** Saves the open song with all it says. Where the host has another version than the one it was made of, both are kept. */
export async function saveSong(title: string): Promise<void> {
  const { song, stored } = useDocument.getState();
  const named = { ...song, title };
  useSongs.setState({ status: 'saving', reason: '' });
  try {
    if (!localStorage.getItem(signedInMark)) {
      await ask('/api/users/guest', { method: 'POST' });
      localStorage.setItem(signedInMark, '1');
    }
    const kept = stored ? await replace(named, stored) : await saveNew(named);
    // What was changed while it was on its way is not saved yet.
    const unchanged = useDocument.getState().song === song;
    useDocument.setState(unchanged ? { song: { ...named, title: kept.title }, stored: kept, saved: true } : { stored: kept });
    await refreshSongs();
    useSongs.setState({ status: 'saved' });
  } catch (error) {
    useSongs.setState({ status: 'idle', reason: reasonOf(error) });
  }
}

function midiBody(method: string, song: Song): RequestInit {
  return { method, headers: { 'Content-Type': 'audio/midi' }, body: writeMidi(song) };
}

async function saveNew(song: Song): Promise<StoredSong> {
  const query = new URLSearchParams({ title: song.title });
  // An id makes a repeated save harmless; a page that came without TLS from another machine can make none.
  if (isSecureContext) query.set('id', crypto.randomUUID());
  return (await askJson<{ song: StoredSong }>(`/api/songs/midi?${query}`, midiBody('POST', song))).song;
}

async function replace(song: Song, { id, title, version }: StoredSong): Promise<StoredSong> {
  try {
    const replaced = await askJson<StoredSong>(`/api/songs/${id}.mid?expectedVersion=${version}`, midiBody('PUT', song));
    if (song.title === title) return replaced;
    return await askJson<StoredSong>(`/api/songs/${id}`, json('PATCH', { title: song.title }));
  } catch (error) {
    const other = error instanceof ApiError && (error.status === conflict || error.status === missing);
    if (!other) throw error;
    return saveNew(error.status === conflict ? { ...song, title: `${song.title} (2)` } : song);
  }
}

export async function openStored(stored: StoredSong): Promise<void> {
  const { id, title } = stored;
  try {
    const file = await (await ask(`/api/songs/${id}.mid`)).arrayBuffer();
    openSong({ ...readMidi(file, title), title }, stored, true);
  } catch (error) {
    useSongs.setState({ reason: reasonOf(error) });
  }
}

export async function deleteStored({ id }: StoredSong): Promise<void> {
  try {
    await ask(`/api/songs/${id}`, { method: 'DELETE' });
    if (useDocument.getState().stored?.id === id) useDocument.setState({ stored: null, saved: false });
  } catch (error) {
    useSongs.setState({ reason: reasonOf(error) });
  }
  await refreshSongs();
}

/** The open song as a MIDI file. */
export function downloadMidi(): void {
  const { song } = useDocument.getState();
  download(new Blob([writeMidi(song)], { type: 'audio/midi' }), `${song.title || 'song'}.mid`);
}

/** The open song as sound, rendered by the host; `progress` is told how many bytes have come. */
export async function downloadWave(progress: (bytes: number) => void): Promise<void> {
  const { song } = useDocument.getState();
  const response = await ask('/api/midi/render', midiBody('POST', song));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body!.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    progress(bytes);
  }
  download(new Blob(parts, { type: 'audio/wav' }), `${song.title || 'song'}.wav`);
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
