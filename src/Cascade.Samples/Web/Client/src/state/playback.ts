import { Playback } from '../music/playback';
import { useDocument } from './document';
import { player } from './instrument';

/** Plays the song that is open, in whatever view. */
export const playback = new Playback(player);

playback.load(useDocument.getState().song);
useDocument.subscribe((now, before) => {
  if (now.opening !== before.opening) playback.load(now.song);
  else if (now.song.notes !== before.song.notes) playback.change(now.song);
});
