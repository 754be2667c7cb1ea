const least = 0.006, most = 0.05;
const remembered = 64, forgivenLate = 3;
const margin = 0.001;
const steadySeconds = 10;

/**
 * How long after its stroke a note begins, in seconds: the same for every note, so that the rhythm stays. A stroke that comes late now
 * and then is late alone; where several of the last ones were, the wait grows to what nearly all of them need, and is shortened again
 * when it was too long for ten seconds.
 */
export class StrokeWait {
  #needed: number[] = [];
  #seconds = least;
  #changedAt = -Infinity;

  get seconds(): number {
    return this.#seconds;
  }

  /** Takes what the wait of a stroke had to be for its note to be in time. `now` in seconds of any clock that only grows. */
  add(needed: number, now: number): void {
    this.#needed.push(needed);
    if (this.#needed.length > remembered) this.#needed.shift();
    const late = this.#needed.filter((seconds) => seconds > this.#seconds).length;
    if (late > forgivenLate) this.#change(Math.max(this.#seconds, this.#enough), now);
    else if (this.#needed.length === remembered && now > this.#changedAt + steadySeconds && this.#enough < this.#seconds - margin) this.#change(this.#enough, now);
  }

  get #enough(): number {
    const sorted = this.#needed.toSorted((a, b) => b - a);
    return Math.min(most, Math.max(least, (sorted[forgivenLate] ?? 0) + margin));
  }

  #change(seconds: number, now: number): void {
    this.#seconds = seconds;
    this.#changedAt = now;
  }
}
