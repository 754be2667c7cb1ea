import { ChevronDown, FolderOpen, ListMusic, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { songIn, tuneName, tuneOf, tunes } from '../music/tunes';
import { forgetShelved, openSong, useDocument } from '../state/document';
import { notify } from '../state/page';
import { newestFirst, unshelve, useShelf } from '../state/shelf';
import { deleteStored, openStored, refreshSongs, useSongs } from '../state/songs';
import { useSettings } from '../state/settings';
import { useText } from '../text/text';

/** One's own songs and the twelve tunes. On a phone it makes room for the song that is open. */
export function SongList() {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const { list, reason } = useSongs();
  const shelved = useShelf(({ songs }) => songs);
  const open = useDocument(({ song }) => song);
  const stored = useDocument((document) => document.stored);
  const waiting = useDocument((document) => document.waiting);
  const opening = useDocument((document) => document.opening);
  useEffect(() => void refreshSongs(), []);
  const [isListed, setListed] = useState(open.notes.length === 0);
  // What was opened is seen.
  useEffect(() => setListed(open.notes.length === 0), [opening, open.notes.length === 0]);
  return (
    <aside className={`flex shrink-0 flex-col border-b border-hair bg-surface md:w-72 md:overflow-y-auto md:border-r md:border-b-0 ${isListed ? 'max-md:min-h-0 max-md:grow' : ''}`}>
      {open.notes.length > 0 && (
        <button type="button" className="flex min-h-11 items-center gap-2 px-4 font-medium outline-offset-[-3px] md:hidden" aria-expanded={isListed} onClick={() => setListed(!isListed)}>
          <ListMusic size={16} aria-hidden /> {say('allSongs')} <ChevronDown size={16} aria-hidden className={`ml-auto transition-transform ${isListed ? 'rotate-180' : ''}`} />
        </button>
      )}
      <div className={`p-2 max-md:overflow-y-auto ${isListed ? '' : 'max-md:hidden'}`}>
        <OpenMidi />
        <h2 className="heading px-2 pt-2">{say('own')}</h2>
        {reason ? <p className="px-2 py-1 text-muted">{say('noDatabase', { reason })}</p> : list.length + shelved.length === 0 && <p className="px-2 py-1 text-muted">{say('noSongs')}</p>}
        <ul>
          {newestFirst(shelved).map(({ id, song, stored: base, waits }) => (
            <li key={id} className="flex items-center">
              <Entry
                title={song.title}
                detail={say(waits ? 'waits' : 'onlyHere')}
                current={waiting === id}
                onOpen={() => {
                  if (waits) return openSong(song, base, true, id);
                  openSong(song, base, false);
                  void unshelve(id);
                }}
              />
              <Remove title={song.title || say('untitled')} onRemove={() => void forgetShelved(id)} />
            </li>
          ))}
          {list.map((song) => (
            <li key={song.id} className="flex items-center">
              <Entry title={song.title} detail={say('noteCount', { count: song.noteCount })} current={stored?.id === song.id} onOpen={() => openStored(song)} />
              <Remove title={song.title} onRemove={() => void deleteStored(song)} />
            </li>
          ))}
        </ul>
        <h2 className="heading px-2 pt-2">{say('tunes')}</h2>
        <ul>
          {tunes.map((tune) => (
            <li key={tune.id}>
              <Entry
                title={tuneName(tune, language)}
                detail={tune.composer || say('traditional')}
                current={!stored && tuneOf(open.title) === tune}
                onOpen={() => openSong(songIn(tune, language), null, true)}
              />
            </li>
          ))}
        </ul>
      </div>
    </aside>
  );
}

function Remove({ title, onRemove }: { readonly title: string; readonly onRemove: () => void }) {
  const say = useText();
  return (
    <button type="button" className="control square border-transparent" aria-label={`${say('remove')}: ${title}`} onClick={onRemove}>
      <Trash2 size={16} aria-hidden />
    </button>
  );
}

interface EntryProps {
  readonly title: string;
  readonly detail: string;
  readonly current: boolean;
  readonly onOpen: () => void | Promise<void>;
}

function Entry({ title, detail, current, onOpen }: EntryProps) {
  const say = useText();
  return (
    <button
      type="button"
      aria-current={current || undefined}
      className={`flex min-h-9 w-full min-w-0 items-baseline justify-between gap-3 rounded-md px-2 py-1.5 text-left hover:bg-raised ${current ? 'bg-raised font-medium' : ''}`}
      onClick={() => void onOpen()}
    >
      <span className="truncate">{title || say('untitled')}</span>
      <span className="shrink-0 text-[13px] font-normal text-muted">{detail}</span>
    </button>
  );
}

function OpenMidi() {
  const say = useText();
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File) => {
    try {
      const { readMidi } = await import('../music/midiFile');
      openSong(readMidi(await file.arrayBuffer(), file.name.replace(/\.midi?$/i, '')), null, false);
    } catch {
      notify(say('importFailed'));
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".mid,.midi,audio/midi"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) void read(file);
          event.target.value = '';
        }}
      />
      <button type="button" className="control w-full" onClick={() => input.current!.click()}>
        <FolderOpen size={16} aria-hidden /> {say('importMidi')}
      </button>
    </>
  );
}
