import type { ReactNode } from 'react';
import { type LayoutName, layouts } from '../keyboard/layouts';
import { type VelocityCurve, velocityCurves } from '../player/midiInput';
import { connectMidi } from '../state/midi';
import { usePage } from '../state/page';
import { changeSettings, type Labels, type Theme, useSettings } from '../state/settings';
import { languages, type Language, useText, type Word } from '../text/text';
import { Dialog } from './Dialog';

const themes: Record<Theme, Word> = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' };
const labelWords: Record<Labels, Word> = { c: 'labelsC', all: 'labelsAll', computer: 'labelsKeys', none: 'labelsNone' };
const layoutWords: Record<LayoutName, Word> = { tracker: 'layoutTracker', home: 'layoutHome' };
const curveWords: Record<VelocityCurve, Word> = { soft: 'curveSoft', linear: 'curveLinear', hard: 'curveHard', fixed: 'curveFixed' };

export function Settings({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const settings = useSettings();
  const choices = <T extends string>(words: Record<T, Word>) => (Object.entries(words) as [T, Word][]).map(([value, word]) => [value, say(word)] as const);
  return (
    <Dialog title={say('settings')} onClose={onClose}>
      <div className="grid gap-3">
        <Choice label={say('theme')} value={settings.theme} choices={choices(themes)} onChange={(theme) => changeSettings({ theme })} />
        <Choice
          label={say('language')}
          value={settings.language}
          choices={(Object.keys(languages) as Language[]).map((code) => [code, languages[code].name] as const)}
          onChange={(language) => changeSettings({ language })}
        />
        <Choice label={say('labels')} value={settings.labels} choices={choices(labelWords)} onChange={(labels) => changeSettings({ labels })} />
        <Row label={say('computerKeys')}>
          <input
            type="checkbox"
            className="tick"
            checked={settings.computerKeys}
            onChange={(event) => changeSettings({ computerKeys: event.target.checked })}
          />
        </Row>
        <Choice
          label={say('computerKeysLayout')}
          value={settings.layout}
          choices={choices(layoutWords).filter(([name]) => name in layouts)}
          onChange={(layout) => changeSettings({ layout })}
        />
        <Choice
          label={say('midiCurve')}
          value={settings.midiCurve}
          choices={choices(curveWords).filter(([name]) => name in velocityCurves)}
          onChange={(midiCurve) => changeSettings({ midiCurve })}
        />
        <MidiOut />
        <Midi />
      </div>
    </Dialog>
  );
}

function MidiOut() {
  const say = useText();
  const outputs = usePage((page) => page.midi.outputs);
  const chosen = useSettings((settings) => settings.midiOutput);
  if (outputs.length === 0) return null;
  const ports = outputs.map(({ id, name }) => [id, name] as const);
  return (
    <Choice
      label={say('midiOut')}
      value={outputs.some(({ id }) => id === chosen) ? chosen : ''}
      choices={[['', say('midiOutNone')], ...ports]}
      onChange={(midiOutput) => changeSettings({ midiOutput })}
    />
  );
}

function Midi() {
  const say = useText();
  const { status, names } = usePage((page) => page.midi);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted">
        {status === 'refused' ? say('midiRefused') : names.length > 0 ? names.join(', ') : say('midiNone')}
      </p>
      {status === 'off' && (
        <button type="button" className="control" onClick={() => void connectMidi()}>
          {say('midiConnect')}
        </button>
      )}
    </div>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <label className="flex min-h-9 items-center justify-between gap-4">
      <span className="min-w-0 break-words">{label}</span>
      {children}
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  return (
    <Row label={label}>
      <select className="field w-48 shrink-0 max-sm:w-44" value={value} onChange={(event) => onChange(event.target.value as T)}>
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </Row>
  );
}
