import type { Hand, Player } from '../player/player';
import type { Member } from '../room/messages';
import { keyCount } from './geometry';

/** Who lights a key. */
export interface Light {
  readonly hand: Hand;
  readonly member?: Member;
}

const here = -1;

/** Tells whose light a key has, or that it has none: of several hands the last one's. Returns how to stop. */
export function followLights(player: Player, show: (key: number, light: Light | undefined) => void): () => void {
  const keys = Array.from({ length: keyCount }, () => new Map<number, Light>());
  return player.listen((played) => {
    if (played.kind === 'pedal') return;
    const { kind, key, hand, member } = played, lights = keys[key];
    lights.delete(member?.id ?? here);
    if (kind === 'on') lights.set(member?.id ?? here, { hand, member });
    show(key, [...lights.values()].at(-1));
  });
}
