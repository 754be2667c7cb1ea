import { create } from 'zustand';
import type { Member, RoomChange, RoomModel } from '../room/messages';
import type { Refusal } from '../room/connection';
import type { RoomFigures, RoomSession } from '../room/session';
import { sayIn } from '../text/text';
import { askJson, json } from './api';
import { openSong } from './document';
import { player, sound } from './instrument';
import { notify } from './page';
import { changeSettings, useSettings } from './settings';

interface Chat {
  readonly name: string;
  readonly text: string;
}

interface RoomState {
  /** `lost` is tried again by itself; `waiting` too, where the room comes back with its owner; `refused` is not. */
  readonly status: 'none' | 'connecting' | 'open' | 'lost' | 'waiting' | 'refused';
  readonly refusal: Refusal | null;
  /** The room that one is in, or was last. */
  readonly id: string;
  readonly you: number;
  readonly room: RoomModel | null;
  readonly members: readonly Member[];
  readonly chat: readonly Chat[];
  readonly beat: boolean;
  /** Whether the dialog is open. */
  readonly isShown: boolean;
}

const nobody = { status: 'none', refusal: null, id: '', you: -1, room: null, members: [], chat: [], beat: false } as const;
const mostChat = 50, mostKeys = 20;
const hereMark = 'cascade-room', keysMark = 'cascade-room-keys';
const guestName = /^Guest (\d+)$/;

/** What an address with a room in it begins with. */
export const roomPrefix = '#room=';

/** The room that one plays in with others. */
export const useRoom = create<RoomState>(() => ({ ...nobody, isShown: false }));

let session: RoomSession | undefined;
let entries = 0;
let confirmed: RoomModel | null = null;
// What was changed here and the host has not said yet, oldest first.
let changes: Partial<RoomModel>[] = [];

/** Opens a room of one's own, and goes in. Throws an ApiError where the host has none. */
export async function openRoom(): Promise<void> {
  const { id, ownerKey } = await askJson<{ id: string; ownerKey: string }>('/api/rooms', json('POST', {}));
  keepKey(id, ownerKey);
  await enterRoom(id);
}

/** Goes into a room, as its owner where one has opened it. */
export async function enterRoom(id: string, passphrase?: string): Promise<void> {
  const entry = ++entries;
  session?.close();
  session = undefined;
  sessionStorage.setItem(hereMark, id);
  useRoom.setState({ ...nobody, id, status: 'connecting' });
  const { RoomSession } = await import('../room/session');
  // Left, or another one was entered, meanwhile.
  if (entry !== entries) return;
  const ownerKey = ownedRooms().find(([other]) => other === id)?.[1];
  session = new RoomSession({ id, ownerKey, passphrase, name: useSettings.getState().playerName }, player, sound, listener);
}

export function leaveRoom(): void {
  entries++;
  session?.close();
  session = undefined;
  sessionStorage.removeItem(hereMark);
  useRoom.setState(nobody);
}

/** Goes into the room of the page's address, or into the one that this tab was in before it was loaded again. */
export function enterLinkedRoom(): void {
  const isLink = location.hash.startsWith(roomPrefix);
  const id = isLink ? decodeURIComponent(location.hash.slice(roomPrefix.length)) : sessionStorage.getItem(hereMark);
  if (isLink) history.replaceState(null, '', '#play');
  if (id && useRoom.getState().id !== id) void enterRoom(id);
}

export const linkOf = (id: string) => new URL(`/${roomPrefix}${id}`, location.href).href;

/** Changes the room; for its owner. Shown at once; what the host does not do is taken back. */
export function changeRoom(change: RoomChange): void {
  const { passphrase, ...parts } = change;
  const shown = passphrase === undefined ? parts : { ...parts, hasPassphrase: passphrase !== '' };
  const { room } = useRoom.getState();
  if (room) {
    changes.push(shown);
    useRoom.setState({ room: { ...room, ...shown } });
  }
  session?.changeRoom(change);
}

export const mute = (player: number, muted: boolean) => session?.say({ type: 'mute', player, muted });

/** Asks somebody to leave. */
export const remove = (player: number) => session?.say({ type: 'kick', player });

/** Makes somebody else the room's owner, for good. */
export const handOver = (player: number) => session?.say({ type: 'handOver', player });

export const sayInRoom = (text: string) => session?.say({ type: 'chat', text });

export const roomFigures = (): RoomFigures | undefined => session?.figures;

export function renameMe(name: string): void {
  changeSettings({ playerName: name });
  session?.rename(name);
}

export function setBeat(beat: boolean): void {
  session?.setBeat(beat);
  useRoom.setState({ beat });
}

export const showRoom = (isShown: boolean) => useRoom.setState({ isShown });

/** Makes a song of what everybody played in the last five minutes: to be scrolled through, played and kept. */
export function lookBack(): void {
  const { language } = useSettings.getState(), say = sayIn(language);
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date());
  const song = session?.songOf(say('roomSong', { time }));
  if (!song) return notify(say('keepNothing'));
  openSong(song, null, false);
  showRoom(false);
  location.hash = 'song';
}

/** A member's name, in the person's language where the host has made it. */
export function nameOf({ name }: Member): string {
  const guest = guestName.exec(name);
  return guest ? sayIn(useSettings.getState().language)('guestNumber', { number: Number(guest[1]) }) : name;
}

const listener = {
  connecting() {
    if (useRoom.getState().status === 'none') useRoom.setState({ status: 'connecting' });
  },
  welcome(you: number, room: RoomModel, members: readonly Member[]) {
    confirmed = room;
    changes = [];
    useRoom.setState({ status: 'open', refusal: null, you, room, members });
  },
  member(member: Member, isNew: boolean) {
    const { members } = useRoom.getState();
    const before = members.find(({ id }) => id === member.id);
    useRoom.setState({ members: [...members.filter(({ id }) => id !== member.id), member].sort((a, b) => a.id - b.id) });
    if (isNew) tell('roomJoined', member);
    else if (member.isOwner && before && !before.isOwner) tell(member.id === useRoom.getState().you ? 'roomYours' : 'roomTheirs', member);
  },
  left(gone: number) {
    const { members } = useRoom.getState(), member = members.find(({ id }) => id === gone);
    useRoom.setState({ members: members.filter(({ id }) => id !== gone) });
    if (member) tell('roomLeft', member);
  },
  room(room: RoomModel) {
    confirmed = room;
    // The answer to the oldest change; those after it are on their way.
    changes.shift();
    useRoom.setState({ room: Object.assign({ ...room }, ...changes) });
  },
  chat(from: number, text: string) {
    const { members, chat } = useRoom.getState(), member = members.find(({ id }) => id === from);
    const name = member ? nameOf(member) : '';
    useRoom.setState({ chat: [...chat, { name, text }].slice(-mostChat) });
    if (from !== useRoom.getState().you) notify(`${name}: ${text}`);
  },
  error(code: string) {
    const say = sayIn(useSettings.getState().language);
    changes = [];
    useRoom.setState({ room: confirmed });
    notify(say(code === 'tooManyNotes' ? 'roomTooMany' : code === 'tooFast' ? 'roomTooFast' : 'roomNotAllowed'));
  },
  key(ownerKey: string | null) {
    keepKey(useRoom.getState().id, ownerKey);
  },
  lost(isGone: boolean) {
    useRoom.setState({ status: isGone ? 'waiting' : 'lost' });
  },
  refused(refusal: Refusal) {
    sessionStorage.removeItem(hereMark);
    useRoom.setState({ status: 'refused', refusal, members: [], isShown: true });
  },
};

function tell(word: 'roomJoined' | 'roomLeft' | 'roomYours' | 'roomTheirs', member: Member): void {
  notify(sayIn(useSettings.getState().language)(word, { name: nameOf(member) }));
}

// The key of a room that one rules, or none any more.
function keepKey(room: string, ownerKey: string | null): void {
  const others = ownedRooms().filter(([id]) => id !== room);
  localStorage.setItem(keysMark, JSON.stringify(ownerKey ? [...others, [room, ownerKey]].slice(-mostKeys) : others));
}

function ownedRooms(): (readonly [string, string])[] {
  try {
    return JSON.parse(localStorage.getItem(keysMark) ?? '[]') as (readonly [string, string])[];
  } catch {
    return [];
  }
}
