import { useEffect, useState } from 'react';
import { useText } from '../text/text';

interface NumberFieldProps {
  readonly label: string;
  readonly unit?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

/** A number to be typed or stepped with the arrow keys; what is out of range is brought into it when the field is left. */
export function NumberField({ label, unit, value, min, max, step, onChange }: NumberFieldProps) {
  const shown = String(Number(value.toFixed(3)));
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const take = (typed: string) => {
    setText(typed);
    const number = Number(typed);
    if (typed.trim() !== '' && number >= min && number <= max) onChange(number);
  };
  const leave = () => {
    const number = text.trim() === '' ? NaN : Number(text);
    if (Number.isFinite(number)) onChange(Math.min(max, Math.max(min, number)));
    setText(shown);
  };
  return (
    <label className="grid gap-0.5 text-[13px] text-muted">
      <span className="truncate">
        {label}
        {unit && ` (${unit})`}
      </span>
      <input
        type="number"
        inputMode="decimal"
        className="field w-full min-w-0 px-2"
        min={min}
        max={max}
        step={step}
        value={text}
        onChange={(event) => take(event.target.value)}
        onBlur={leave}
      />
    </label>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: (value: number) => string;
  readonly onChange: (value: number) => void;
}

export function Slider({ label, value, min, max, step, text, onChange }: SliderProps) {
  return (
    <label className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2">
      <span className="truncate">{label}</span>
      <input
        type="range"
        className="h-7 min-w-0"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text(value)}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className="text-right text-[14px] text-muted">{text(value)}</span>
    </label>
  );
}

/** Something that is so or not. */
export function Choice({ label, value, onChange }: { readonly label: string; readonly value: boolean; readonly onChange: (value: boolean) => void }) {
  return (
    <label className="flex min-h-9 items-center justify-between gap-4">
      <span>{label}</span>
      <input type="checkbox" className="tick" checked={value} onChange={(event) => onChange(event.target.checked)} />
    </label>
  );
}

/** A panel's title, and the way back to how it was. */
export function PanelHeading({ title, onReset }: { readonly title: string; readonly onReset: () => void }) {
  const say = useText();
  return (
    <div className="flex items-center justify-between gap-2">
      <h2 className="heading">{title}</h2>
      <button type="button" className="control quiet" aria-label={`${say('reset')}: ${title}`} onClick={onReset}>
        {say('reset')}
      </button>
    </div>
  );
}
