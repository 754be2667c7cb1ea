import { useEffect, useState } from 'react';
import { sound } from '../state/instrument';
import { useText } from '../text/text';

const refreshMilliseconds = 100;
const quietest = -60, mostReduction = 12;
const fall = 1.5;

/** How loud it is after the limiter, and how much that holds back. */
export function LimiterMeter() {
  const say = useText();
  const [{ peak, reduction }, setLevels] = useState({ peak: quietest, reduction: 0 });
  useEffect(() => {
    const timer = setInterval(() => {
      const now = sound.readLimiter();
      // Rises at once and falls slowly, as a meter does, so that a short peak is seen.
      setLevels((before) => ({
        peak: Math.max(quietest, now.peak, before.peak - fall),
        reduction: Math.max(0, now.reduction, before.reduction - fall / 4),
      }));
    }, refreshMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="grid gap-1.5">
      <Meter label={say('outputLevel')} value={peak} min={quietest} max={0} text={peak <= quietest ? '–' : say('decibels', { value: Math.round(peak) })} from="left" />
      <Meter label={say('limiter')} value={reduction} min={0} max={mostReduction} text={say('decibels', { value: reduction < 0.05 ? 0 : -reduction })} from="right" />
    </div>
  );
}

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly text: string;
  readonly from: 'left' | 'right';
}

function Meter({ label, value, min, max, text, from }: MeterProps) {
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  return (
    <div className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2">
      <span className="truncate">{label}</span>
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={Math.round(value * 10) / 10}
        aria-valuetext={text}
        className="h-2.5 overflow-hidden rounded-full bg-[var(--stage)]"
      >
        <div
          className={`h-full w-full ${from === 'left' ? 'origin-left bg-own' : 'origin-right bg-accent'}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <span className="text-right text-[14px] text-muted">{text}</span>
    </div>
  );
}
