import type { RoomModel } from './messages';

type Rule = Pick<RoomModel, 'timing' | 'delay' | 'tempo' | 'beats'>;

/** The length of a bar in ms. */
export const barOf = ({ tempo, beats }: Pick<RoomModel, 'tempo' | 'beats'>) => (beats * 60_000) / tempo;

/** When an event is to be heard that was played at `time` and has come at `now`, all in ms of the server's clock. */
export function heardAt({ timing, delay, ...rule }: Rule, time: number, now: number): number {
  if (timing === 'tight') return now;
  if (timing === 'faithful') return Math.max(now, time + delay);
  const bar = barOf(rule);
  return time + Math.max(1, Math.ceil((now - time) / bar)) * bar;
}
