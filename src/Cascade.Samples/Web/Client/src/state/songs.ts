import { create } from 'zustand';
import { readMidi, writeMidi } from '../music/midiFile';
import { midiBody } from './midiBody';
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
  readonly status: 'idle' | 'saving';
  /** Why the host's songs cannot be had, or why a save failed; empty if all is well. */
  readonly reason: string;
}

const unauthorized = 401;
const guestName = /^guest [0-9a-f]{32}$/;

/** The person's songs on the host. */
export const useSongs = create<Songs>(() => ({ user: null, list: [], status: 'idle', reason: '' }));

// The cookie itself is out of reach of scripts; this says whether to ask for what belongs to it.
const signedInMark = 'cascade-signed-in', guestMark = 'guest', accountMark = 'account';

let refreshes = 0;

/** Who is signed in, and what songs there are. */
export async function refreshSongs(): Promise<void> {
  // Of several that are under way the one that was asked last tells.
  const refresh = ++refreshes;
  if (!localStorage.getItem(signedInMark)) {
    useSongs.setState({ user: null, list: [], reason: '' });
    return;
  }
  try {
    const user = await askJson<{ id: string; name: string }>('/api/users/me');
    const page = await askJson<{ songs: StoredSong[] }>('/api/songs?limit=100');
    if (refresh !== refreshes) return;
    useSongs.setState({ user: { ...user, isGuest: guestName.test(user.name) }, list: page.songs, reason: '' });
  } catch (error) {
    if (refresh !== refreshes) return;
    const signedOut = error instanceof ApiError && error.status === unauthorized;
    if (signedOut) localStorage.removeItem(signedInMark);
    useSongs.setState({ user: null, list: [], reason: signedOut ? '' : reasonOf(error) });
  }
}

/** Signs in, or makes an account; a reason where that is refused. */
export async function signIn(name: string, password: string, isNew: boolean): Promise<string | null> {
  try {
    await ask(`/api/users/${isNew ? 'register' : 'sign-in'}`, json('POST', { name, password }));
    localStorage.setItem(signedInMark, accountMark);
    await refreshSongs();
    void (await import('./outbox')).sendWaiting();
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

/** Signs in as a guest where nobody is. */
export async function ensureUser(): Promise<void> {
  if (localStorage.getItem(signedInMark)) return;
  await ask('/api/users/guest', { method: 'POST' });
  localStorage.setItem(signedInMark, guestMark);
}

/** Forgets a guest whom the host does not know any more; false where it is somebody with an account, who has to sign in again. */
export function forgetGuest(): boolean {
  if (localStorage.getItem(signedInMark) !== guestMark) return false;
  localStorage.removeItem(signedInMark);
  return true;
}

let asked = 0;

/** Opens a song of the host's, unless another one was opened or asked for by the time it comes. */
export async function openStored(stored: StoredSong): Promise<void> {
  const { id, title } = stored, wanted = ++asked, { opening } = useDocument.getState();
  const isWanted = () => wanted === asked && opening === useDocument.getState().opening;
  try {
    const file = await (await ask(`/api/songs/${id}.mid`)).arrayBuffer();
    if (isWanted()) openSong({ ...readMidi(file, title), title }, stored, true);
  } catch (error) {
    if (isWanted()) useSongs.setState({ reason: reasonOf(error) });
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
