const windowMilliseconds = 4_000;

/**
 * Where a moment of `performance.now()` lies on a context's clock. The context's time moves in steps, a buffer at a time, so the
 * greatest lead seen lately is its true one.
 */
export class AudioClock {
  readonly #context: BaseAudioContext;
  #leads: { at: number; lead: number }[] = [];

  constructor(context: BaseAudioContext) {
    this.#context = context;
  }

  /** Looks at both clocks; to be called often. */
  observe(now = performance.now()): void {
    const lead = this.#context.currentTime - now / 1_000;
    while (this.#leads.length > 0 && this.#leads[this.#leads.length - 1].lead <= lead) this.#leads.pop();
    this.#leads.push({ at: now, lead });
    while (this.#leads[0].at < now - windowMilliseconds) this.#leads.shift();
  }

  /** The context's seconds at a time of `performance.now()`, or of an event's timeStamp. */
  secondsAt(milliseconds: number): number {
    if (this.#leads.length === 0) this.observe();
    return milliseconds / 1_000 + this.#leads[0].lead;
  }

  /** Forgets what it saw, as after a pause of the context. */
  reset(): void {
    this.#leads = [];
  }
}
