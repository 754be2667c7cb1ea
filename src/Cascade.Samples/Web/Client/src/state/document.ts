import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { emptySong, type Note, type Song, sorted } from '../music/song';
import type { Word } from '../text/text';

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
  readonly song: Song;
  /** What the host has of the song, or null while it is not saved there. */
  readonly stored: StoredSong | null;
  /** False while the host does not have the song as it is. */
  readonly saved: boolean;
  readonly past: readonly Edit[];
  readonly future: readonly Edit[];
}

const mostEdits = 500;
const draftMilliseconds = 250;

/** The song that is open. As it is, saved or not, it outlasts the page. */
export const useDocument = create<Document>()(
  persist((): Document => ({ song: emptySong, stored: null, saved: true, past: [], future: [] }), {
    name: 'cascade-draft',
    version: 1,
    partialize: ({ song, stored, saved }) => ({ song, stored, saved }),
    storage: delayedStorage(),
  }),
);

/** Opens a song. */
export function openSong(song: Song, stored: StoredSong | null, saved: boolean): void {
  useDocument.setState({ song, stored, saved, past: [], future: [] });
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
  if (last) useDocument.setState({ song: last.before, saved: false, past: past.slice(0, -1), future: [{ name: last.name, before: song }, ...future] });
}

export function redo(): void {
  const { song, past, future } = useDocument.getState();
  const [next] = future;
  if (next) useDocument.setState({ song: next.before, saved: false, past: [...past, { name: next.name, before: song }], future: future.slice(1) });
}

// Writes no more often than every 250 ms, and what waits when the page goes.
function delayedStorage() {
  let waiting: (() => void) | undefined;
  const write = () => {
    waiting?.();
    waiting = undefined;
  };
  window.addEventListener('pagehide', write);
  return {
    getItem: (name: string) => JSON.parse(localStorage.getItem(name) ?? 'null') as { state: Document; version: number } | null,
    setItem: (name: string, value: unknown) => {
      if (!waiting) setTimeout(write, draftMilliseconds);
      waiting = () => {
        try {
          localStorage.setItem(name, JSON.stringify(value));
        } catch {
          // A song too long for the browser's storage is still in memory.
        }
      };
    },
    removeItem: (name: string) => localStorage.removeItem(name),
  };
}
