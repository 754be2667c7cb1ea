import { midiPrefix, type Player } from './player';

/** From played to sounding velocity, both 0 to 1. */
export const velocityCurves = {
  soft: (velocity: number) => velocity ** 0.6,
  linear: (velocity: number) => velocity,
  hard: (velocity: number) => velocity ** 1.6,
  fixed: () => 0.75,
} as const;

export type VelocityCurve = keyof typeof velocityCurves;

const pedals = { 64: 'sustain', 66: 'sostenuto', 67: 'soft' } as const;

/** Plays what MIDI instruments say. Returns a look at which are there: to be called when that has changed; tells their names. */
export function playByMidi(player: Player, access: MIDIAccess, curve: () => VelocityCurve): () => string[] {
  const listening = new Set<MIDIInput>();
  const hear = (port: MIDIInput, event: MIDIMessageEvent) => {
    if (event.data) take(player, `${midiPrefix}${port.id}:`, event.data, velocityCurves[curve()], event.timeStamp);
  };
  const look = () => {
    const present = [...access.inputs.values()].filter((port) => port.state === 'connected');
    for (const port of listening) {
      if (present.includes(port)) continue;
      player.releaseAll(`${midiPrefix}${port.id}:`);
      port.onmidimessage = null;
      listening.delete(port);
    }
    for (const port of present) {
      if (listening.has(port)) continue;
      port.onmidimessage = (event) => hear(port, event);
      listening.add(port);
    }
    return present.map((port) => port.name ?? port.id);
  };
  return look;
}

function take(player: Player, source: string, [status, number, value]: Uint8Array, curve: (velocity: number) => number, time: number): void {
  const kind = status & 0xf0, own = `${source}${status & 0x0f}:`;
  if (kind === 0x90 && value > 0) player.press(own + number, number, curve(value / 127), time);
  else if (kind === 0x80 || kind === 0x90) player.release(own + number, time);
  else if (kind === 0xb0 && number in pedals) player.pedal(`${own}pedal`, pedals[number as keyof typeof pedals], value / 127, time);
  else if (kind === 0xb0 && (number === 120 || number === 123)) player.releaseAll(own, time);
}
