import { FileMusic, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { fifthName, pitchName } from '../music/names';
import { type KeyMapping, readMapping } from '../sound/keyMapping';
import { longestScala, readScala, ScalaError, type Scale } from '../sound/scala';
import { centsOf, fifthsOf, highestA4, justNames, lowestA4, type Temperament, temperaments, tonicFifths, type Tuning } from '../sound/tuning';
import { changeSettings, plainTone, useSettings } from '../state/settings';
import { useText, type Word } from '../text/text';
import { NumberField, PanelHeading } from './Fields';

const temperamentWords: Record<Temperament, Word> = {
  equal: 'equalTemperament',
  just: 'justIntonation',
  pythagorean: 'pythagorean',
  meantone: 'meantone',
  werckmeister: 'werckmeister',
  kirnberger: 'kirnberger',
  vallotti: 'vallotti',
};
const scalaWords = {
  short: 'scalaShort',
  count: 'scalaCount',
  note: 'scalaNote',
  mappingShort: 'mappingShort',
  mappingNumber: 'mappingNumber',
  mappingDegree: 'mappingDegree',
  mappingReference: 'mappingReference',
} as const;
const mappingName = /\.kbm$/i;
const ownScale = 'scale';

/** How the keys are tuned: a temperament from its tonic, or a scale from a file; and how high. */
export function TuningEditor() {
  const say = useText();
  const tone = useSettings((settings) => settings.tone);
  const language = useSettings((settings) => settings.language);
  const { tuning } = tone;
  const { scale, temperament, tonic, mapping } = tuning;
  // Of what it is by then: a file takes a moment to be read.
  const change = (part: Partial<Tuning>) => {
    const { tone: now } = useSettings.getState();
    changeSettings({ tone: { ...now, tuning: { ...now.tuning, ...part } } });
  };
  return (
    <div className="panel flex flex-col gap-2 p-3">
      <PanelHeading title={say('tuning')} onReset={() => change({ ...plainTone.tuning, scale: null, mapping: null })} />
      <label className="grid gap-0.5 text-[13px] text-muted">
        {say('temperament')}
        <select
          className="field w-full"
          value={scale ? ownScale : temperament}
          onChange={({ target: { value } }) => value !== ownScale && change({ temperament: value as Temperament, scale: null })}
        >
          {temperaments.map((name) => (
            <option key={name} value={name}>
              {say(temperamentWords[name])}
            </option>
          ))}
          {scale && <option value={ownScale}>{scale.name || say('scalaScale')}</option>}
        </select>
      </label>
      <div className="grid grid-cols-2 gap-2">
        <label className="grid gap-0.5 text-[13px] text-muted">
          {say('tonic')}
          <select className="field w-full" disabled={!!mapping || (!scale && temperament === 'equal')} value={tonic} onChange={(event) => change({ tonic: Number(event.target.value) })}>
            {Array.from({ length: 12 }, (_, pitch) => (
              <option key={pitch} value={pitch}>
                {fifthName(tonicFifths[pitch], language)}
              </option>
            ))}
          </select>
        </label>
        {!mapping && <NumberField label={say('concertPitch')} unit="Hz" value={tuning.a4} min={lowestA4} max={highestA4} step={1} onChange={(a4) => change({ a4 })} />}
      </div>
      {scale ? <ScaleNotes scale={scale} /> : <TemperamentNotes tuning={tuning} />}
      {mapping && <MappingLine mapping={mapping} onRemove={() => change({ mapping: null })} />}
      <ScalaFile scale={scale} onChange={change} />
      <p className="text-[13px] text-muted">{say('tuningNote')}</p>
    </div>
  );
}

// Each note by the name it has in this temperament, and how far it is from equal; a just one also as a ratio over the tonic.
function TemperamentNotes({ tuning }: { readonly tuning: Tuning }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const { temperament, tonic } = tuning;
  const fifths = fifthsOf(tonic), format = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  return (
    <dl className="grid grid-cols-6 gap-1 text-center text-[12px]" aria-label={say('cents')}>
      {centsOf(tuning).map((cent, pitch) => (
        <div key={pitch} className="rounded bg-raised px-0.5 py-1">
          <dt className="text-muted">{temperament === 'equal' ? pitchName(pitch, language, [3, 8, 10].includes(pitch)) : fifthName(fifths[pitch], language)}</dt>
          <dd>
            {format.format(cent)}
            {temperament === 'just' && <span className="block text-muted">{justNames[(pitch - tonic + 12) % 12]}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ScaleNotes({ scale }: { readonly scale: Scale }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <>
      <p className="text-[13px] text-muted">{say('scalaNotes', { count: scale.cents.length })}</p>
      <ol className="grid max-h-36 grid-cols-4 gap-1 overflow-y-auto text-center text-[12px]" tabIndex={0} aria-label={say('scalaCents')}>
        {scale.cents.map((cent, i) => (
          <li key={i} className="rounded bg-raised px-0.5 py-1">
            <span className="text-muted">{i + 1}</span> {format.format(cent)}
          </li>
        ))}
      </ol>
    </>
  );
}

function MappingLine({ mapping, onRemove }: { readonly mapping: KeyMapping; readonly onRemove: () => void }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const { name, reference, hertz } = mapping;
  const key = `${pitchName(reference % 12, language, false)}${Math.floor(reference / 12) - 1}`;
  return (
    <div className="flex items-center gap-2 text-[13px] text-muted">
      <p className="grow">{say('mappingIs', { name, key, hertz })}</p>
      <button type="button" className="control square" aria-label={say('mappingRemove')} title={say('mappingRemove')} onClick={onRemove}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

function ScalaFile({ scale, onChange }: { readonly scale: Scale | null | undefined; readonly onChange: (part: Partial<Tuning>) => void }) {
  const say = useText();
  const input = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const read = async (file: File) => {
    try {
      if (file.size > longestScala) throw new ScalaError('count', 1);
      const text = await file.text();
      onChange(mappingName.test(file.name) ? { mapping: readMapping(text, file.name) } : { scale: readScala(text) });
      setReason('');
    } catch (error) {
      const { name } = file;
      if (!(error instanceof ScalaError)) return setReason(say('scalaUnread', { file: name }));
      const { kind, line, range: [low, high] } = error;
      setReason(say(scalaWords[kind], { file: name, line, low, high }));
    }
  };
  return (
    <div className="grid gap-1.5">
      <input
        ref={input}
        type="file"
        accept=".scl,.kbm"
        hidden
        onChange={({ target }) => {
          if (target.files?.[0]) void read(target.files[0]);
          target.value = '';
        }}
      />
      <div className="flex gap-2">
        <button type="button" className="control grow" onClick={() => input.current!.click()}>
          <FileMusic size={16} aria-hidden /> {say('scalaOpen')}
        </button>
        {scale && (
          <button type="button" className="control square" aria-label={say('scalaRemove')} title={say('scalaRemove')} onClick={() => onChange({ scale: null })}>
            <X size={16} aria-hidden />
          </button>
        )}
      </div>
      {reason && (
        <p role="alert" className="text-[13px] text-bad">
          {reason}
        </p>
      )}
    </div>
  );
}
