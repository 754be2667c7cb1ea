import { waitBefore } from '../retry';
import { pingMessage, pongOf, type RoomText, type Welcome } from './messages';
import { ServerClock } from './serverClock';

const firstPings = 8, firstPingMilliseconds = 125, pingMilliseconds = 2_000;
const normalClosure = 1000, notFound = 404;

/** Why one is not in the room: for good, or until that has changed. */
export type Refusal = 'locked' | 'passphrase' | 'full' | 'removed' | 'replaced' | 'gone';

// The codes of the errors that the host ends a connection with.
const refusals: Readonly<Record<string, Refusal>> = {
  locked: 'locked', wrongPassphrase: 'passphrase', full: 'full', removed: 'removed', replaced: 'replaced', gone: 'gone',
};

/** Which room, and as whom. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly ownerKey?: string;
  readonly passphrase?: string;
  /** What the room is called, where it has to be opened again. */
  readonly roomName?: string;
}

export interface ConnectionListener {
  connecting(): void;
  text(text: Exclude<RoomText, Welcome>): void;
  welcome(welcome: Welcome): void;
  /** Notes, come at a time of the page's clock. */
  events(data: ArrayBuffer, now: number): void;
  /** The connection is away and is tried again; `isGone` where the host knows the room no more and waits for its owner. */
  lost(isGone: boolean): void;
  /** The host knew the room no more, and has opened it again by the owner's key. */
  reopened(): void;
  refused(refusal: Refusal): void;
}

/** The socket of a room: joins, asks for the time, and comes back when it was lost. */
export class RoomConnection {
  /** Used whenever it connects again. */
  entry: Entry;
  clock = new ServerClock();
  readonly #listener: ConnectionListener;
  #socket: WebSocket | undefined;
  #seat: string | undefined;
  #refusal: Refusal | undefined;
  #isIn = false;
  #hasBeenIn = false;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(entry: Entry, listener: ConnectionListener) {
    this.entry = entry;
    this.#listener = listener;
  }

  /** Whether one is in the room. */
  get isIn(): boolean {
    return this.#isIn && this.#isOpen;
  }

  get #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect(): void {
    const address = new URL(`/ws/room/${encodeURIComponent(this.entry.id)}`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    let wasOpen = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#refusal = undefined;
    this.#listener.connecting();
    socket.onopen = () => {
      wasOpen = true;
      this.clock = new ServerClock();
      const { name, ownerKey, passphrase } = this.entry;
      this.say({ type: 'join', name, ownerKey, passphrase: passphrase || undefined, seat: this.#seat });
      this.#ping(0);
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') this.#read(JSON.parse(data) as RoomText);
      else this.#receive(data);
    };
    socket.onclose = () => void this.#lose(wasOpen);
  }

  say(text: Record<string, unknown>): void {
    if (this.#isOpen) this.#socket!.send(JSON.stringify(text));
  }

  send(message: ArrayBuffer): void {
    if (this.isIn) this.#socket!.send(message);
  }

  /** Says goodbye: the seat is given up at once. */
  hangUp(): void {
    this.#socket?.close(normalClosure);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#pings);
    this.hangUp();
  }

  #read(text: RoomText): void {
    if (text.type === 'error' && text.code in refusals) this.#refusal = refusals[text.code];
    else if (text.type === 'welcome') {
      this.#isIn = this.#hasBeenIn = true;
      this.#seat = text.seat;
      this.#attempt = 0;
      this.#listener.welcome(text);
    } else this.#listener.text(text);
  }

  #receive(data: ArrayBuffer): void {
    const now = performance.now(), pong = pongOf(data);
    if (pong) this.clock.add(pong, now);
    else this.#listener.events(data, now);
  }

  async #lose(wasOpen: boolean): Promise<void> {
    clearTimeout(this.#pings);
    this.#isIn = false;
    if (this.#isClosed) return;
    if (this.#refusal) return this.#refuse(this.#refusal);
    this.#listener.lost(false);
    const isGone = !wasOpen && (await this.#isGone());
    if (this.#isClosed) return;
    if (isGone && (await this.#reopen())) return;
    if (this.#isClosed) return;
    if (isGone && !this.#hasBeenIn) return this.#refuse('gone');
    if (isGone) this.#listener.lost(true);
    this.#retry = setTimeout(() => this.connect(), waitBefore(this.#attempt++));
  }

  #refuse(refusal: Refusal): void {
    this.close();
    this.#listener.refused(refusal);
  }

  // Whether the host answers, but knows no such room.
  async #isGone(): Promise<boolean> {
    try {
      return (await fetch(`/api/rooms/${encodeURIComponent(this.entry.id)}`)).status === notFound;
    } catch {
      return false;
    }
  }

  // A host that was started anew, or has closed an empty room, opens it again for whoever has its key.
  async #reopen(): Promise<boolean> {
    const { ownerKey, passphrase, roomName } = this.entry;
    if (!ownerKey) return false;
    try {
      const body = JSON.stringify({ ownerKey, name: roomName, passphrase: passphrase || undefined });
      const { ok } = await fetch('/api/rooms', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      if (!ok || this.#isClosed) return false;
    } catch {
      return false;
    }
    this.#seat = undefined;
    this.#listener.reopened();
    this.connect();
    return true;
  }

  #ping(sent: number): void {
    if (!this.#isOpen) return;
    this.#socket!.send(pingMessage(sent, performance.now()));
    this.#pings = setTimeout(() => this.#ping(sent + 1), sent < firstPings - 1 ? firstPingMilliseconds : pingMilliseconds);
  }
}
