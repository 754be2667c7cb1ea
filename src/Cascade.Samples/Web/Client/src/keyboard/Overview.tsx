import { useEffect, useRef } from 'react';
import { lights } from '../state/instrument';
import { useText } from '../text/text';
import { blackWidth, isBlack, keyBox, keyCount, whiteCount } from './geometry';
import { scrollKeyboard, useKeyboardWindow } from './window';

const blackKeys = Array.from({ length: keyCount }, (_, key) => key).filter(isBlack);

/** The whole keyboard in small: what is seen of it is framed, and dragged. */
export function Overview() {
  const say = useText();
  const { width, white, first } = useKeyboardWindow();
  const element = useRef<HTMLDivElement>(null);
  const grabbed = useRef(0);
  const seen = Math.min(whiteCount, width / white || whiteCount);

  useEffect(() => {
    const marks = [...element.current!.querySelectorAll<HTMLElement>('[data-mark]')];
    return lights.listen((key, light) => {
      marks[key].hidden = !light;
      marks[key].style.backgroundColor = light?.member?.colour ?? '';
    });
  }, []);

  const place = (event: React.PointerEvent) => {
    const box = element.current!.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * whiteCount;
  };
  const down = (event: React.PointerEvent) => {
    const at = place(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    // Taken outside the frame, its middle comes to the pointer.
    grabbed.current = at >= first && at <= first + seen ? at - first : seen / 2;
    scrollKeyboard(at - grabbed.current);
  };
  const move = (event: React.PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) scrollKeyboard(place(event) - grabbed.current);
  };
  const keyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -whiteCount, End: whiteCount }[event.code];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    scrollKeyboard(first + step);
  };

  return (
    <div
      ref={element}
      role="scrollbar"
      aria-label={say('overview')}
      aria-controls="piano"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(whiteCount - seen)}
      aria-valuenow={Math.round(first)}
      tabIndex={0}
      className="overview relative h-full touch-none overflow-hidden"
      onPointerDown={down}
      onPointerMove={move}
      onKeyDown={keyDown}
    >
      {blackKeys.map((key) => (
        <span key={key} className="absolute top-0 h-[60%] bg-[#0d1626]" style={percent(keyBox(key).left, blackWidth)} />
      ))}
      {Array.from({ length: keyCount }, (_, key) => (
        <span key={key} data-mark hidden className="absolute bottom-0 h-full bg-[#1f7fd1]" style={percent(keyBox(key).left, keyBox(key).width)} />
      ))}
      {seen < whiteCount && (
        <>
          <span className="absolute inset-y-0 left-0 bg-[#081428]/55" style={{ width: `${(first / whiteCount) * 100}%` }} />
          <span className="absolute inset-y-0 right-0 bg-[#081428]/55" style={{ width: `${(1 - (first + seen) / whiteCount) * 100}%` }} />
          <span className="absolute inset-y-0 rounded-sm border-2 border-[#0a6ba0]" style={percent(first, seen)} />
        </>
      )}
    </div>
  );
}

function percent(left: number, width: number) {
  return { left: `${(left / whiteCount) * 100}%`, width: `${(width / whiteCount) * 100}%` };
}
