const remembered = 200;

/** Times of the last strokes, in milliseconds: their middle, and how far the 5th and the 95th percentile lie apart. */
export class Latency {
  #times: number[] = [];

  add(milliseconds: number): void {
    // No sound comes before its stroke: the clocks were not known well enough yet.
    if (milliseconds < 0) return;
    this.#times.push(milliseconds);
    if (this.#times.length > remembered) this.#times.shift();
  }

  get count(): number {
    return this.#times.length;
  }

  get median(): number {
    return this.#quantile(0.5);
  }

  get jitter(): number {
    return this.#quantile(0.95) - this.#quantile(0.05);
  }

  clear(): void {
    this.#times = [];
  }

  #quantile(q: number): number {
    if (this.#times.length === 0) return 0;
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }
}
