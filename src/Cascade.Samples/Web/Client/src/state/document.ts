import { create } from 'zustand';
import { emptySong, type Note, type Song, sorted } from '../music/song';
import type { Word } from '../text/text';
import { put, readAll } from './browserStore';
import { newId, shelve, unshelve } from './shelf';

/** What an edit is called in the list of what can be undone. */
export type EditName = Extract<Word, `edit${string}`>;

interface Edit {
  readonly name: EditName;
  readonly before: Song;
}

/** A song as the host lists it. */
export interface StoredSong {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly noteCount: number;
}

interface Document {
  /** Which opening of a song this is: an answer that comes later is for the song that it was asked for. */
  readonly opening: number;
  readonly song: Song;
  /** What the host has of the song, or null while it is not saved there. */
  readonly stored: StoredSong | null;
  /** False while neither the host nor the outbox has the song as it is. */
  readonly saved: boolean;
  /** The id in the outbox of the song that waits for the host, or null. */
  readonly waiting: string | null;
  readonly past: readonly Edit[];
  readonly future: readonly Edit[];
}

const mostEdits = 500;
const draftMilliseconds = 200;

type Draft = Pick<Document, 'song' | 'stored' | 'saved' | 'waiting'> & { readonly id: 'open' };

/** The song that is open. As it is, saved or not, it outlasts the page. */
export const useDocument = create<Document>(() => ({ opening: 0, song: emptySong, stored: null, saved: true, waiting: null, past: [], future: [] }));

/** Done when the song that was open last is open again. */
export const draftRead: Promise<void> = readDraft();

/** Opens a song. The one before, where the host does not have it, goes to the shelf. */
export function openSong(song: Song, stored: StoredSong | null, saved: boolean, waiting: string | null = null): void {
  const before = useDocument.getState();
  if (!before.saved && before.song.notes.length > 0 && before.song !== song)
    shelve({ id: newId(), song: before.song, stored: before.stored }).catch(() => {});
  useDocument.setState({ opening: before.opening + 1, song, stored, saved, waiting, past: [], future: [] });
}

/** Forgets a song of the shelf. Where it waited for the host and is open, it is not saved any more. */
export async function forgetShelved(id: string): Promise<void> {
  if (useDocument.getState().waiting === id) useDocument.setState({ saved: false, waiting: null });
  await unshelve(id);
}

/** Changes the notes; can be undone. */
export function edit(name: EditName, change: (notes: readonly Note[]) => readonly Note[]): void {
  const { song, past } = useDocument.getState();
  useDocument.setState({
    song: { ...song, notes: sorted(change(song.notes)) },
    saved: false,
    past: [...past.slice(1 - mostEdits), { name, before: song }],
    future: [],
  });
}

export function renameSong(title: string): void {
  const { song } = useDocument.getState();
  useDocument.setState({ song: { ...song, title }, saved: false });
}

export function undo(): void {
  const { song, past, future } = useDocument.getState();
  const last = past.at(-1);
  if (last) useDocument.setState({ song: withTitle(last.before, song.title), saved: false, past: past.slice(0, -1), future: [{ name: last.name, before: song }, ...future] });
}

export function redo(): void {
  const { song, past, future } = useDocument.getState();
  const [next] = future;
  if (next) useDocument.setState({ song: withTitle(next.before, song.title), saved: false, past: [...past, { name: next.name, before: song }], future: future.slice(1) });
}

/** The song under a title; the same one where that is its title already, so that nothing takes it for another. */
export const withTitle = (song: Song, title: string): Song => (song.title === title ? song : { ...song, title });

async function readDraft(): Promise<void> {
  try {
    const [draft] = await readAll<Draft>('draft');
    const isUntouched = useDocument.getState().song === emptySong;
    if (draft && isUntouched) useDocument.setState({ opening: 1, song: draft.song, stored: draft.stored, saved: draft.saved, waiting: draft.waiting });
    // Who was quicker has another song open by now; what was not saved is kept all the same.
    else if (draft && !draft.saved && draft.song.notes.length > 0) await shelve({ id: newId(), song: draft.song, stored: draft.stored });
  } catch {
    // A browser that keeps nothing, as in a private window, opens songs all the same.
  }
  writeDrafts();
}

// Writes no more often than every 200 ms, and what waits when the page goes.
function writeDrafts(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const { song, stored, saved, waiting } = useDocument.getState();
    put('draft', { id: 'open', song, stored, saved, waiting } satisfies Draft).catch(() => {});
  };
  if (useDocument.getState().song !== emptySong) timer = setTimeout(write, draftMilliseconds);
  useDocument.subscribe((now, before) => {
    if (now.song !== before.song || now.stored !== before.stored || now.saved !== before.saved || now.waiting !== before.waiting) timer ??= setTimeout(write, draftMilliseconds);
  });
  window.addEventListener('pagehide', write);
}
