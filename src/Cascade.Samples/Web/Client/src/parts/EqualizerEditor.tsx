import { type Band, highestFrequency, lowestFrequency, mostGain, responseOf } from '../sound/equalizer';
import { useText, type Word } from '../text/text';
import { DragHandle } from './DragHandle';
import { NumberField } from './Fields';
import { Spectrum } from './Spectrum';

const width = 320, height = 140, points = 97, rate = 48_000;
const bandWords: Record<Band['type'], Word> = { lowshelf: 'low', peaking: 'middle', highshelf: 'high' };
const range = Math.log(highestFrequency / lowestFrequency);

const xOf = (frequency: number) => (Math.log(frequency / lowestFrequency) / range) * width;
const frequencyAt = (x: number) => lowestFrequency * Math.exp(Math.min(1, Math.max(0, x / width)) * range);
const yOf = (gain: number) => height / 2 - (gain / mostGain) * (height / 2 - 10);
const gainAt = (y: number) => Math.min(mostGain, Math.max(-mostGain, ((height / 2 - y) / (height / 2 - 10)) * mostGain));

/** The equalizer as a curve over what sounds; its three bands are dragged, or set by numbers. */
export function EqualizerEditor({ bands, onChange }: { readonly bands: readonly Band[]; readonly onChange: (bands: readonly Band[]) => void }) {
  const say = useText();
  const change = (i: number, part: Partial<Band>) => onChange(bands.with(i, { ...bands[i], ...part }));
  const curve = Array.from({ length: points }, (_, i) => {
    const x = (i / (points - 1)) * width, at = frequencyAt(x);
    return `${x},${yOf(bands.reduce((sum, band) => sum + responseOf(band, at, rate), 0))}`;
  });
  return (
    <div className="grid gap-2">
      <div className="relative overflow-hidden rounded-md bg-[var(--stage)]">
        <Spectrum className="absolute inset-0 size-full opacity-60" />
        <svg viewBox={`0 0 ${width} ${height}`} className="relative block w-full touch-pan-y" role="img" aria-label={say('equalizerDrawn')}>
          {[-10, 0, 10].map((gain) => (
            <line key={gain} x1="0" x2={width} y1={yOf(gain)} y2={yOf(gain)} stroke="var(--hair)" />
          ))}
          {[100, 1_000, 10_000].map((hertz) => (
            <text key={hertz} x={xOf(hertz) - 3} y={height - 4} textAnchor="end" fontSize="9" fill="var(--muted)">
              {hertz < 1_000 ? `${hertz} Hz` : `${hertz / 1_000} kHz`}
            </text>
          ))}
          <polyline points={curve.join(' ')} fill="none" stroke="var(--accent)" strokeWidth="2.5" strokeLinejoin="round" />
          {bands.map((band, i) => (
            <DragHandle
              key={band.type}
              x={xOf(band.frequency)}
              y={yOf(band.gain)}
              label={say(bandWords[band.type])}
              onMove={(x, y) => change(i, { frequency: Math.round(frequencyAt(x)), gain: Math.round(2 * gainAt(y)) / 2 })}
            />
          ))}
        </svg>
      </div>
      <div className="grid grid-cols-3 gap-2">
        {bands.map((band, i) => (
          <fieldset key={band.type} className="grid min-w-0 gap-1">
            <legend className="heading">{say(bandWords[band.type])}</legend>
            <NumberField label={say('level')} unit="dB" value={band.gain} min={-mostGain} max={mostGain} step={0.5} onChange={(gain) => change(i, { gain })} />
            <NumberField
              label={say('frequency')}
              unit="Hz"
              value={band.frequency}
              min={lowestFrequency}
              max={highestFrequency}
              step={10}
              onChange={(frequency) => change(i, { frequency })}
            />
          </fieldset>
        ))}
      </div>
    </div>
  );
}
