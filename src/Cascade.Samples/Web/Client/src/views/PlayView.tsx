import { useEffect, useState } from 'react';
import { type Chord, chordName, chordOf } from '../music/chord';
import { type KeyEstimate, KeyFinder } from '../music/keyFinder';
import { isFlatKey, keyName, pitchName } from '../music/names';
import { tempoOf } from '../music/tempo';
import { lights, player } from '../state/instrument';
import { usePage } from '../state/page';
import { changeSettings, useSettings } from '../state/settings';
import { useText } from '../text/text';
import { Lightbulb } from 'lucide-react';
import { NextKeys } from '../state/nextKeys';
import { HeldStaff } from '../parts/HeldStaff';
import { KeepButton } from '../parts/KeepButton';
import { RisingNotes } from '../parts/RisingNotes';
import { Welcome } from '../parts/Welcome';

const readMilliseconds = 120;
const rememberedOnsets = 64;

interface Reading {
  readonly keys: readonly number[];
  readonly chord: Chord | null;
  readonly key: KeyEstimate | null;
  readonly tempo: number | null;
}

const nothing: Reading = { keys: [], chord: null, key: null, tempo: null };

/** What is played, by everybody, rising; and what it is: its chord, its key, its tempo. */
export default function PlayView() {
  const say = useText();
  const reading = useReading();
  const started = usePage(({ sound }) => sound.status !== 'waiting');
  return (
    <section aria-label={say('play')} className="stage relative h-full overflow-hidden">
      <RisingNotes />
      <div className="absolute inset-x-0 top-0 z-10 flex items-start gap-3 p-3 sm:p-4">
        <div className={`fading ${started ? '' : 'gone'}`}>
          <Readings reading={reading} />
        </div>
        <div className="ml-auto flex flex-col items-end gap-2">
          <div className="flex gap-1.5">
            <HintsButton />
            <KeepButton />
          </div>
          <div className={`fading w-24 rounded-lg border border-hair/60 bg-surface/70 sm:w-36 ${started ? '' : 'gone'}`}>
            <HeldStaff flat={reading.key !== null && isFlatKey(reading.key.tonic, reading.key.mode)} />
          </div>
        </div>
      </div>
      <Welcome isGone={started} />
    </section>
  );
}

// Marks the keys that are likely to be next.
function HintsButton() {
  const say = useText();
  const hints = useSettings((settings) => settings.hints);
  useEffect(() => {
    if (!hints) return;
    const next = new NextKeys(player);
    const keys = [...document.querySelectorAll<HTMLElement>('[data-key]')];
    next.onKeys = (likely) => {
      for (const key of keys) delete key.dataset.likely;
      for (const { key, probability } of likely) {
        keys[key].dataset.likely = '';
        keys[key].style.setProperty('--likely', String(Math.max(0.3, Math.sqrt(probability))));
      }
    };
    return () => next.close();
  }, [hints]);
  return (
    <button type="button" className="control" aria-label={say('hints')} title={say('hints')} aria-pressed={hints} onClick={() => changeSettings({ hints: !hints })}>
      <Lightbulb size={16} aria-hidden /> <span className="max-lg:hidden">{say('hints')}</span>
    </button>
  );
}

function Readings({ reading: { keys, chord, key, tempo } }: { readonly reading: Reading }) {
  const say = useText();
  const language = useSettings((settings) => settings.language);
  const name = chord ? chordName(chord, language) : keys.length === 1 ? keyName(keys[0], language) : '';
  return (
    <dl className="flex items-end gap-x-4 sm:gap-x-6">
      <div className="min-w-20 sm:min-w-28">
        <dt className="heading">{say('chord')}</dt>
        <dd className="min-h-10 text-[31px] leading-10 font-semibold tracking-tight" aria-live="polite">
          {name || '–'}
        </dd>
      </div>
      <div>
        <dt className="heading">{say('key')}</dt>
        <dd className="leading-10">
          {key ? (
            <>
              {pitchName(key.tonic, language, isFlatKey(key.tonic, key.mode))} {say(key.mode)}{' '}
              <span className="text-muted">{say('percent', { value: Math.round(100 * key.confidence) })}</span>
            </>
          ) : (
            '–'
          )}
        </dd>
      </div>
      <div className="max-sm:hidden">
        <dt className="heading">{say('tempo')}</dt>
        <dd className="leading-10">{tempo ? say('bpm', { tempo }) : '–'}</dd>
      </div>
    </dl>
  );
}

function useReading(): Reading {
  const [reading, setReading] = useState(nothing);
  useEffect(() => {
    const finder = new KeyFinder();
    const onsets: number[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      const { keys } = lights;
      setReading((before) => ({
        keys: keys.length > 0 ? keys : before.keys,
        chord: keys.length > 0 ? chordOf(keys) : before.chord,
        key: finder.estimate,
        tempo: tempoOf(onsets),
      }));
    };
    const stop = player.listen((played) => {
      if (played.kind === 'pedal') return;
      if (played.kind === 'on') {
        finder.add(played.key, played.velocity, played.time);
        onsets.push(played.time);
        if (onsets.length > rememberedOnsets) onsets.shift();
      }
      // A glissando is not read key by key.
      timer ??= setTimeout(read, readMilliseconds);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return reading;
}
