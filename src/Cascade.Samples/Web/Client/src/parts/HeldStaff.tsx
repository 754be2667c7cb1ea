import { useEffect, useState } from 'react';
import type { Light } from '../keyboard/lights';
import { spokenKeyName } from '../music/names';
import { ledgersOf, type StaffNote, staffNoteOf } from '../music/staff';
import { lights } from '../state/instrument';
import { nameOf } from '../state/room';
import { useSettings } from '../state/settings';
import { useText } from '../text/text';

const width = 132, height = 148, half = 4, middle = 74, left = 8;
const refreshMilliseconds = 40;
const lines = [2, 4, 6, 8, 10, -2, -4, -6, -8, -10];
const yOf = (step: number) => middle - step * half;
const signs = { sharp: '♯', flat: '♭' } as const;

/** What is held, on a small grand staff: one's own notes in one's own colour, those of others in a room in theirs. */
export function HeldStaff({ flat }: { readonly flat: boolean }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const held = useHeld();
  const colours = new Map(held.map(({ key, light }) => [key, colourOf(light)]));
  const placed = besides(held.map(({ key }) => staffNoteOf(key, flat)));
  const names = held.map(({ key, light: { member } }) => spokenKeyName(key, language) + (member ? ` (${nameOf(member)})` : '')).join(', ');
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${say('held')}: ${names || '–'}`} className="w-full text-ink">
      <g stroke="currentColor" strokeWidth="0.8" opacity="0.55">
        {lines.map((step) => (
          <line key={step} x1={left} x2={width - 4} y1={yOf(step)} y2={yOf(step)} />
        ))}
        <line x1={left} x2={left} y1={yOf(10)} y2={yOf(-10)} />
      </g>
      <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" opacity="0.8">
        {/* A G clef around the line of G, and an F clef from the line of F. */}
        <path d={`M21 ${yOf(4) + 4} c-5 0 -6.5 -7 -0.5 -8 c6 -0.6 8 7.5 2.5 10.2 c-6 2.8 -13 -2 -11.5 -9 c1.4 -7 9.5 -10 9.5 -19 c0 -6 -4.2 -5.5 -4.8 0 c-0.6 6 4.2 24 5.2 34 c0.6 6 -6.5 7 -7.4 2.2`} />
        <path d={`M14 ${yOf(-4) + 1} c-1.4 -6 11 -8 11.5 1 c0.4 7.5 -5 12 -11.5 15`} />
      </g>
      <g fill="currentColor" opacity="0.8">
        <circle cx="29" cy={yOf(-4) - 2.6} r="1.2" />
        <circle cx="29" cy={yOf(-4) + 2.6} r="1.2" />
      </g>
      {placed.map(({ note: { key, step, accidental, octaves }, aside }) => (
        <g key={key} transform={`translate(${74 + (aside ? 9 : 0)} ${yOf(step)})`} fill={colours.get(key)}>
          {ledgersOf(step).map((line) => (
            <line key={line} x1="-8" x2="8" y1={(step - line) * half} y2={(step - line) * half} stroke="currentColor" strokeWidth="0.8" />
          ))}
          <ellipse rx="5" ry="3.7" transform="rotate(-18)" />
          {accidental && (
            <text x={aside ? -27 : -18} y="4" fontSize="13">
              {signs[accidental]}
            </text>
          )}
          {octaves !== 0 && (
            <text x="10" y="3" fontSize="8">
              {`${8 + 7 * (Math.abs(octaves) - 1)}${octaves > 0 ? '↑' : '↓'}`}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

// Of two notes a step apart the upper one stands aside.
function besides(notes: readonly StaffNote[]): { readonly note: StaffNote; readonly aside: boolean }[] {
  const placed: { note: StaffNote; aside: boolean }[] = [];
  for (const note of notes.toSorted((a, b) => a.step - b.step)) {
    const below = placed.at(-1);
    placed.push({ note, aside: below !== undefined && !below.aside && note.step - below.note.step <= 1 });
  }
  return placed;
}

const colourOf = ({ hand, member }: Light) => member?.colour ?? (hand === 'own' ? 'var(--own)' : 'var(--other)');

interface Held {
  readonly key: number;
  readonly light: Light;
}

function useHeld(): readonly Held[] {
  const [held, setHeld] = useState<readonly Held[]>([]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = lights.listen(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setHeld(lights.keys.map((key) => ({ key, light: lights.of(key)! })));
      }, refreshMilliseconds);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return held;
}
