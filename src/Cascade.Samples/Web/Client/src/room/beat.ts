import type { Sound } from '../sound/sound';
import type { RoomModel } from './messages';
import type { ServerClock } from './serverClock';

const ahead = 150;

/** The beat of a room, by its clock: everybody hears it at the same time. */
export class RoomBeat {
  readonly #sound: Sound;
  readonly #place: () => { readonly room: RoomModel | undefined; readonly clock: ServerClock };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(sound: Sound, place: () => { readonly room: RoomModel | undefined; readonly clock: ServerClock }) {
    this.#sound = sound;
    this.#place = place;
  }

  set(isOn: boolean): void {
    clearTimeout(this.#timer);
    if (isOn) this.#run(-Infinity);
  }

  // Plays the beat that comes next, if it is not the one that was played last.
  #run(after: number): void {
    this.#timer = setTimeout(() => {
      const { room, clock } = this.#place();
      if (!room || !clock.isSet) return this.#run(after);
      const length = 60_000 / room.tempo, from = clock.toServer(performance.now());
      const number = Math.ceil((from - room.start) / length), at = room.start + number * length;
      if (at <= after + length / 2 || at - from >= ahead) return this.#run(after);
      this.#sound.click(((number % room.beats) + room.beats) % room.beats === 0, clock.toPage(at));
      this.#run(at);
    }, ahead / 4);
  }
}
