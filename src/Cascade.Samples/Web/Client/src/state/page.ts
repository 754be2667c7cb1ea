import { create } from 'zustand';
import type { SoundState } from '../sound/sound';

export const views = ['play', 'song', 'practise', 'sound', 'engine'] as const;
export type View = (typeof views)[number];

interface PageState {
  readonly view: View;
  readonly sound: SoundState;
  readonly midi: {
    readonly status: 'off' | 'on' | 'refused';
    readonly names: readonly string[];
    readonly outputs: readonly { readonly id: string; readonly name: string }[];
  };
  /** What the page says once, in a line: "Kept: 12:03". */
  readonly notice: string;
}

/** What an address with a song in it begins with. */
export const linkPrefix = '#s=';

function viewOf(hash: string): View {
  if (hash.startsWith(linkPrefix)) return 'song';
  return views.find((view) => hash === `#${view}`) ?? 'play';
}

/** What the page shows. */
export const usePage = create<PageState>(() => ({
  view: viewOf(location.hash),
  sound: { status: 'waiting', source: 'local', connected: true },
  midi: { status: 'off', names: [], outputs: [] },
  notice: '',
}));

window.addEventListener('hashchange', () => usePage.setState({ view: viewOf(location.hash) }));

export function notify(notice: string): void {
  usePage.setState({ notice });
}
