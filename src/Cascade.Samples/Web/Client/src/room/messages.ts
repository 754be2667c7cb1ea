/** Somebody in a room, as the host tells of them. */
export interface Member {
  /** 0 to 31 a player, above a listener. */
  readonly id: number;
  readonly name: string;
  /** Empty for listeners, as is the letter. */
  readonly colour: string;
  readonly letter: string;
  readonly instrument: string;
  readonly role: 'player' | 'listener';
  readonly isOwner: boolean;
  readonly muted: boolean;
  readonly away: boolean;
}

export const timings = ['tight', 'faithful', 'inTime'] as const;
export type Timing = (typeof timings)[number];

export interface RoomModel {
  readonly id: string;
  readonly name: string;
  readonly tempo: number;
  readonly beats: number;
  /** The time of a bar line, in ms of the server's clock. */
  readonly start: number;
  readonly timing: Timing;
  /** In ms. */
  readonly delay: number;
  readonly ownerOnly: boolean;
  readonly guests: boolean;
  readonly chat: boolean;
  readonly locked: boolean;
  readonly hideOthers: boolean;
  readonly hasPassphrase: boolean;
}

/** What an owner may change; an empty passphrase is none. */
export type RoomChange = Partial<Omit<RoomModel, 'id' | 'hasPassphrase'>> & { readonly passphrase?: string };

export interface Welcome {
  readonly type: 'welcome';
  readonly you: number;
  readonly seat: string;
  readonly number: number;
  readonly now: number;
  readonly room: RoomModel;
  readonly members: readonly Member[];
  /** Player, key, velocity. */
  readonly sounding: readonly (readonly [number, number, number])[];
  /** Player, controller, value. */
  readonly controllers: readonly (readonly [number, number, number])[];
}

export type RoomText =
  | Welcome
  | { readonly type: 'joined' | 'member'; readonly member: Member }
  | { readonly type: 'left'; readonly player: number }
  | { readonly type: 'room'; readonly room: RoomModel }
  | { readonly type: 'key'; readonly ownerKey: string }
  | { readonly type: 'chat'; readonly player: number; readonly text: string; readonly at: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** Kinds of events. */
export const on = 1, off = 2, control = 3;

/** What somebody played; `time` in ms of the server's clock. */
export interface RoomEvent {
  readonly kind: number;
  readonly player: number;
  readonly key: number;
  readonly value: number;
  readonly number: number;
  readonly time: number;
}

export interface Pong {
  /** When the ping was sent, by the page's clock. */
  readonly sent: number;
  /** When the host had it and answered, by its own. */
  readonly received: number;
  readonly answered: number;
}

const eventLength = 16, noteLength = 8, pingKind = 0x50, pingLength = 12, pongLength = 28;
const hasTime = 0x80;
const unitsPerMillisecond = 8;

/** The events of a message, in their order. */
export function eventsOf(data: ArrayBuffer): RoomEvent[] {
  const view = new DataView(data), events: RoomEvent[] = [];
  for (let at = 0; at + eventLength <= data.byteLength; at += eventLength)
    events.push({
      kind: view.getUint8(at),
      player: view.getUint8(at + 1),
      key: view.getUint8(at + 2),
      value: view.getUint8(at + 3),
      number: view.getUint32(at + 4, true),
      time: view.getFloat64(at + 8, true),
    });
  return events;
}

/** The answer to a ping, or null where the message is something else. */
export function pongOf(data: ArrayBuffer): Pong | null {
  const view = new DataView(data);
  if (data.byteLength !== pongLength || view.getUint8(0) !== pingKind) return null;
  return { sent: view.getFloat64(4, true), received: view.getFloat64(12, true), answered: view.getFloat64(20, true) };
}

/** A note or controller as it goes up, with its time on the server's clock; where that is not known, the server takes the time it comes. */
export function noteMessage(kind: number, key: number, value: number, time: number | null): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(noteLength));
  view.setUint8(0, kind);
  view.setUint8(1, key);
  view.setUint8(2, value);
  if (time !== null) {
    view.setUint8(3, hasTime);
    view.setUint32(4, Math.floor(time * unitsPerMillisecond) % 2 ** 32, true);
  }
  return view.buffer;
}

export function pingMessage(number: number, now: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(pingLength));
  view.setUint8(0, pingKind);
  view.setUint8(1, number & 0xff);
  view.setFloat64(4, now, true);
  return view.buffer;
}
