import { songOfLink } from '../music/songLink';
import { sayIn } from '../text/text';
import { draftRead, openSong } from './document';
import { linkPrefix, notify } from './page';
import { useSettings } from './settings';

/** Opens the song that the page's address holds; a link that is broken changes nothing. */
export async function openSharedLink(): Promise<void> {
  const text = location.hash.slice(linkPrefix.length);
  // Loaded again, the page shows what became of the song, not what it was.
  history.replaceState(null, '', '#song');
  const say = sayIn(useSettings.getState().language);
  try {
    const song = await songOfLink(text);
    await draftRead;
    openSong(song, null, true);
    notify(say('linkOpened', { title: song.title || say('untitled') }));
  } catch {
    notify(say('linkBroken'));
  }
}
