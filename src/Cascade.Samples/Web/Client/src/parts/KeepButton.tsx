import { Bookmark } from 'lucide-react';
import { openSong } from '../state/document';
import { take } from '../state/instrument';
import { notify } from '../state/page';
import { useSettings } from '../state/settings';
import { useText } from '../text/text';

const longestMilliseconds = 5 * 60_000;
const restMilliseconds = 15_000;

/** Makes a song of what was just played: back to the last long rest, five minutes at most. */
export function KeepButton() {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const keep = () => {
    const song = take.last(longestMilliseconds, restMilliseconds);
    if (!song) return notify(say('keepNothing'));
    const title = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date());
    openSong({ ...song, title }, null, false);
    notify(say('kept', { title }));
    location.hash = 'song';
  };
  return (
    <button type="button" className="control" aria-label={say('keep')} onClick={keep}>
      <Bookmark size={16} aria-hidden /> <span className="max-sm:hidden">{say('keep')}</span>
    </button>
  );
}
