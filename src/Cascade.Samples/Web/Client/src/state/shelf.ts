import { create } from 'zustand';
import type { Song } from '../music/song';
import { put, readAll, remove } from './browserStore';
import type { StoredSong } from './document';

/** A song that the host does not have as it is. */
export interface ShelvedSong {
  readonly id: string;
  readonly song: Song;
  /** What the host has of it, or null. */
  readonly stored: StoredSong | null;
  /** Whether it is to be sent to the host as soon as that answers. */
  readonly waits?: boolean;
}

/** Songs that were open and not saved; they stay in this browser until they are opened again or deleted. */
export const useShelf = create<{ readonly songs: readonly ShelvedSong[] }>(() => ({ songs: [] }));

/** Reads what was kept before the page was loaded. */
export async function readShelf(): Promise<void> {
  const known = await readAll<ShelvedSong>('shelf');
  useShelf.setState(({ songs }) => ({ songs: [...known.filter(({ id }) => songs.every((song) => song.id !== id)), ...songs] }));
}

/** Keeps a song, in the place of one with its id. */
export async function shelve(shelved: ShelvedSong): Promise<void> {
  useShelf.setState(({ songs }) => ({ songs: [...songs.filter(({ id }) => id !== shelved.id), shelved] }));
  await put('shelf', shelved);
}

export async function unshelve(id: string): Promise<void> {
  useShelf.setState(({ songs }) => ({ songs: songs.filter((song) => song.id !== id) }));
  await remove('shelf', id);
}

export const newestFirst = (songs: readonly ShelvedSong[]): ShelvedSong[] => songs.toReversed();

/** A name that no other song has, also for a page that came without TLS and may not make UUIDs by itself. */
export function newId(): string {
  if (isSecureContext) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
