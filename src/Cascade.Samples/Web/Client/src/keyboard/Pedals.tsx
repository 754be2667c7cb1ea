import { useEffect, useRef } from 'react';
import type { Pedals as PedalPlaces } from '../sound/piano';
import { pedalNames } from '../player/player';
import { player } from '../state/instrument';
import { useText } from '../text/text';

const words = { soft: 'pedalSoft', sostenuto: 'pedalSostenuto', sustain: 'pedalSustain' } as const;

/** The three pedals. A pointer further down presses deeper; Enter and Space press all the way. */
export function Pedals({ wide = false }: { readonly wide?: boolean }) {
  const say = useText();
  return (
    <div role="group" aria-label={say('pedals')} className="flex grow gap-1">
      {pedalNames.map((pedal) => (
        <Pedal key={pedal} pedal={pedal} wide={wide} />
      ))}
    </div>
  );
}

function Pedal({ pedal, wide }: { readonly pedal: keyof PedalPlaces; readonly wide: boolean }) {
  const say = useText();
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = element.current!;
    return player.listen((played) => {
      if (played.kind !== 'pedal' || played.pedal !== pedal) return;
      button.style.setProperty('--depth', String(played.value));
      button.setAttribute('aria-pressed', String(played.value > 0));
    });
  }, [pedal]);

  const depth = (event: React.PointerEvent) => {
    const box = element.current!.getBoundingClientRect();
    // The upper part is a half pedal, from the middle down it is all the way.
    return Math.min(1, Math.max(0.15, (event.clientY - box.top) / (box.height * 0.5)));
  };
  const source = (event: React.PointerEvent) => `pointer:${event.pointerId}:pedal`;
  const press = (event: React.PointerEvent) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) player.pedal(source(event), pedal, depth(event), event.timeStamp);
  };
  const lift = (event: React.PointerEvent) => player.pedal(source(event), pedal, 0, event.timeStamp);
  const key = (event: React.KeyboardEvent) => {
    if (event.code !== 'Enter' && event.code !== 'Space') return;
    event.preventDefault();
    player.pedal(`focus:pedal:${pedal}`, pedal, event.type === 'keydown' ? 1 : 0, event.timeStamp);
  };
  return (
    <button
      ref={element}
      type="button"
      aria-pressed="false"
      className={`control pedal ${wide ? `h-11 ${pedal === 'sustain' ? 'grow-[2]' : 'grow'}` : 'h-9'}`}
      onPointerDown={press}
      onPointerMove={press}
      onPointerUp={lift}
      onPointerCancel={lift}
      onLostPointerCapture={lift}
      onKeyDown={key}
      onKeyUp={key}
      onBlur={() => player.pedal(`focus:pedal:${pedal}`, pedal, 0)}
    >
      <span className="relative truncate">{say(words[pedal])}</span>
    </button>
  );
}
