const windowMilliseconds = 10_000;
// A context that has missed a buffer is behind for good: then it counts only what was seen since.
const slipMilliseconds = 1_000, slipSeconds = 0.003, slipLooks = 8;

/**
 * Where a moment of `performance.now()` lies on a context's clock. The context's time moves in steps, a buffer at a time, so the
 * greatest lead seen lately is its true one.
 */
export class AudioClock {
  readonly #context: BaseAudioContext;
  #leads: { at: number; lead: number }[] = [];
  #looks: number[] = [];

  constructor(context: BaseAudioContext) {
    this.#context = context;
  }

  /** Looks at both clocks; to be called often. */
  observe(now = performance.now()): void {
    const lead = this.#context.currentTime - now / 1_000;
    while (this.#leads.length > 0 && this.#leads[this.#leads.length - 1].lead <= lead) this.#leads.pop();
    this.#leads.push({ at: now, lead });
    while (this.#leads[0].at < now - windowMilliseconds) this.#leads.shift();
    this.#looks.push(now);
    while (this.#looks[0] < now - slipMilliseconds) this.#looks.shift();
    const recent = this.#leads.findIndex(({ at }) => at >= now - slipMilliseconds);
    if (this.#looks.length >= slipLooks && recent > 0 && this.#leads[recent].lead < this.#leads[0].lead - slipSeconds) this.#leads.splice(0, recent);
  }

  /** The context's seconds at a time of `performance.now()`, or of an event's timeStamp. */
  secondsAt(milliseconds: number): number {
    if (this.#leads.length === 0) this.observe();
    return milliseconds / 1_000 + this.#leads[0].lead;
  }

  /** Forgets what it saw, as after a pause of the context. */
  reset(): void {
    this.#leads = [];
    this.#looks = [];
  }
}
