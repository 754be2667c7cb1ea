import { Pause, Play, SkipBack } from 'lucide-react';
import { useEffect, useReducer } from 'react';
import { sound } from '../state/instrument';
import { playback } from '../state/playback';
import { useText } from '../text/text';

const refreshMilliseconds = 100;
const speeds = [0.5, 0.75, 1, 1.25, 1.5];

/** Plays the open song: from where, how fast. */
export function Transport() {
  const say = useText();
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    playback.onChange = refresh;
    const timer = setInterval(() => playback.isPlaying && refresh(), refreshMilliseconds);
    return () => {
      clearInterval(timer);
      playback.onChange = () => {};
    };
  }, []);
  const { isPlaying, position, length, speed } = playback;
  const toggle = () => {
    sound.start();
    if (isPlaying) playback.pause();
    else playback.play();
  };
  return (
    <div className="flex items-center gap-2 border-t border-hair bg-surface p-2">
      <button type="button" className="control square" aria-label={say('toStart')} onClick={() => playback.seek(0)}>
        <SkipBack size={16} aria-hidden />
      </button>
      <button type="button" className="control primary square" aria-label={say(isPlaying ? 'pauseSong' : 'playSong')} onClick={toggle}>
        {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
      </button>
      <input
        type="range"
        className="h-9 min-w-0 grow basis-0"
        aria-label={say('position')}
        aria-valuetext={clock(position)}
        min={0}
        max={length}
        step={0.1}
        value={position}
        onChange={(event) => playback.seek(Number(event.target.value))}
      />
      <span className="shrink-0 text-[13px] text-muted">
        {clock(position)} / {clock(length)}
      </span>
      <select className="field" aria-label={say('speed')} value={speed} onChange={(event) => playback.setSpeed(Number(event.target.value))}>
        {speeds.map((value) => (
          <option key={value} value={value}>
            {say('percent', { value: 100 * value })}
          </option>
        ))}
      </select>
    </div>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
