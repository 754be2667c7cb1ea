import { useEffect, useState } from 'react';
import { pitchName } from '../music/names';
import { EnvelopeEditor } from '../parts/EnvelopeEditor';
import { EqualizerEditor } from '../parts/EqualizerEditor';
import { NumberField, Slider } from '../parts/Fields';
import { LimiterMeter } from '../parts/LimiterMeter';
import type { Envelope } from '../sound/envelope';
import { askJson } from '../state/api';
import { usePage } from '../state/page';
import { changeSettings, plainTone, useSettings } from '../state/settings';
import type { Tone } from '../sound/sound';
import { centsOf, highestA4, lowestA4, type Temperament, temperaments, type Tuning } from '../sound/tuning';
import { useText, type Word } from '../text/text';

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
        <TuningChoice />
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
      <Heading title={say('tone')} onReset={() => change({ volume: plainTone.volume, hall: plainTone.hall, bands: plainTone.bands })} />
      <Slider label={say('volume')} value={tone.volume} min={0} max={1} step={0.01} text={percent} onChange={(volume) => change({ volume })} />
      <Slider label={say('hall')} value={tone.hall} min={0} max={1} step={0.01} text={percent} onChange={(hall) => change({ hall })} />
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
      <Heading title={say('envelope')} onReset={() => setEnvelope(plainTone.envelope)} />
      <EnvelopeEditor envelope={tone.envelope} onChange={setEnvelope} />
      <p className="text-[13px] text-muted">{say(onServer ? 'envelopeServer' : 'envelopeLocal')}</p>
    </div>
  );
}

const temperamentWords: Record<Temperament, Word> = {
  equal: 'equalTemperament',
  just: 'justIntonation',
  pythagorean: 'pythagorean',
  meantone: 'meantone',
  werckmeister: 'werckmeister',
  kirnberger: 'kirnberger',
  vallotti: 'vallotti',
};

function TuningChoice() {
  const say = useText();
  const tone = useSettings((settings) => settings.tone);
  const language = useSettings((settings) => settings.language);
  const { tuning } = tone;
  const change = (part: Partial<Tuning>) => changeSettings({ tone: { ...tone, tuning: { ...tuning, ...part } } });
  const cents = centsOf(tuning);
  return (
    <div className="panel flex flex-col gap-2 p-3">
      <Heading title={say('tuning')} onReset={() => change(plainTone.tuning)} />
      <label className="grid gap-0.5 text-[13px] text-muted">
        {say('temperament')}
        <select className="field w-full" value={tuning.temperament} onChange={(event) => change({ temperament: event.target.value as Temperament })}>
          {temperaments.map((name) => (
            <option key={name} value={name}>
              {say(temperamentWords[name])}
            </option>
          ))}
        </select>
      </label>
      <div className="grid grid-cols-2 gap-2">
        <label className="grid gap-0.5 text-[13px] text-muted">
          {say('tonic')}
          <select
            className="field w-full"
            disabled={tuning.temperament === 'equal'}
            value={tuning.tonic}
            onChange={(event) => change({ tonic: Number(event.target.value) })}
          >
            {cents.map((_, pitch) => (
              <option key={pitch} value={pitch}>
                {pitchName(pitch, language, [3, 8, 10].includes(pitch))}
              </option>
            ))}
          </select>
        </label>
        <NumberField label={say('concertPitch')} unit="Hz" value={tuning.a4} min={lowestA4} max={highestA4} step={1} onChange={(a4) => change({ a4 })} />
      </div>
      <dl className="grid grid-cols-6 gap-1 text-center text-[12px]" aria-label={say('cents')}>
        {cents.map((cent, pitch) => (
          <div key={pitch} className="rounded bg-raised px-0.5 py-1">
            <dt className="text-muted">{pitchName(pitch, language, [3, 8, 10].includes(pitch))}</dt>
            <dd>{new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(cent)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-[13px] text-muted">{say('tuningNote')}</p>
    </div>
  );
}

function Heading({ title, onReset }: { readonly title: string; readonly onReset: () => void }) {
  const say = useText();
  return (
    <div className="flex items-center justify-between gap-2">
      <h2 className="heading">{title}</h2>
      <button type="button" className="control" aria-label={`${say('reset')}: ${title}`} onClick={onReset}>
        {say('reset')}
      </button>
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
