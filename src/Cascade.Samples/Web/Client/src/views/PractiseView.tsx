import { ChevronUp, Play, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Practice, type Hands, type PracticeOptions, type Score } from '../music/practice';
import { nextSpeed, type PracticeReport, speeds } from '../music/practiceReport';
import { barsOf, type Song, stretchOf } from '../music/song';
import { songIn, tuneName, tuneOf, tunes } from '../music/tunes';
import { BarStrip } from '../parts/BarStrip';
import { FallingNotes } from '../parts/FallingNotes';
import { PracticeResult } from '../parts/PracticeResult';
import { songPrefix } from '../player/player';
import { draftRead, openSong, useDocument } from '../state/document';
import { player, sound } from '../state/instrument';
import { historyKey, historyOf, keepSitting, readSittings, tellHost, usePracticeHistory } from '../state/practiceHistory';
import { useSettings } from '../state/settings';
import { useText, type Word } from '../text/text';

const tickMilliseconds = 8;
const handWords: Record<Hands, Word> = { both: 'handsBoth', left: 'handsLeft', right: 'handsRight' };
const noScore: Score = { right: 0, wrong: 0, missed: 0 };

/** A song falls onto the keys; it waits, repeats, counts and grows faster, plays the other hand, and tells what to practise next. */
export default function PractiseView() {
  const say = useText();
  const song = useDocument((document) => document.song);
  const stored = useDocument((document) => document.stored);
  const [hands, setHands] = useState<Hands>('right');
  const [waits, setWaits] = useState(true);
  const [speed, setSpeed] = useState(0.8);
  const [beats, setBeats] = useState(true);
  const [trains, setTrains] = useState(false);
  const [bars, setBars] = useState<readonly [number, number] | null>(null);
  const options: PracticeOptions = { hands, waits, speed, loop: loopOf(song, bars) };
  const key = historyKey(song.title, stored);
  const history = historyOf(usePracticeHistory(), key);
  const [report, setReport] = useState<PracticeReport | null>(null);
  const keep = (practice: Practice, passed: PracticeReport) => {
    setReport(passed);
    const sitting = keepSitting(key, passed, speed);
    if (stored && hands === 'both' && !bars) void tellHost(stored, sitting, practice.played);
    if (trains) setSpeed(nextSpeed(speed, passed.score));
  };
  const { practice, score, running, start, stop } = usePractice(options, beats, trains, keep);
  useEffect(() => {
    setReport(null);
    setBars(null);
  }, [song.notes]);
  useEffect(() => {
    if (stored) void readSittings(stored);
  }, [key]);
  const hasResult = !running && (report !== null || history.sittings.length > 0);
  const begin = () => {
    setReport(null);
    start();
  };
  const practiseBars = (chosen: readonly [number, number]) => {
    setBars(chosen);
    practice.options = { ...practice.options, loop: loopOf(song, chosen) };
    begin();
  };
  useEffect(() => {
    void draftRead.then(() => {
      if (useDocument.getState().song.notes.length === 0) openSong(songIn(tunes[0], useSettings.getState().language), null, true);
    });
  }, []);
  const barCount = barsOf(song).count;
  const barChoices = Array.from({ length: barCount }, (_, i) => i + 1);

  return (
    <section aria-label={say('practise')} className="stage flex h-full flex-col">
      <div className="bar border-b border-hair">
        <button type="button" className="control primary" disabled={song.notes.length === 0} onClick={running ? stop : begin}>
          {running ? <Square size={15} aria-hidden /> : <Play size={16} aria-hidden />} {say(running ? 'practiseStop' : 'practiseStart')}
        </button>
        <TuneChoice onChoose={stop} />
        <Select label={say('hands')} value={hands} onChange={setHands} choices={(['right', 'left', 'both'] as const).map((value) => [value, say(handWords[value])])} />
        <Select label={say('speed')} value={speed} onChange={setSpeed} choices={speeds.map((value) => [value, say('percent', { value: Math.round(100 * value) })])} />
        <Select
          label={say('loopFrom')}
          value={bars?.[0] ?? 0}
          onChange={(from) => setBars(from === 0 ? null : [from, Math.max(from, bars?.[1] ?? from + 1)])}
          choices={[[0, `${say('loopFrom')} –`], ...barChoices.map((bar) => [bar, `${say('loopFrom')} ${bar}`] as const)]}
        />
        {bars && (
          <Select
            label={say('loopTo')}
            value={bars[1]}
            onChange={(to) => setBars([bars[0], to])}
            choices={barChoices.filter((bar) => bar >= bars[0]).map((bar) => [bar, `${say('loopTo')} ${bar}`])}
          />
        )}
        <Toggle label={say('trainer')} title={say('trainerHelp')} icon={<ChevronUp size={16} aria-hidden />} checked={trains} onChange={setTrains} />
        <Toggle label={say('wait')} checked={waits} onChange={setWaits} />
        <Toggle label={say('metronome')} checked={beats} onChange={setBeats} />
      </div>
      <BarStrip count={barCount} bars={history.bars} loop={bars} onLoop={setBars} />
      <div className="relative min-h-32 grow">
        <FallingNotes practice={practice} />
        <p className={`absolute top-3 left-3 mr-3 rounded-md bg-surface/85 px-2 py-1 text-[14px] text-muted ${hasResult ? 'sr-only' : ''}`} role="status">
          {running ? say('score', { ...score }) : say('countIn')}
        </p>
        {hasResult && (
          <div className="absolute inset-x-3 top-3 flex max-h-[calc(100%-1.5rem)] justify-center overflow-y-auto">
            <PracticeResult report={report} sittings={history.sittings} onPractise={practiseBars} />
          </div>
        )}
      </div>
    </section>
  );
}

function loopOf(song: Song, bars: readonly [number, number] | null): PracticeOptions['loop'] {
  return bars && stretchOf(barsOf(song), ...bars);
}

function TuneChoice({ onChoose }: { readonly onChoose: () => void }) {
  const say = useText();
  const song = useDocument((document) => document.song);
  const language = useSettings((settings) => settings.language);
  const known = tuneOf(song.title);
  const choices: (readonly [string, string])[] = tunes.map((tune) => [tune.id, tuneName(tune, language)]);
  if (!known) choices.unshift(['', song.notes.length > 0 ? song.title || say('untitled') : '–']);
  const choose = (id: string) => {
    const tune = tunes.find((other) => other.id === id);
    if (!tune) return;
    onChoose();
    openSong(songIn(tune, language), null, true);
  };
  return <Select label={say('tune')} value={known?.id ?? ''} choices={choices} onChange={choose} />;
}

interface SelectProps<T extends string | number> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
}

function Select<T extends string | number>({ label, value, choices, onChange }: SelectProps<T>) {
  return (
    <select
      className="field max-w-44"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(choices[event.target.selectedIndex][0])}
    >
      {choices.map(([choice, name]) => (
        <option key={choice} value={choice}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly title?: string;
  readonly icon?: React.ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Toggle({ label, title, icon, checked, onChange }: ToggleProps) {
  return (
    <button type="button" className="control" title={title} aria-pressed={checked} onClick={() => onChange(!checked)}>
      {icon} {label}
    </button>
  );
}

// The practice of the open song, and the clock that drives it.
function usePractice(options: PracticeOptions, beats: boolean, trains: boolean, onPass: (practice: Practice, report: PracticeReport) => void) {
  const song = useDocument((document) => document.song);
  const { hands, waits, speed, loop } = options;
  const [score, setScore] = useState(noScore);
  const [running, setRunning] = useState(false);
  const withBeats = useRef(beats);
  const practice = useMemo(
    () =>
      new Practice(song, { hands, waits: true, speed: 1, loop: null }, {
        on: ({ key, velocity }, time) => player.press(`${songPrefix}${key}`, key, velocity, time),
        off: ({ key }, time) => player.release(`${songPrefix}${key}`, time),
        beat: (isFirst) => withBeats.current && sound.click(isFirst),
      }),
    // A song that the host has kept meanwhile, or that has another title now, is the same music.
    [song.notes, song.tempo, song.beatsPerBar, song.pickup, hands],
  );
  // What is called when a stretch is over is that of the last drawing, with its speed and its song.
  const pass = useRef(onPass);
  const goesOn = useRef(trains);
  useEffect(() => {
    pass.current = onPass;
    goesOn.current = trains;
  });
  const stop = () => {
    // Given up halfway, it says how it went so far.
    const { report } = practice;
    if (running && report && !practice.isOver && practice.position > 0) pass.current(practice, report);
    setRunning(false);
  };
  const start = () => {
    sound.start();
    practice.restart();
    practice.onPass = (report) => pass.current(practice, report);
    setScore(noScore);
    setRunning(true);
  };
  useEffect(() => {
    withBeats.current = beats;
  }, [beats]);
  useEffect(() => {
    practice.options = { hands, waits, speed, loop };
  }, [practice, hands, waits, speed, loop?.from, loop?.to]);
  // Another song or another hand is another practice.
  useEffect(() => () => setRunning(false), [practice]);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      practice.tick(performance.now());
      setScore(practice.score);
      if (!practice.isOver) return;
      if (goesOn.current) practice.restart();
      else setRunning(false);
    }, tickMilliseconds);
    const stopListening = player.listen((played) => played.kind === 'on' && played.hand === 'own' && practice.press(played.key, played.velocity));
    return () => {
      clearInterval(timer);
      stopListening();
      practice.pause();
    };
  }, [practice, running]);
  return { practice, score, running, start, stop };
}
