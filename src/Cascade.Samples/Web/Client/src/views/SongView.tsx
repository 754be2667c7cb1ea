import { Music } from 'lucide-react';
import { NotesTable } from '../parts/NotesTable';
import { Roll } from '../parts/Roll';
import { SongList } from '../parts/SongList';
import { SongTools } from '../parts/SongTools';
import { Transport } from '../parts/Transport';
import { useDocument } from '../state/document';
import { useText } from '../text/text';

/** The songs, and the one that is open: played, edited, saved. */
export default function SongView() {
  const say = useText();
  const isEmpty = useDocument(({ song }) => song.notes.length === 0);
  return (
    <section aria-label={say('song')} className="flex h-full flex-col md:flex-row">
      <SongList />
      <div className="flex min-h-72 min-w-0 grow flex-col">
        {isEmpty ? (
          <div className="stage grid grow place-content-center justify-items-center gap-3 p-6 text-center text-muted">
            <span className="grid size-16 place-items-center rounded-full bg-surface text-accent shadow-sm">
              <Music size={28} aria-hidden />
            </span>
            <p>{say('choose')}</p>
          </div>
        ) : (
          <>
            <SongTools />
            <Roll />
            <Transport />
            <NotesTable />
          </>
        )}
      </div>
    </section>
  );
}
