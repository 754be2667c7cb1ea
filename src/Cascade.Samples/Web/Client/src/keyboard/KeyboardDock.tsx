import { ChevronsLeft, ChevronsRight, Keyboard, Minus, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { changeSettings, useSettings } from '../state/settings';
import { useText } from '../text/text';
import { whiteCount } from './geometry';
import { Keys } from './Keys';
import { Overview } from './Overview';
import { Pedals } from './Pedals';
import { type Range, rangeShown, ranges, resizeKeyboard, showRange, useKeyboardWindow, zoomKeyboard } from './window';

/** Moves the computer's rows by octaves. */
export function moveOctaves(by: number): void {
  const { base } = useSettings.getState();
  changeSettings({ base: Math.min(96, Math.max(0, base + 12 * by)) });
}

/** The keyboard, which never leaves: its tools, the whole of it in small, and the keys. */
export function KeyboardDock() {
  const frame = useRef<HTMLDivElement>(null);
  const ready = useKeyboardWindow(({ width }) => width > 0);
  const scrolls = useKeyboardWindow(({ width, white }) => width < white * whiteCount - 1);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => resizeKeyboard(entry.contentRect.width));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = frame.current!;
    const zoom = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomKeyboard(event.deltaY < 0 ? 0.5 : -0.5, event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener('wheel', zoom, { passive: false });
    return () => element.removeEventListener('wheel', zoom);
  }, []);

  return (
    <section id="keyboard" tabIndex={-1} className="fallboard shrink-0 outline-none">
      <Tools />
      {scrolls && (
        <div className="flex items-stretch gap-1.5 px-1.5 py-1.5 sm:p-0">
          <Zoom className="flex sm:hidden" />
          <div className="min-w-0 grow sm:h-6">
            <Overview />
          </div>
        </div>
      )}
      <div ref={frame} className="h-44 border-t-4 border-[var(--case)] sm:h-40 md:h-48 [@media(max-height:480px)]:h-32">
        {ready && <Keys />}
      </div>
      <div className="flex gap-2 p-1.5 sm:hidden">
        <Pedals wide />
      </div>
    </section>
  );
}

function Tools() {
  const say = useText();
  const computerKeys = useSettings((settings) => settings.computerKeys);
  const shown = useKeyboardWindow(rangeShown);
  return (
    <div className="hidden items-center gap-2 px-3 py-1.5 sm:flex">
      <div className="hidden gap-1 md:flex" role="group" aria-label={say('range')}>
        {(Object.keys(ranges) as unknown as Range[]).reverse().map((range) => (
          <button key={range} type="button" className="control h-9 px-2.5" aria-pressed={range === shown} onClick={() => showRange(range)}>
            {range}
          </button>
        ))}
      </div>
      <Zoom className="flex" />
      <div className="hidden gap-1 lg:flex">
        <button
          type="button"
          className="control"
          aria-pressed={computerKeys}
          onClick={() => changeSettings({ computerKeys: !computerKeys })}
        >
          <Keyboard size={16} aria-hidden /> {say('computerKeys')}
        </button>
        <button type="button" className="control square" aria-label={say('octaveDown')} title={say('octaveDown')} onClick={() => moveOctaves(-1)}>
          <ChevronsLeft size={16} aria-hidden />
        </button>
        <button type="button" className="control square" aria-label={say('octaveUp')} title={say('octaveUp')} onClick={() => moveOctaves(1)}>
          <ChevronsRight size={16} aria-hidden />
        </button>
      </div>
      <div className="ml-auto flex">
        <Pedals />
      </div>
    </div>
  );
}

function Zoom({ className }: { readonly className: string }) {
  const say = useText();
  return (
    <div className={`gap-1 ${className}`}>
      <button type="button" className="control square" aria-label={say('zoomOut')} title={say('zoomOut')} onClick={() => zoomKeyboard(-1)}>
        <Minus size={16} aria-hidden />
      </button>
      <button type="button" className="control square" aria-label={say('zoomIn')} title={say('zoomIn')} onClick={() => zoomKeyboard(1)}>
        <Plus size={16} aria-hidden />
      </button>
    </div>
  );
}
