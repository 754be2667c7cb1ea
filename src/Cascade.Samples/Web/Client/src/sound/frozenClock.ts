const frozenMilliseconds = 5_000;

/** Finds a context that says it runs while its clock stands still. */
export class FrozenClock {
  #time = -1;
  #since = 0;

  /** Whether it has stood still for so long that it is of no use any more; asked again only after as long. */
  isFrozen(time: number, now: number): boolean {
    if (time !== this.#time) {
      this.#time = time;
      this.#since = now;
    }
    if (now - this.#since <= frozenMilliseconds) return false;
    this.#since = now;
    return true;
  }
}
