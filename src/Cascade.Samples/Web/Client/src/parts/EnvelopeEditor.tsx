import { type Envelope, longestAttack, longestDecay, longestRelease, levelAt, shortestDecay, shortestRelease } from '../sound/envelope';
import { useText } from '../text/text';
import { DragHandle } from './DragHandle';
import { NumberField } from './Fields';

const width = 320, height = 118, left = 10, top = 12, bottom = 106;
const attackWidth = 76, decayWidth = 104, heldWidth = 36, releaseWidth = 76;
const decaySteps = 24;

// Short times are what the ear is keen on: the axis of each part goes by the root.
const toWidth = (seconds: number, longest: number, most: number) => most * Math.sqrt(seconds / longest);
const toSeconds = (pixels: number, longest: number, most: number) => longest * Math.min(1, Math.max(0, pixels / most)) ** 2;
const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/** How a note grows and fades, as a curve whose corners are dragged, and as numbers. */
export function EnvelopeEditor({ envelope, onChange }: { readonly envelope: Envelope; readonly onChange: (envelope: Envelope) => void }) {
  const say = useText();
  const { attack, decay, sustain, release } = envelope;
  const peak = left + toWidth(attack, longestAttack, attackWidth);
  const corner = peak + toWidth(decay, longestDecay, decayWidth);
  const end = corner + heldWidth, last = end + toWidth(release, longestRelease, releaseWidth);
  const heightOf = (level: number) => bottom - level * (bottom - top);
  const curve = Array.from({ length: decaySteps + 1 }, (_, i) => {
    const share = i / decaySteps;
    return `${peak + share * (corner - peak)},${heightOf(levelAt({ ...envelope, attack: 0 }, share * share * decay))}`;
  });
  const change = (part: Partial<Envelope>) => onChange({ ...envelope, ...part });
  const takeAttack = (x: number) => change({ attack: rounded(toSeconds(x - left, longestAttack, attackWidth)) });
  const takeDecay = (x: number, y: number) =>
    change({
      decay: rounded(Math.max(shortestDecay, toSeconds(x - peak, longestDecay, decayWidth))),
      sustain: Math.round(100 * Math.min(1, Math.max(0, (bottom - y) / (bottom - top)))) / 100,
    });
  const takeRelease = (x: number) => change({ release: rounded(Math.max(shortestRelease, toSeconds(x - end, longestRelease, releaseWidth))) });
  return (
    <div className="grid gap-2">
      <svg viewBox={`0 0 ${width} ${height}`} className="w-full touch-pan-y rounded-md bg-[var(--stage)]" role="img" aria-label={say('envelopeDrawn')}>
        <line x1="0" x2={width} y1={bottom} y2={bottom} stroke="var(--hair)" />
        <path
          d={`M${left},${bottom} L${peak},${top} L${curve.join(' L')} L${end},${heightOf(sustain)} Q${end + 0.2 * (last - end)},${bottom} ${last},${bottom} Z`}
          fill="var(--own)"
          fillOpacity="0.22"
          stroke="var(--own)"
          strokeWidth="2"
          strokeLinejoin="round"
        />
        <DragHandle x={peak} y={top} label={say('attack')} onMove={takeAttack} />
        <DragHandle x={corner} y={heightOf(sustain)} label={say('decay')} onMove={takeDecay} />
        <DragHandle x={last} y={bottom} label={say('release')} onMove={takeRelease} />
      </svg>
      <div className="grid grid-cols-4 gap-2">
        <NumberField label={say('attack')} unit="s" value={attack} min={0} max={longestAttack} step={0.01} onChange={(value) => change({ attack: value })} />
        <NumberField label={say('decay')} unit="s" value={decay} min={shortestDecay} max={longestDecay} step={0.05} onChange={(value) => change({ decay: value })} />
        <NumberField label={say('sustain')} unit="%" value={100 * sustain} min={0} max={100} step={1} onChange={(value) => change({ sustain: value / 100 })} />
        <NumberField label={say('release')} unit="s" value={release} min={shortestRelease} max={longestRelease} step={0.05} onChange={(value) => change({ release: value })} />
      </div>
    </div>
  );
}
