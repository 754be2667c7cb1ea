import type { Song } from '../music/song';
import type { Played, Player } from '../player/player';
import { Latency } from '../sound/latency';
import type { Sound } from '../sound/sound';
import { RoomBeat } from './beat';
import { type Entry, type Refusal, RoomConnection } from './connection';
import { Ensemble } from './ensemble';
import { History } from './history';
import { control, eventsOf, type Member, noteMessage, off, on, type RoomChange, type RoomEvent, type RoomModel, type RoomText, type Welcome } from './messages';
import { barOf, heardAt } from './timing';

// Whoever is not heard of for so long does not hold keys any more.
const lostMilliseconds = 2_000;
const resentVelocity = 80;
const controllers = { sustain: 64, sostenuto: 66, soft: 67 } as const;

/** What a session tells of. */
export interface RoomListener {
  connecting(): void;
  welcome(you: number, room: RoomModel, members: readonly Member[]): void;
  member(member: Member, isNew: boolean): void;
  left(id: number): void;
  room(room: RoomModel): void;
  chat(player: number, text: string): void;
  error(code: string): void;
  /** One has the room's key now, or, where it is null, does not rule the room any more by the key that one had. */
  key(ownerKey: string | null): void;
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

/** One's place in a room: sends what is played here, and plays what the others do. */
export class RoomSession {
  readonly history = new History();
  readonly #listener: RoomListener;
  readonly #player: Player;
  readonly #sound: Sound;
  readonly #connection: RoomConnection;
  readonly #ensemble: Ensemble;
  readonly #beat: RoomBeat;
  readonly #members = new Map<number, Member>();
  readonly #ways = new Latency();
  readonly #stopListening: () => void;
  readonly #delayed = new Set<ReturnType<typeof setTimeout>>();
  #room: RoomModel | undefined;
  #you = -1;
  #reopened: RoomModel | undefined;
  #late = 0;
  #clearing: ReturnType<typeof setTimeout> | undefined;

  constructor(entry: Entry, player: Player, sound: Sound, listener: RoomListener) {
    this.#player = player;
    this.#sound = sound;
    this.#listener = listener;
    this.#ensemble = new Ensemble(sound, player, (id) => this.#members.get(id));
    this.#stopListening = player.listen((played) => this.#hear(played));
    this.#connection = new RoomConnection(entry, {
      connecting: () => listener.connecting(),
      text: (text) => this.#read(text),
      welcome: (welcome) => this.#welcome(welcome),
      events: (data, now) => this.#receive(data, now),
      lost: (isGone) => this.#lose(isGone),
      reopened: () => (this.#reopened = this.#room),
      refused: (refusal) => {
        this.close();
        listener.refused(refusal);
      },
    });
    this.#beat = new RoomBeat(sound, () => ({ room: this.#room, clock: this.#connection.clock }));
    sound.setOthers(true);
    document.addEventListener('visibilitychange', this.#tellAway);
    window.addEventListener('pagehide', this.#leavePage);
    this.#connection.connect();
  }

  get figures(): RoomFigures {
    const { count, median, jitter } = this.#ways;
    const bar = this.#room ? barOf(this.#room) : 1;
    const late = count === 0 ? 0 : (100 * this.#late) / count;
    return { count, way: median, jitter, late, bars: Math.max(1, Math.ceil(median / bar)), roundTrip: this.#connection.clock.roundTrip };
  }

  say(text: Record<string, unknown>): void {
    this.#connection.say(text);
  }

  changeRoom(change: RoomChange): void {
    if (change.passphrase !== undefined) this.#remember({ passphrase: change.passphrase });
    this.say({ type: 'room', ...change });
  }

  rename(name: string): void {
    this.#remember({ name });
    this.say({ type: 'me', name });
  }

  /** The beat of the room, by its clock, or silence. */
  setBeat(isOn: boolean): void {
    this.#beat.set(isOn);
  }

  songOf(title: string): Song | null {
    return this.#room ? this.history.toSong(title, this.#room.tempo, this.#room.beats) : null;
  }

  close(): void {
    this.#stopListening();
    document.removeEventListener('visibilitychange', this.#tellAway);
    window.removeEventListener('pagehide', this.#leavePage);
    clearTimeout(this.#clearing);
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#beat.set(false);
    this.#ensemble.clear();
    this.#sound.setOthers(false);
    this.#connection.close();
  }

  #remember(part: Partial<Entry>): void {
    this.#connection.entry = { ...this.#connection.entry, ...part };
  }

  #lose(isGone: boolean): void {
    // What the others held is let go when they are not heard of any more.
    if (this.#you >= 0) this.#clearing = setTimeout(() => this.#ensemble.clear(), lostMilliseconds);
    this.#you = -1;
    this.#listener.lost(isGone);
  }

  #read(text: Exclude<RoomText, Welcome>): void {
    switch (text.type) {
      case 'joined':
      case 'member':
        this.#members.set(text.member.id, text.member);
        if (text.member.id === this.#you) this.#checkKey(text.member);
        return this.#listener.member(text.member, text.type === 'joined');
      case 'left':
        this.#ensemble.leave(text.player);
        this.#members.delete(text.player);
        return this.#listener.left(text.player);
      case 'room':
        this.#take(text.room);
        return this.#listener.room(text.room);
      case 'key':
        this.#remember({ ownerKey: text.ownerKey });
        return this.#listener.key(text.ownerKey);
      case 'chat': return this.#listener.chat(text.player, text.text);
      case 'error': return this.#listener.error(text.code);
    }
  }

  #welcome(welcome: Welcome): void {
    const { you, members, room } = welcome;
    clearTimeout(this.#clearing);
    this.#you = you;
    for (const id of [...this.#members.keys()]) if (!members.some((member) => member.id === id)) this.#ensemble.leave(id);
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
    this.#take(room);
    this.#ensemble.reconcile(welcome, performance.now());
    this.#listener.welcome(you, room, members);
    this.#checkKey(this.#members.get(you)!);
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
    for (const key of this.#player.held.keys) this.#send(on, key, resentVelocity, performance.now());
    if (document.hidden) this.#tellAway();
  }

  // A key that does not rule any more was handed over, here or in another window.
  #checkKey({ isOwner }: Member): void {
    if (isOwner || !this.#connection.entry.ownerKey) return;
    this.#remember({ ownerKey: undefined });
    this.#listener.key(null);
  }

  #take(room: RoomModel): void {
    if (this.#room?.timing !== room.timing || this.#room.delay !== room.delay) {
      this.#ways.clear();
      this.#late = 0;
    }
    this.#room = room;
    this.#remember({ roomName: room.name });
    this.#ensemble.isShown = !room.hideOthers;
  }

  #receive(data: ArrayBuffer, now: number): void {
    const events = eventsOf(data);
    for (const event of events) this.history.add(event);
    // What comes before the welcome is to be seen only.
    if (this.#you < 0 || !this.#room) return;
    for (const event of events) this.#ensemble.add(event, this.#momentOf(event, this.#room, now));
  }

  #momentOf({ kind, time }: RoomEvent, room: RoomModel, now: number): number {
    const { clock } = this.#connection;
    if (!clock.isSet) return now;
    const serverNow = clock.toServer(now);
    if (kind === on) {
      const way = serverNow - time;
      this.#ways.add(way);
      this.#late = Math.min(this.#ways.count, this.#late + (way > room.delay ? 1 : 0));
    }
    return clock.toPage(heardAt(room, time, serverNow));
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
    if (!this.#connection.isIn) return;
    const { clock } = this.#connection, at = clock.isSet ? clock.toServer(time) : null;
    this.#connection.send(noteMessage(kind, key, value, at));
    if (at !== null) this.history.add({ kind, player: this.#you, key, value, number: 0, time: at });
  }

  #tellAway = () => this.say({ type: 'me', away: document.hidden });

  #leavePage = () => this.#connection.hangUp();
}
