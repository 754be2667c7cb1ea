import { useRef } from 'react';
import type { BarReport } from '../music/practiceReport';
import { useText } from '../text/text';

interface BarStripProps {
  readonly count: number;
  readonly bars: readonly BarReport[];
  readonly loop: readonly [number, number] | null;
  readonly onLoop: (loop: readonly [number, number] | null) => void;
}

const mostNumbered = 24, numberedEvery = 4;

/** The bars of a song, coloured by how they went; drawn over, or chosen one by one, they are the stretch to repeat. */
export function BarStrip({ count, bars, loop, onLoop }: BarStripProps) {
  const say = useText();
  const strip = useRef<HTMLDivElement>(null);
  const drag = useRef<{ readonly first: number; moved: boolean } | null>(null);
  const barAt = (event: React.PointerEvent) => {
    const box = strip.current!.getBoundingClientRect();
    return Math.min(count, Math.max(1, Math.floor(((event.clientX - box.left) / box.width) * count) + 1));
  };
  const toggle = (bar: number) => onLoop(loop && loop[0] === bar && loop[1] === bar ? null : [bar, bar]);
  const down = (event: React.PointerEvent) => {
    drag.current = { first: barAt(event), moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: React.PointerEvent) => {
    if (!drag.current) return;
    const { first } = drag.current, bar = barAt(event);
    drag.current.moved ||= bar !== first;
    if (drag.current.moved) onLoop([Math.min(first, bar), Math.max(first, bar)]);
  };
  const up = () => {
    if (drag.current && !drag.current.moved) toggle(drag.current.first);
    drag.current = null;
  };
  const textOf = (bar: number, report: BarReport | undefined) => {
    if (!report) return say('bar', { bar });
    const { missed, wrong, late } = report;
    return missed + wrong + late === 0 ? say('barClean', { bar }) : say('barFaults', { bar, missed, wrong, late });
  };
  const byBar = new Map(bars.map((report) => [report.bar, report]));
  const every = count > mostNumbered ? numberedEvery : 1;
  return (
    <div
      ref={strip}
      role="group"
      aria-label={say('bars')}
      className="flex h-9 shrink-0 touch-none gap-px border-b border-hair bg-surface p-1 select-none"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => (drag.current = null)}
    >
      {Array.from({ length: count }, (_, i) => {
        const bar = i + 1, report = byBar.get(bar);
        return (
          <button
            key={bar}
            type="button"
            data-bar={bar}
            data-played={report ? '' : undefined}
            aria-pressed={loop !== null && bar >= loop[0] && bar <= loop[1]}
            aria-label={textOf(bar, report)}
            title={textOf(bar, report)}
            className="bar-cell"
            style={{ '--trouble': report?.trouble ?? 0 } as React.CSSProperties}
            // A pointer chooses by its own strokes; a click without one is a key's.
            onClick={(event) => event.detail === 0 && toggle(bar)}
          >
            {i % every === 0 ? bar : ''}
          </button>
        );
      })}
    </div>
  );
}
