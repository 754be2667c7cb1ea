import { useEffect, useState } from 'react';
import { EnvelopeEditor } from '../parts/EnvelopeEditor';
import { EqualizerEditor } from '../parts/EqualizerEditor';
import { PanelHeading, Slider } from '../parts/Fields';
import { LimiterMeter } from '../parts/LimiterMeter';
import { TuningEditor } from '../parts/TuningEditor';
import type { Envelope } from '../sound/envelope';
import { askJson } from '../state/api';
import { usePage } from '../state/page';
import { changeSettings, plainTone, useSettings } from '../state/settings';
import type { Tone } from '../sound/sound';
import { useText } from '../text/text';

interface Preset {
  readonly name: string;
  readonly description: string;
}

/** Where the sound is made and of what: the place, the instrument, its tone, envelope and tuning; and what it looks like. */
export default function SoundView() {
  const say = useText();
  return (
    <section aria-label={say('sound')} className="mx-auto grid max-w-7xl gap-3 p-3 sm:p-4 lg:grid-cols-[1fr_1.15fr_1fr]">
      <div className="flex flex-col gap-3">
        <Sources />
        <TuningEditor />
      </div>
      <ToneControls />
      <div className="flex flex-col gap-3">
        <Shape />
        <Instruments />
      </div>
    </section>
  );
}

function Sources() {
  const say = useText();
  const source = useSettings((settings) => settings.source);
  const basic = usePage((page) => page.sound.source === 'basic');
  const choices = [['local', 'localTitle', 'localText'], ['server', 'serverTitle', 'serverText']] as const;
  return (
    <fieldset className="panel flex flex-col gap-2 p-3">
      <legend className="heading float-left mb-1 w-full">{say('where')}</legend>
      {choices.map(([value, title, text]) => (
        <label key={value} className="flex cursor-pointer gap-3 rounded-md border border-hair p-3 has-checked:border-accent has-checked:bg-raised">
          <input
            type="radio"
            name="source"
            className="tick mt-0.5"
            disabled={basic}
            checked={source === value}
            onChange={() => changeSettings({ source: value })}
          />
          <span>
            <span className="font-medium">{say(title)}</span>
            <span className="block text-[14px] text-muted">{say(text)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function ToneControls() {
  const say = useText();
  const tone = useSettings((settings) => settings.tone);
  const change = (part: Partial<Tone>) => changeSettings({ tone: { ...tone, ...part } });
  const percent = (value: number) => say('percent', { value: Math.round(100 * value) });
  return (
    <div className="panel flex flex-col gap-2 p-3">
      <PanelHeading title={say('tone')} onReset={() => change({ volume: plainTone.volume, hall: plainTone.hall, chorus: plainTone.chorus, bands: plainTone.bands })} />
      <Slider label={say('volume')} value={tone.volume} min={0} max={1} step={0.01} text={percent} onChange={(volume) => change({ volume })} />
      <Slider label={say('hall')} value={tone.hall} min={0} max={1} step={0.01} text={percent} onChange={(hall) => change({ hall })} />
      <Slider label={say('chorus')} value={tone.chorus} min={0} max={1} step={0.01} text={percent} onChange={(chorus) => change({ chorus })} />
      <EqualizerEditor bands={tone.bands} onChange={(bands) => change({ bands })} />
      <LimiterMeter />
    </div>
  );
}

function Shape() {
  const say = useText();
  const tone = useSettings((settings) => settings.tone);
  const onServer = useSettings(({ source }) => source === 'server');
  const setEnvelope = (envelope: Envelope) => changeSettings({ tone: { ...tone, envelope } });
  return (
    <div className="panel flex flex-col gap-2 p-3">
      <PanelHeading title={say('envelope')} onReset={() => setEnvelope(plainTone.envelope)} />
      <EnvelopeEditor envelope={tone.envelope} onChange={setEnvelope} />
      <p className="text-[13px] text-muted">{say(onServer ? 'envelopeServer' : 'envelopeLocal')}</p>
    </div>
  );
}

function Instruments() {
  const say = useText();
  const current = useSettings(({ source, piano, instrument }) => (source === 'local' ? piano : instrument));
  const [presets, setPresets] = useState<readonly Preset[] | null>(null);
  const [pianos, setPianos] = useState<readonly string[]>([]);
  const [failed, setFailed] = useState(false);
  const [search, setSearch] = useState('');
  useEffect(() => {
    askJson<{ sounds: Preset[]; pianos: string[] }>('/api/presets').then(
      ({ sounds, pianos: names }) => {
        setPresets(sounds);
        setPianos(names);
      },
      () => setFailed(true),
    );
  }, []);
  const wanted = search.trim().toLowerCase();
  const found = presets?.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted)) ?? [];
  const choose = (name: string) => changeSettings(pianos.includes(name) ? { piano: name, instrument: name } : { instrument: name, source: 'server' });
  return (
    <div className="panel flex min-h-64 flex-col p-3">
      <h2 className="heading">{say('instruments')}</h2>
      <p className="text-[14px] text-muted">{failed ? say('noInstruments') : say('instrumentsNote')}</p>
      <input type="search" className="field my-2" aria-label={say('findInstrument')} placeholder={say('findInstrument')} value={search} onChange={(event) => setSearch(event.target.value)} />
      <ul className="min-h-0 grow overflow-y-auto lg:max-h-[22rem]">
        {found.map(({ name, description }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={name === current}
              className={`w-full rounded-md px-2 py-1.5 text-left hover:bg-raised ${name === current ? 'bg-raised font-medium' : ''}`}
              onClick={() => choose(name)}
            >
              {name} <span className="block text-[13px] font-normal text-muted">{description}</span>
            </button>
          </li>
        ))}
        {presets && found.length === 0 && <li className="px-2 py-1.5 text-muted">{say('noneFound')}</li>}
      </ul>
    </div>
  );
}
