const least = 0.006, most = 0.05;
const remembered = 256, fewestToShorten = 64;
const forgivenLate = 12, uncoveredShare = 1 / 50;
const margin = 0.001;
const restSeconds = 2;

/**
 * How long after its stroke a note begins, in seconds: the same for every note, so that the rhythm stays. A stroke that comes late now
 * and then is late alone; where more than twelve of the last 256 were, the wait grows to what nearly all of them need. It is
 * shortened only after a rest.
 */
export class StrokeWait {
  #needed: number[] = [];
  #seconds = least;
  #strokes = 0;
  #lastAt = -Infinity;

  get seconds(): number {
    return this.#seconds;
  }

  /** Before a stroke: after a rest nobody hears that the wait is another. `now` in seconds of any clock that only grows. */
  begin(now: number): void {
    const hasRested = now > this.#lastAt + restSeconds;
    this.#lastAt = now;
    if (hasRested && this.#strokes >= fewestToShorten && this.#enough < this.#seconds - margin) this.#change(this.#enough);
  }

  /** After a stroke: takes what its wait had to be for its note to be in time. */
  add(needed: number): void {
    this.#strokes++;
    this.#needed.push(needed);
    if (this.#needed.length > remembered) this.#needed.shift();
    const late = this.#needed.filter((seconds) => seconds > this.#seconds).length;
    if (late > forgivenLate) this.#change(Math.max(this.#seconds, this.#enough));
  }

  get #enough(): number {
    const sorted = this.#needed.toSorted((a, b) => b - a);
    const uncovered = Math.max(1, Math.floor(uncoveredShare * sorted.length));
    return Math.min(most, Math.max(least, (sorted[uncovered] ?? 0) + margin));
  }

  #change(seconds: number): void {
    this.#seconds = seconds;
    this.#strokes = 0;
  }
}
