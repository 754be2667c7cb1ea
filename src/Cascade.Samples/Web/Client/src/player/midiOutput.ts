import type { Pedals } from '../sound/piano';
import type { Played, Player } from './player';

const on = 0x90, off = 0x80, control = 0xb0;
const controllers: Record<keyof Pedals, number> = { sustain: 64, sostenuto: 66, soft: 67 };
const allNotesOff = 123;
const releaseVelocity = 64;

/** A played note or pedal as MIDI says it, on the first channel. */
export function messageOf(played: Played): readonly number[] {
  if (played.kind === 'on') return [on, played.key, Math.min(127, Math.max(1, Math.round(played.velocity * 127)))];
  if (played.kind === 'off') return [off, played.key, releaseVelocity];
  return [control, controllers[played.pedal], Math.round(played.value * 127)];
}

/** Sends what is played here to MIDI instruments. What came from one is not sent back. */
export class MidiOutput {
  #port: MIDIOutput | undefined;
  readonly #down = new Set<number>();

  constructor(player: Player) {
    player.listen((played) => this.#send(played));
    window.addEventListener('pagehide', () => this.#release());
  }

  /** Chooses where to send; what is down at the one before is let go. */
  choose(port: MIDIOutput | undefined): void {
    if (port === this.#port) return;
    this.#release();
    this.#port = port;
  }

  #send(played: Played): void {
    if (!this.#port || played.hand === 'room') return;
    if (played.kind === 'on') {
      if (played.byMidi) return;
      this.#down.add(played.key);
    } else if (played.kind === 'off') {
      if (!this.#down.delete(played.key)) return;
    } else if (played.byMidi) return;
    // A time in the past is now.
    this.#tell(messageOf(played), played.time);
  }

  #release(): void {
    for (const key of this.#down) this.#tell([off, key, releaseVelocity]);
    this.#down.clear();
    for (const controller of Object.values(controllers)) this.#tell([control, controller, 0]);
    this.#tell([control, allNotesOff, 0]);
  }

  #tell(message: readonly number[], time?: number): void {
    try {
      this.#port?.send([...message], time);
    } catch {
      // A port that was pulled out takes no more.
    }
  }
}
