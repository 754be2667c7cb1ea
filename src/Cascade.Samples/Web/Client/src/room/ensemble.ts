import { type Source, HeldKeys } from '../player/heldKeys';
import type { Player } from '../player/player';
import type { Sound } from '../sound/sound';
import { control, type Member, off, on, type RoomEvent, type Welcome } from './messages';

const ahead = 50;
// Timers of a hidden page come once a second.
const aheadHidden = 1_300;
const sustain = 64, sostenuto = 66, soft = 67;
const halfDown = 64;

interface Waiting {
  readonly event: RoomEvent;
  /** When it is to be heard, in ms of the page's clock. */
  readonly at: number;
}

interface Part {
  readonly down: Set<number>;
  /** Keys that were let go while a pedal kept them. */
  readonly kept: Set<number>;
  readonly sostenuto: Set<number>;
  sustain: boolean;
  /** When their last event is heard: their order stays. */
  last: number;
}

/** What the others in a room play: each at its time, lit in their colours, and each by their own pedals. */
export class Ensemble {
  /** Whether the others' keys are lit. */
  isShown = true;
  readonly #sound: Sound;
  readonly #player: Player;
  readonly #memberOf: (id: number) => Member | undefined;
  readonly #held: HeldKeys;
  readonly #parts = new Map<number, Part>();
  readonly #soft = new Map<number, number>();
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sound: Sound, player: Player, memberOf: (id: number) => Member | undefined) {
    this.#sound = sound;
    this.#player = player;
    this.#memberOf = memberOf;
    this.#held = new HeldKeys({
      on: (key, velocity, time) => sound.others.noteOn(key, velocity, time),
      off: (key, time) => sound.others.noteOff(key, time),
    });
  }

  /** Plays an event at a time of the page's clock, but not before what its player has played before. */
  add(event: RoomEvent, at: number): void {
    const part = this.#partOf(event.player);
    part.last = Math.max(part.last, at);
    const waiting = { event, at: part.last };
    const after = this.#waiting.findIndex((other) => other.at > waiting.at);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, waiting);
    this.#run();
  }

  /** Takes over what sounds by the room's own account: lights it, and lets go what does not sound any more. */
  reconcile({ you, sounding, controllers }: Welcome, now: number): void {
    const others = sounding.filter(([player]) => player !== you);
    for (const [player, part] of this.#parts)
      for (const key of [...part.down]) if (!others.some(([other, down]) => other === player && down === key)) this.#off(player, part, key, now, true);
    for (const [player, controller, value] of controllers) if (player !== you) this.#control(player, controller, value, now);
    // Its beginning was not heard, so it is seen only.
    for (const [player, key, velocity] of others) {
      const part = this.#partOf(player);
      if (part.down.has(key)) continue;
      part.down.add(key);
      this.#show(player, key, velocity / 127, now);
    }
  }

  /** Lets go what somebody holds who is gone. */
  leave(id: number): void {
    const now = performance.now(), part = this.#parts.get(id);
    if (!part) return;
    this.#waiting = this.#waiting.filter(({ event }) => event.player !== id || event.kind !== on);
    for (const key of [...part.down, ...part.kept]) this.#off(id, part, key, now, true);
    this.#control(id, soft, 0, now);
    this.#parts.delete(id);
  }

  /** Everybody lets go. */
  clear(): void {
    for (const id of [...this.#parts.keys()]) this.leave(id);
    this.#waiting = [];
    clearTimeout(this.#timer);
  }

  #run(): void {
    clearTimeout(this.#timer);
    const until = performance.now() + (document.hidden ? aheadHidden : ahead);
    while (this.#waiting.length > 0 && this.#waiting[0].at <= until) this.#play(this.#waiting.shift()!);
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#waiting[0].at - until));
  }

  #play({ event: { kind, player, key, value }, at }: Waiting): void {
    const part = this.#partOf(player);
    if (kind === on) {
      part.down.add(key);
      part.kept.delete(key);
      this.#held.press(sourceOf(player, key), key, value / 127, at);
      this.#show(player, key, value / 127, at);
    } else if (kind === off) this.#off(player, part, key, at, false);
    else if (kind === control) this.#control(player, key, value, at);
  }

  #off(player: number, part: Part, key: number, at: number, isGone: boolean): void {
    if (part.down.delete(key)) this.#hide(player, key, at);
    if (!isGone && (part.sustain || part.sostenuto.has(key))) {
      part.kept.add(key);
      return;
    }
    part.kept.delete(key);
    this.#held.release(sourceOf(player, key), at);
  }

  #control(player: number, controller: number, value: number, at: number): void {
    const part = this.#partOf(player), isDown = value >= halfDown;
    if (controller === sustain) part.sustain = isDown;
    else if (controller === sostenuto && isDown) for (const key of part.down) part.sostenuto.add(key);
    else if (controller === sostenuto) part.sostenuto.clear();
    else if (controller === soft) {
      this.#soft.set(player, value / 127);
      this.#sound.others.pedal('soft', Math.max(...this.#soft.values()), at);
    }
    for (const key of [...part.kept]) if (!part.sustain && !part.sostenuto.has(key)) this.#off(player, part, key, at, false);
  }

  #show(player: number, key: number, velocity: number, time: number): void {
    const member = this.#memberOf(player);
    if (this.isShown && member) this.#player.show({ kind: 'on', key, velocity, time, hand: 'room', byMidi: false, member });
  }

  #hide(player: number, key: number, time: number): void {
    const member = this.#memberOf(player);
    if (member) this.#player.show({ kind: 'off', key, time, hand: 'room', member });
  }

  #partOf(player: number): Part {
    let part = this.#parts.get(player);
    if (!part) this.#parts.set(player, (part = { down: new Set(), kept: new Set(), sostenuto: new Set(), sustain: false, last: 0 }));
    return part;
  }
}

const sourceOf = (player: number, key: number): Source => `${player}:${key}`;
