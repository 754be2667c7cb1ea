import type { Song } from '../music/song';
import { waitBefore } from '../retry';
import type { Played, Player } from '../player/player';
import type { Sound } from '../sound/sound';
import { Latency } from '../sound/latency';
import { Ensemble } from './ensemble';
import { History } from './history';
import {
  control, eventsOf, type Member, noteMessage, off, on, pingMessage, pongOf, type RoomChange, type RoomModel, type RoomText, type Welcome,
} from './messages';
import { ServerClock } from './serverClock';
import { barOf, heardAt } from './timing';

const firstPings = 8, firstPingMilliseconds = 125, pingMilliseconds = 2_000;
// Whoever is not heard of for so long does not hold keys any more.
const lostMilliseconds = 2_000;
const beatAhead = 150;
const policyViolation = 1008, tryAgainLater = 1013, normalClosure = 1000;
const notFound = 404;
const controllers = { sustain: 64, sostenuto: 66, soft: 67 } as const;

/** Why one is not in the room: for good, or until that has changed. */
export type Refusal = 'locked' | 'passphrase' | 'full' | 'removed' | 'replaced' | 'gone';

// What the host says when it ends a connection.
const refusals: Readonly<Record<string, Refusal>> = {
  'The room is locked.': 'locked',
  'The passphrase is wrong.': 'passphrase',
  'The room is full.': 'full',
  'The owner asks you to leave.': 'removed',
  'Another connection has your seat.': 'replaced',
  'There is no such room any more.': 'gone',
};

export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly ownerKey?: string;
  readonly passphrase?: string;
}

/** What a session tells of. */
export interface RoomListener {
  connecting(): void;
  welcome(you: number, room: RoomModel, members: readonly Member[]): void;
  member(member: Member, isNew: boolean): void;
  left(id: number): void;
  room(room: RoomModel): void;
  chat(player: number, text: string): void;
  error(code: string): void;
  /** The connection is away and is tried again; `isGone` where the host knows the room no more and waits for its owner. */
  lost(isGone: boolean): void;
  refused(refusal: Refusal): void;
}

/** How the others are heard, measured: ms from a stroke until it has come here, and how many came too late for the delay. */
export interface RoomFigures {
  readonly count: number;
  readonly way: number;
  readonly jitter: number;
  readonly late: number;
  readonly bars: number;
  readonly roundTrip: number;
}

/** One's place in a room: sends what is played here, plays what the others do, and comes back when the connection was lost. */
export class RoomSession {
  readonly history = new History();
  readonly #listener: RoomListener;
  readonly #player: Player;
  readonly #sound: Sound;
  readonly #ensemble: Ensemble;
  readonly #members = new Map<number, Member>();
  readonly #ways = new Latency();
  readonly #stopListening: () => void;
  readonly #delayed = new Set<ReturnType<typeof setTimeout>>();
  #clock = new ServerClock();
  #entry: Entry;
  #socket: WebSocket | undefined;
  #room: RoomModel | undefined;
  #you = -1;
  #seat: string | undefined;
  #hasBeenIn = false;
  #reopened: RoomModel | undefined;
  #attempt = 0;
  #late = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #clearing: ReturnType<typeof setTimeout> | undefined;
  #pings: ReturnType<typeof setTimeout> | undefined;
  #beats: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(entry: Entry, player: Player, sound: Sound, listener: RoomListener) {
    this.#entry = entry;
    this.#player = player;
    this.#sound = sound;
    this.#listener = listener;
    this.#ensemble = new Ensemble(sound, player, (id) => this.#members.get(id));
    this.#stopListening = player.listen((played) => this.#hear(played));
    sound.setOthers(true);
    document.addEventListener('visibilitychange', this.#tellAway);
    window.addEventListener('pagehide', this.#leavePage);
    this.#connect();
  }

  get figures(): RoomFigures {
    const { count, median, jitter } = this.#ways;
    const bar = this.#room ? barOf(this.#room) : 1;
    return { count, way: median, jitter, late: count === 0 ? 0 : (100 * this.#late) / count, bars: Math.max(1, Math.ceil(median / bar)), roundTrip: this.#clock.roundTrip };
  }

  say(text: Record<string, unknown>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(text));
  }

  changeRoom(change: RoomChange): void {
    if (change.passphrase !== undefined) this.#entry = { ...this.#entry, passphrase: change.passphrase };
    this.say({ type: 'room', ...change });
  }

  rename(name: string): void {
    this.#entry = { ...this.#entry, name };
    this.say({ type: 'me', name });
  }

  /** The beat of the room, by its clock, or silence. */
  setBeat(isOn: boolean): void {
    clearTimeout(this.#beats);
    if (isOn) this.#beat(-Infinity);
  }

  songOf(title: string): Song | null {
    return this.#room ? this.history.toSong(title, this.#room.tempo, this.#room.beats) : null;
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    document.removeEventListener('visibilitychange', this.#tellAway);
    window.removeEventListener('pagehide', this.#leavePage);
    for (const timer of [this.#retry, this.#clearing, this.#pings, this.#beats, ...this.#delayed]) clearTimeout(timer);
    this.#ensemble.clear();
    this.#sound.setOthers(false);
    this.#socket?.close(normalClosure);
  }

  #connect(): void {
    const { id } = this.#entry;
    const address = new URL(`/ws/room/${encodeURIComponent(id)}`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address);
    let isOpen = false;
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#listener.connecting();
    socket.onopen = () => {
      isOpen = true;
      this.#clock = new ServerClock();
      const { name, ownerKey, passphrase } = this.#entry;
      this.say({ type: 'join', name, ownerKey, passphrase: passphrase || undefined, seat: this.#seat });
      this.#ping(0);
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') this.#read(JSON.parse(data) as RoomText);
      else this.#receive(data);
    };
    socket.onclose = ({ code, reason }) => void this.#lose(isOpen, code, reason);
  }

  async #lose(wasOpen: boolean, code: number, reason: string): Promise<void> {
    clearTimeout(this.#pings);
    const wasWelcome = this.#you >= 0;
    this.#you = -1;
    if (this.#isClosed) return;
    const refusal = code === policyViolation || code === tryAgainLater ? refusals[reason] : undefined;
    if (refusal) return this.#refuse(refusal);
    // What the others held is let go when they are not heard of any more.
    if (wasWelcome) this.#clearing = setTimeout(() => this.#ensemble.clear(), lostMilliseconds);
    this.#listener.lost(false);
    const isGone = !wasOpen && (await this.#isGone());
    if (this.#isClosed) return;
    if (isGone && (await this.#reopen())) return;
    if (this.#isClosed) return;
    if (isGone && !this.#hasBeenIn) return this.#refuse('gone');
    if (isGone) this.#listener.lost(true);
    this.#retry = setTimeout(() => this.#connect(), waitBefore(this.#attempt++));
  }

  #refuse(refusal: Refusal): void {
    this.close();
    this.#listener.refused(refusal);
  }

  // Whether the host answers, but knows no such room.
  async #isGone(): Promise<boolean> {
    try {
      return (await fetch(`/api/rooms/${encodeURIComponent(this.#entry.id)}`)).status === notFound;
    } catch {
      return false;
    }
  }

  // A host that was started anew, or has closed an empty room, opens it again for whoever has its key.
  async #reopen(): Promise<boolean> {
    const { ownerKey, passphrase } = this.#entry;
    if (!ownerKey) return false;
    try {
      const body = JSON.stringify({ ownerKey, name: this.#room?.name, passphrase: passphrase || undefined });
      const { ok } = await fetch('/api/rooms', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      if (!ok || this.#isClosed) return false;
    } catch {
      return false;
    }
    this.#reopened = this.#room;
    this.#seat = undefined;
    this.#connect();
    return true;
  }

  #read(text: RoomText): void {
    switch (text.type) {
      case 'welcome': return this.#welcome(text);
      case 'joined':
      case 'member':
        this.#members.set(text.member.id, text.member);
        return this.#listener.member(text.member, text.type === 'joined');
      case 'left':
        this.#ensemble.leave(text.player);
        this.#members.delete(text.player);
        return this.#listener.left(text.player);
      case 'room':
        this.#take(text.room);
        return this.#listener.room(text.room);
      case 'chat': return this.#listener.chat(text.player, text.text);
      case 'error': return this.#listener.error(text.code);
    }
  }

  #welcome(welcome: Welcome): void {
    const { you, seat, members, room } = welcome;
    clearTimeout(this.#clearing);
    this.#you = you;
    this.#seat = seat;
    this.#hasBeenIn = true;
    this.#attempt = 0;
    for (const id of [...this.#members.keys()]) if (!members.some((member) => member.id === id)) this.#ensemble.leave(id);
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
    this.#take(room);
    this.#ensemble.reconcile(welcome, performance.now());
    this.#listener.welcome(you, room, members);
    if (this.#reopened) {
      const { timing, delay, tempo, beats, ownerOnly, guests, chat, hideOthers } = this.#reopened;
      this.#reopened = undefined;
      this.changeRoom({ timing, delay, tempo, beats, ownerOnly, guests, chat, hideOthers });
    }
    // What is held here is heard there, where the connection was lost meanwhile.
    for (const pedal of Object.keys(controllers) as (keyof typeof controllers)[]) {
      const value = this.#player.pedalAt(pedal);
      if (value > 0) this.#send(control, controllers[pedal], Math.round(value * 127), performance.now());
    }
    for (const key of this.#player.held.keys) this.#send(on, key, 80, performance.now());
    if (document.hidden) this.#tellAway();
  }

  #take(room: RoomModel): void {
    if (this.#room?.timing !== room.timing || this.#room.delay !== room.delay) {
      this.#ways.clear();
      this.#late = 0;
    }
    this.#room = room;
    this.#ensemble.isShown = !room.hideOthers;
  }

  #receive(data: ArrayBuffer): void {
    const now = performance.now(), pong = pongOf(data);
    if (pong) return this.#clock.add(pong, now);
    const events = eventsOf(data);
    for (const event of events) this.history.add(event);
    // What comes before the welcome is to be seen only.
    if (this.#you < 0 || !this.#room) return;
    for (const event of events) this.#ensemble.add(event, this.#momentOf(event, this.#room, now));
  }

  #momentOf(event: { readonly time: number; readonly kind: number }, room: RoomModel, now: number): number {
    if (!this.#clock.isSet) return now;
    const serverNow = this.#clock.toServer(now);
    if (event.kind === on) {
      const way = serverNow - event.time;
      this.#ways.add(way);
      this.#late = Math.min(this.#ways.count, this.#late + (way > room.delay ? 1 : 0));
    }
    return this.#clock.toPage(heardAt(room, event.time, serverNow));
  }

  #hear(played: Played): void {
    if (played.hand === 'room') return;
    if (played.kind === 'pedal') this.#sendAt(control, controllers[played.pedal], Math.round(played.value * 127), played.time);
    else if (played.kind === 'on') this.#sendAt(on, played.key, Math.max(1, Math.round(played.velocity * 127)), played.time);
    else this.#sendAt(off, played.key, 0, played.time);
  }

  // A song plays a moment ahead of its time; the room hears of it when it sounds.
  #sendAt(kind: number, key: number, value: number, time: number): void {
    const wait = time - performance.now();
    if (wait < 1) return this.#send(kind, key, value, time);
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      this.#send(kind, key, value, time);
    }, wait);
    this.#delayed.add(timer);
  }

  #send(kind: number, key: number, value: number, time: number): void {
    if (this.#you < 0 || this.#socket?.readyState !== WebSocket.OPEN) return;
    const at = this.#clock.isSet ? this.#clock.toServer(time) : null;
    this.#socket.send(noteMessage(kind, key, value, at));
    if (at !== null) this.history.add({ kind, player: this.#you, key, value, number: 0, time: at });
  }

  #ping(sent: number): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(pingMessage(sent, performance.now()));
    this.#pings = setTimeout(() => this.#ping(sent + 1), sent < firstPings - 1 ? firstPingMilliseconds : pingMilliseconds);
  }

  #beat(after: number): void {
    this.#beats = setTimeout(() => {
      const room = this.#room;
      if (!room || !this.#clock.isSet) return this.#beat(after);
      const length = 60_000 / room.tempo, from = this.#clock.toServer(performance.now());
      const number = Math.ceil((from - room.start) / length), at = room.start + number * length;
      if (at > after + length / 2 && at - from < beatAhead) {
        this.#sound.click(((number % room.beats) + room.beats) % room.beats === 0, this.#clock.toPage(at));
        return this.#beat(at);
      }
      this.#beat(after);
    }, beatAhead / 4);
  }

  #tellAway = () => this.say({ type: 'me', away: document.hidden });

  #leavePage = () => this.#socket?.close(normalClosure);
}
