import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { keyName } from '../music/names';
import type { Note } from '../music/song';
import { edit, useDocument } from '../state/document';
import { useSettings } from '../state/settings';
import { type Say, useText } from '../text/text';

const pageLength = 50;

// Which row a note is, so that a row that moves to another place of the order is still the one that has the focus.
const rows = new WeakMap<Note, number>();
let mostRows = 0;

function rowOf(note: Note): number {
  const row = rows.get(note) ?? ++mostRows;
  rows.set(note, row);
  return row;
}

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
                  <th key={word} className="heading py-1 pr-2" scope="col">
                    {say(word)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {notes.slice(0, shown).map((note) => (
                <Row key={rowOf(note)} note={note} say={say} />
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

function Row({ note, say }: { readonly note: Note; readonly say: Say }) {
  const language = useSettings((settings) => settings.language);
  const name = keyName(note.key, language);
  const change = (part: Partial<Note>, editName: 'editMove' | 'editResize') => {
    const changed = { ...note, ...part };
    rows.set(changed, rowOf(note));
    edit(editName, (notes) => notes.map((other) => (other === note ? changed : other)));
  };
  return (
    <tr className="border-t border-hair">
      <th scope="row" className="py-1 font-normal">
        {name}
      </th>
      <Field label={`${say('start')}, ${name}`} value={note.start} min={0} step={0.05} onChange={(start) => change({ start }, 'editMove')} />
      <Field label={`${say('duration')}, ${name}`} value={note.duration} min={0.05} step={0.05} onChange={(duration) => change({ duration }, 'editResize')} />
      <Field label={`${say('velocity')}, ${name}`} value={note.velocity} min={0.01} max={1} step={0.05} onChange={(velocity) => change({ velocity }, 'editMove')} />
      <td>
        <button type="button" className="control square border-transparent" aria-label={`${say('remove')}: ${name}`} onClick={() => edit('editRemove', (notes) => notes.filter((other) => other !== note))}>
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

// Taken when it is stepped, or typed to its end: with every digit the note would move to another place.
function Field({ label, value, min, max, step, onChange }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const shown = String(Number(value.toFixed(3)));
  useEffect(() => {
    input.current!.value = shown;
  }, [shown]);
  useEffect(() => {
    const element = input.current!;
    const take = () => {
      const next = element.valueAsNumber;
      if (next >= min && next <= (max ?? Infinity)) onChange(next);
      else element.value = shown;
    };
    element.addEventListener('change', take);
    return () => element.removeEventListener('change', take);
  });
  return (
    <td className="py-1 pr-2">
      <input
        ref={input}
        type="number"
        className="field w-full max-w-24"
        aria-label={label}
        min={min}
        max={max}
        step={step}
        defaultValue={shown}
      />
    </td>
  );
}
