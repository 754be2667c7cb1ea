import { Play, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Practice, type Hands, type PracticeOptions, type Score } from '../music/practice';
import { lengthOf } from '../music/song';
import { tunes } from '../music/tunes';
import { FallingNotes } from '../parts/FallingNotes';
import { songPrefix } from '../player/player';
import { draftRead, openSong, useDocument } from '../state/document';
import { player, sound } from '../state/instrument';
import { useText, type Word } from '../text/text';

const beatsPerBar = 4;
const tickMilliseconds = 8;
const speeds = [0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5];
const handWords: Record<Hands, Word> = { both: 'handsBoth', left: 'handsLeft', right: 'handsRight' };
const noScore: Score = { right: 0, wrong: 0, missed: 0 };

/** A song falls onto the keys; it waits, repeats and counts, and plays the other hand. */
export default function PractiseView() {
  const say = useText();
  const song = useDocument((document) => document.song);
  const [hands, setHands] = useState<Hands>('right');
  const [waits, setWaits] = useState(true);
  const [speed, setSpeed] = useState(0.8);
  const [beats, setBeats] = useState(true);
  const [bars, setBars] = useState<readonly [number, number] | null>(null);
  const options: PracticeOptions = { hands, waits, speed, loop: loopOf(bars, song.tempo) };
  const { practice, score, running, start, stop } = usePractice(options, beats);
  useEffect(() => {
    void draftRead.then(() => {
      if (useDocument.getState().song.notes.length === 0) openSong(tunes[0].song, null, true);
    });
  }, []);
  const barCount = Math.max(1, Math.ceil(lengthOf(song) / ((60 / song.tempo) * beatsPerBar)));
  const barChoices = Array.from({ length: barCount }, (_, i) => i + 1);

  return (
    <section aria-label={say('practise')} className="flex h-full flex-col bg-[var(--stage)]">
      <div className="bar border-b border-hair">
        <button type="button" className="control primary" disabled={song.notes.length === 0} onClick={running ? stop : start}>
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
        <Toggle label={say('wait')} checked={waits} onChange={setWaits} />
        <Toggle label={say('metronome')} checked={beats} onChange={setBeats} />
      </div>
      <div className="relative min-h-32 grow">
        <FallingNotes practice={practice} />
        <p className="absolute top-3 left-3 rounded-md bg-surface/85 px-2 py-1 text-[14px] text-muted" role="status">
          {running ? say('score', { ...score }) : say('countIn')}
        </p>
      </div>
    </section>
  );
}

function loopOf(bars: readonly [number, number] | null, tempo: number): PracticeOptions['loop'] {
  const bar = (60 / tempo) * beatsPerBar;
  return bars && { from: (bars[0] - 1) * bar, to: bars[1] * bar };
}

function TuneChoice({ onChoose }: { readonly onChoose: () => void }) {
  const say = useText();
  const song = useDocument((document) => document.song);
  const known = tunes.find((tune) => tune.song.title === song.title);
  const choices: (readonly [string, string])[] = tunes.map(({ id, song: { title } }) => [id, title]);
  if (!known) choices.unshift(['', song.notes.length > 0 ? song.title || say('untitled') : '–']);
  const choose = (id: string) => {
    const tune = tunes.find((other) => other.id === id);
    if (!tune) return;
    onChoose();
    openSong(tune.song, null, true);
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

function Toggle({ label, checked, onChange }: { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void }) {
  return (
    <button type="button" className="control" aria-pressed={checked} onClick={() => onChange(!checked)}>
      {label}
    </button>
  );
}

// The practice of the open song, and the clock that drives it.
function usePractice(options: PracticeOptions, beats: boolean) {
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
    [song, hands],
  );
  const stop = () => setRunning(false);
  const start = () => {
    sound.start();
    practice.restart();
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
  useEffect(() => stop, [practice]);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      practice.tick(performance.now());
      setScore(practice.score);
      if (practice.isOver) stop();
    }, tickMilliseconds);
    const stopListening = player.listen((played) => played.kind === 'on' && played.hand === 'own' && practice.press(played.key));
    return () => {
      clearInterval(timer);
      stopListening();
      practice.pause();
    };
  }, [practice, running]);
  return { practice, score, running, start, stop };
}
