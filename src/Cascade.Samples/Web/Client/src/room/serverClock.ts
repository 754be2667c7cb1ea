import type { Pong } from './messages';

interface Ping {
  readonly at: number;
  readonly roundTrip: number;
  readonly lead: number;
}

const windowMilliseconds = 30_000;
// Set at once while the first pings come, then moved so slowly that no rhythm suffers.
const firstPings = 8;
const slewPerMillisecond = 0.0005;

/** Where a moment of the page's clock lies on the server's: by the ping of the last 30 s that was quickest. */
export class ServerClock {
  #pings: Ping[] = [];
  #count = 0;
  #lead = 0;
  #movedAt = 0;

  /** Whether it has been told the time at all. */
  get isSet(): boolean {
    return this.#count > 0;
  }

  /** The quickest way there and back lately, in ms. */
  get roundTrip(): number {
    return this.#quickest?.roundTrip ?? 0;
  }

  /** Takes the answer to a ping that has come at a time of the page's clock. */
  add({ sent, received, answered }: Pong, now: number): void {
    const roundTrip = now - sent - (answered - received);
    if (!(roundTrip >= 0)) return;
    this.#pings.push({ at: now, roundTrip, lead: (received + answered) / 2 - (sent + now) / 2 });
    this.#pings = this.#pings.filter(({ at }) => at > now - windowMilliseconds);
    const { lead } = this.#quickest!;
    const most = this.#count++ < firstPings ? Infinity : (now - this.#movedAt) * slewPerMillisecond;
    this.#lead += Math.min(most, Math.max(-most, lead - this.#lead));
    this.#movedAt = now;
  }

  toServer(milliseconds: number): number {
    return milliseconds + this.#lead;
  }

  toPage(milliseconds: number): number {
    return milliseconds - this.#lead;
  }

  get #quickest(): Ping | undefined {
    return this.#pings.reduce<Ping | undefined>((best, ping) => (best && best.roundTrip <= ping.roundTrip ? best : ping), undefined);
  }
}
