import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { LayoutName } from '../keyboard/layouts';
import type { VelocityCurve } from '../player/midiInput';
import { plainEnvelope } from '../sound/envelope';
import { plainBands } from '../sound/equalizer';
import type { Tone } from '../sound/sound';
import { usualTuning } from '../sound/tuning';
import type { Language } from '../text/text';

export type Theme = 'system' | 'light' | 'dark';
export type Labels = 'c' | 'all' | 'computer' | 'none';

export interface Settings {
  readonly theme: Theme;
  readonly language: Language;
  readonly labels: Labels;
  readonly computerKeys: boolean;
  readonly layout: LayoutName;
  /** The C of the computer keys' lower row. */
  readonly base: number;
  readonly midiCurve: VelocityCurve;
  /** The id of the MIDI port that hears what is played; empty for none. */
  readonly midiOutput: string;
  /** Whether the keys that are likely to be next are marked. */
  readonly hints: boolean;
  readonly tone: Tone;
  readonly source: 'local' | 'server';
  /** The piano that the page plays, and what the server plays. */
  readonly piano: string;
  readonly instrument: string;
  /** What one is called in rooms; empty for a guest. */
  readonly playerName: string;
  /** How loud the others in a room are, 0 to 1. */
  readonly others: number;
}

export const plainTone: Tone = { volume: 0.8, hall: 0.5, chorus: 0, bands: plainBands, envelope: plainEnvelope, tuning: usualTuning };

/** The person's choices, kept in the browser. */
export const useSettings = create<Settings>()(
  persist(
    (): Settings => ({
      theme: 'system',
      language: navigator.language.startsWith('de') ? 'de' : 'en',
      labels: 'c',
      computerKeys: true,
      layout: 'tracker',
      base: 48,
      midiCurve: 'linear',
      midiOutput: '',
      hints: false,
      tone: plainTone,
      source: 'local',
      piano: 'grand',
      instrument: 'grand',
      playerName: '',
      others: 1,
    }),
    {
      name: 'cascade-settings',
      version: 3,
      // The tone of the first version had other parts, that of the second no chorus.
      migrate: (kept, version) => ({ ...(kept as Settings), tone: version < 2 ? plainTone : { ...plainTone, ...(kept as Settings).tone } }),
    },
  ),
);

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
}
