import { useEffect, useState } from 'react';
import { sound } from '../state/instrument';
import { usePage } from '../state/page';
import { type Say, useText } from '../text/text';
import type { SoundFigures, SoundState } from '../sound/sound';

const refreshMilliseconds = 500;

/** Where the sound is made, and how long it takes: measured. */
export function StatusLine() {
  const say = useText();
  const state = usePage((page) => page.sound);
  const figures = useFigures();
  return (
    <footer className="h-8 shrink-0 border-t border-hair bg-surface">
      <div className="goes-on flex h-full items-center gap-x-4 overflow-hidden px-3 text-[13px] whitespace-nowrap text-muted sm:px-4">
        {state.status === 'interrupted' ? (
          <button type="button" className="text-bad underline" onClick={() => sound.start()}>
            {say('statusInterrupted')}
          </button>
        ) : (
          <span className="flex items-center gap-2">
            <span className={`size-2 rounded-full ${state.status === 'running' ? 'bg-good' : 'bg-edge'}`} /> {place(state, say)}
          </span>
        )}
        {state.status === 'running' && figures.map((figure) => <span key={figure} title={say('latencyHelp')}>{figure}</span>)}
      </div>
    </footer>
  );
}

function place({ status, source, connected }: SoundState, say: Say): string {
  if (status === 'waiting') return say('statusWaiting');
  if (status === 'starting') return say('statusStarting');
  if (source === 'server') return say(connected ? 'sourceServer' : 'sourceFallback');
  return say(source === 'basic' ? 'sourceBasic' : 'sourceLocal');
}

function useFigures(): readonly string[] {
  const say = useText();
  const [figures, setFigures] = useState<SoundFigures>(() => sound.figures);
  useEffect(() => {
    const timer = setInterval(() => setFigures(sound.figures), refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
  const { strokes, latency, jitter, output, voices, roundTrip, buffer } = figures;
  const lines = roundTrip > 0 ? [say('roundTrip', { roundTrip }), say('buffer', { buffer })] : [];
  if (strokes > 0) lines.push(say('keyToSound', { latency, jitter }));
  return [...lines, say('outputDelay', { output }), say('voices', { voices })];
}
