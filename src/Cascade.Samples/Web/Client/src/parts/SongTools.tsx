import { FileAudio, FileMusic, Grid3x3, Redo2, Save, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { quantised } from '../music/quantise';
import { reasonOf } from '../state/api';
import { edit, redo, renameSong, undo, useDocument } from '../state/document';
import { notify } from '../state/page';
import { saveSong } from '../state/outbox';
import { downloadMidi, downloadWave, useSongs } from '../state/songs';
import { useText } from '../text/text';
import { ShareButton } from './ShareButton';

const bytesPerMegabyte = 1_000_000;

/** What can be done with the open song. */
export function SongTools() {
  const say = useText();
  const { song, saved, stored, waiting, past, future } = useDocument();
  // What is changed while it is being saved can be saved at once.
  const saving = useSongs((songs) => songs.status === 'saving') && saved && waiting !== null;
  const [rendered, setRendered] = useState<number | null>(null);
  const title = song.title || say('untitled');
  const exportWave = async () => {
    setRendered(0);
    try {
      await downloadWave(setRendered);
    } catch (error) {
      notify(say('exportFailed', { reason: reasonOf(error) }));
    }
    setRendered(null);
  };
  const save = async () => {
    const outcome = await saveSong(title);
    const { reason } = useSongs.getState();
    notify(outcome === 'saved' ? say('saved') : say(outcome === 'waits' ? 'saveWaits' : 'saveFailed', { reason }));
  };
  const undoName = past.at(-1)?.name, redoName = future[0]?.name;
  return (
    <div className="bar border-b border-hair">
      <input
        className="field min-w-32 grow basis-40 font-medium"
        aria-label={say('title')}
        maxLength={200}
        value={song.title}
        onChange={(event) => renameSong(event.target.value)}
      />
      <button type="button" className="control square" disabled={!undoName} aria-label={`${say('undo')}${undoName ? `: ${say(undoName)}` : ''}`} onClick={undo}>
        <Undo2 size={16} aria-hidden />
      </button>
      <button type="button" className="control square" disabled={!redoName} aria-label={`${say('redo')}${redoName ? `: ${say(redoName)}` : ''}`} onClick={redo}>
        <Redo2 size={16} aria-hidden />
      </button>
      <button type="button" className="control" onClick={() => edit('editQuantise', (notes) => quantised(notes, song.tempo))}>
        <Grid3x3 size={16} aria-hidden /> {say('quantise')}
      </button>
      <ShareButton />
      <button type="button" className="control" onClick={downloadMidi}>
        <FileMusic size={16} aria-hidden /> {say('exportMidi')}
      </button>
      <button type="button" className="control" disabled={rendered !== null} onClick={() => void exportWave()}>
        <FileAudio size={16} aria-hidden /> {rendered === null ? say('exportWav') : say('exporting', { size: rendered / bytesPerMegabyte })}
      </button>
      <button type="button" className="control primary" disabled={saving} onClick={() => void save()}>
        <Save size={16} aria-hidden /> {saving ? say('saving') : saved && waiting ? say('waits') : stored && saved ? say('saved') : say('save')}
      </button>
    </div>
  );
}
