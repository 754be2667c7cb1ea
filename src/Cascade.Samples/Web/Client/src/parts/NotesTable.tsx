import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { keyName } from '../music/names';
import type { Note } from '../music/song';
import { edit, useDocument } from '../state/document';
import { useSettings } from '../state/settings';
import { type Say, useText } from '../text/text';

const pageLength = 50;

/** The roll as a table, for those who do not see it or do not use a pointer. */
export function NotesTable() {
  const say = useText();
  const notes = useDocument(({ song }) => song.notes);
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState(pageLength);
  return (
    <details className="border-t border-hair bg-surface" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="px-3 py-2 text-[14px]">
        {say('notesTable')} <span className="text-muted">({say('noteCount', { count: notes.length })})</span>
      </summary>
      {open && (
        <div className="max-h-72 overflow-y-auto px-3 pb-3" tabIndex={0} role="region" aria-label={say('notesTable')}>
          <table className="w-full text-left text-[14px]">
            <thead>
              <tr>
                {(['note', 'start', 'duration', 'velocity'] as const).map((word) => (
                  <th key={word} className="heading py-1" scope="col">
                    {say(word)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {notes.slice(0, shown).map((note, index) => (
                <Row key={index} index={index} note={note} say={say} />
              ))}
            </tbody>
          </table>
          {shown < notes.length && (
            <button type="button" className="control mt-2" onClick={() => setShown(shown + pageLength)}>
              + {pageLength}
            </button>
          )}
        </div>
      )}
    </details>
  );
}

function Row({ index, note, say }: { readonly index: number; readonly note: Note; readonly say: Say }) {
  const language = useSettings((settings) => settings.language);
  const name = keyName(note.key, language);
  const change = (part: Partial<Note>, editName: 'editMove' | 'editResize') => edit(editName, (notes) => notes.with(index, { ...note, ...part }));
  return (
    <tr className="border-t border-hair">
      <th scope="row" className="py-1 font-normal">
        {name}
      </th>
      <Field label={`${say('start')}, ${name}`} value={note.start} min={0} step={0.05} onChange={(start) => change({ start }, 'editMove')} />
      <Field label={`${say('duration')}, ${name}`} value={note.duration} min={0.05} step={0.05} onChange={(duration) => change({ duration }, 'editResize')} />
      <Field label={`${say('velocity')}, ${name}`} value={note.velocity} min={0.01} max={1} step={0.05} onChange={(velocity) => change({ velocity }, 'editMove')} />
      <td>
        <button type="button" className="control square border-transparent" aria-label={`${say('remove')}: ${name}`} onClick={() => edit('editRemove', (notes) => notes.toSpliced(index, 1))}>
          <Trash2 size={16} aria-hidden />
        </button>
      </td>
    </tr>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max?: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

function Field({ label, value, min, max, step, onChange }: FieldProps) {
  return (
    <td className="py-1 pr-2">
      <input
        type="number"
        className="field w-full max-w-24"
        aria-label={label}
        min={min}
        max={max}
        step={step}
        value={Number(value.toFixed(3))}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (next >= min && next <= (max ?? Infinity)) onChange(next);
        }}
      />
    </td>
  );
}
