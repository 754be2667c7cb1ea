/** How a note grows and fades: seconds; the sustain is a share of the peak. */
export interface Envelope {
  readonly attack: number;
  readonly decay: number;
  readonly sustain: number;
  readonly release: number;
}

export const longestAttack = 2, longestDecay = 8, shortestRelease = 0.02, longestRelease = 4, shortestDecay = 0.02;

/** A piano's strings as they are: struck at once, fading by themselves, damped by their own dampers. */
export const plainEnvelope: Envelope = { attack: 0, decay: 1, sustain: 1, release: 0.25 };

/** An exponential has fallen by 60 dB after so many of its time constants. */
const fallen = Math.log(1_000);

/** How loud a note is so long after it began, while its key is down: 0 to 1. The decay is the time to within 60 dB of the sustain. */
export function levelAt({ attack, decay, sustain }: Envelope, seconds: number): number {
  if (seconds < attack) return seconds / attack;
  return sustain + (1 - sustain) * Math.exp((-fallen * (seconds - attack)) / decay);
}

/** True where a note is left as it is. */
export function isPlain({ attack, sustain }: Envelope): boolean {
  return attack === 0 && sustain === 1;
}

/** How much faster than by its own damper a note ends. */
export function damperFactor({ release }: Envelope): number {
  return plainEnvelope.release / release;
}

/** A time against what is usual as the value of a controller: a tenth at 0, ten times at 127. */
export function timeController(seconds: number, usual: number): number {
  return Math.min(127, Math.max(0, Math.round(64 + 63.5 * Math.log10(Math.max(1e-6, seconds / usual)))));
}
