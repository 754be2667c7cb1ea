import { describe, expect, it, vi } from 'vitest';
import { Ensemble } from '../src/room/ensemble';
import { History } from '../src/room/history';
import { control, eventsOf, type Member, noteMessage, off, on, pingMessage, pongOf, type RoomEvent, type Welcome } from '../src/room/messages';
import { ServerClock } from '../src/room/serverClock';
import { heardAt } from '../src/room/timing';
import type { Played, Player } from '../src/player/player';
import type { Sound } from '../src/sound/sound';

const member = (id: number): Member => ({
  id, name: `p${id}`, colour: '#123456', letter: 'A', instrument: 'piano', role: 'player', isOwner: false, muted: false, away: false,
});
const event = (kind: number, player: number, key: number, value = 80, time = 0): RoomEvent => ({ kind, player, key, value, number: 0, time });

function room() {
  const sounding = new Set<number>(), lit: Played[] = [];
  const others = { noteOn: (key: number) => sounding.add(key), noteOff: (key: number) => sounding.delete(key), pedal: () => {} };
  vi.stubGlobal('document', { hidden: false });
  const ensemble = new Ensemble({ others } as unknown as Sound, { show: (played: Played) => lit.push(played) } as unknown as Player, member);
  const now = () => performance.now();
  return { ensemble, sounding, lit, play: (played: RoomEvent) => ensemble.add(played, now()) };
}

describe('messages', () => {
  it('have the bytes of the protocol', () => {
    const note = new Uint8Array(noteMessage(on, 60, 100, 2 ** 30));
    // 2^30 ms in eighths are 2^33, of which 32 bits go.
    expect([...note]).toEqual([1, 60, 100, 0x80, 0, 0, 0, 0]);
    expect([...new Uint8Array(noteMessage(on, 60, 100, 1.25))]).toEqual([1, 60, 100, 0x80, 10, 0, 0, 0]);
    expect([...new Uint8Array(noteMessage(off, 60, 0, null))]).toEqual([2, 60, 0, 0, 0, 0, 0, 0]);
    expect(pingMessage(3, 1).byteLength).toBe(12);
    const data = new DataView(new ArrayBuffer(16));
    [1, 7, 64, 99].forEach((byte, i) => data.setUint8(i, byte));
    data.setUint32(4, 5, true);
    data.setFloat64(8, 12.5, true);
    expect(eventsOf(data.buffer)).toEqual([{ kind: 1, player: 7, key: 64, value: 99, number: 5, time: 12.5 }]);
    expect(pongOf(data.buffer)).toBeNull();
  });
});

describe('the clock', () => {
  it('believes the quickest way', () => {
    const clock = new ServerClock();
    // The server is 1,000 ms ahead; there 2 ms, back 40.
    clock.add({ sent: 0, received: 1_002, answered: 1_002 }, 42);
    clock.add({ sent: 100, received: 1_103, answered: 1_103 }, 106);
    clock.add({ sent: 200, received: 1_260, answered: 1_260 }, 262);
    expect(clock.roundTrip).toBe(6);
    expect(clock.toServer(300)).toBe(1_300);
    expect(clock.toPage(1_300)).toBe(300);
  });

  it('moves by half a millisecond a second at most once it is set', () => {
    const clock = new ServerClock();
    for (let i = 0; i < 8; i++) clock.add({ sent: 100 * i, received: 100 * i + 3, answered: 100 * i + 3 }, 100 * i + 6);
    expect(clock.toServer(0)).toBe(0);
    // The server's clock says that it is 20 ms further.
    clock.add({ sent: 2_700, received: 2_722, answered: 2_722 }, 2_704);
    expect(clock.toServer(0)).toBeCloseTo(0.0005 * (2_704 - 706), 6);
  });
});

describe('timing', () => {
  const rule = { timing: 'tight', delay: 80, tempo: 120, beats: 4 } as const;

  it('plays at once, after the delay, or whole bars later', () => {
    expect(heardAt(rule, 1_000, 1_030)).toBe(1_030);
    expect(heardAt({ ...rule, timing: 'faithful' }, 1_000, 1_030)).toBe(1_080);
    // What comes too late is not kept back any more.
    expect(heardAt({ ...rule, timing: 'faithful' }, 1_000, 1_130)).toBe(1_130);
    expect(heardAt({ ...rule, timing: 'inTime' }, 1_000, 1_030)).toBe(3_000);
    expect(heardAt({ ...rule, timing: 'inTime' }, 1_000, 3_500)).toBe(5_000);
  });
});

describe('the ensemble', () => {
  it('keeps by a pedal only the keys of whose pedal it is', () => {
    const { play, sounding, lit } = room();
    play(event(control, 1, 64, 127));
    for (const player of [1, 2]) {
      play(event(on, player, 60 + player));
      play(event(off, player, 60 + player));
    }
    expect([...sounding]).toEqual([61]);
    expect(lit.map(({ kind }) => kind)).toEqual(['on', 'off', 'on', 'off']);
    play(event(control, 1, 64, 0));
    expect([...sounding]).toEqual([]);
  });

  it('lets a sostenuto pedal keep what was down, and nothing else', () => {
    const { play, sounding } = room();
    play(event(on, 1, 60));
    play(event(control, 1, 66, 127));
    play(event(on, 1, 64));
    play(event(off, 1, 60));
    play(event(off, 1, 64));
    expect([...sounding]).toEqual([60]);
    play(event(control, 1, 66, 0));
    expect([...sounding]).toEqual([]);
  });

  it('lets go what is held and kept of whoever leaves', () => {
    const { ensemble, play, sounding, lit } = room();
    play(event(on, 1, 60));
    play(event(control, 1, 64, 127));
    play(event(on, 1, 64));
    play(event(off, 1, 64));
    play(event(on, 2, 70));
    ensemble.leave(1);
    expect([...sounding]).toEqual([70]);
    expect(lit.filter(({ kind }) => kind === 'on').length - lit.filter(({ kind }) => kind === 'off').length).toBe(1);
  });

  it('keeps a key down while anybody holds it', () => {
    const { play, sounding } = room();
    play(event(on, 1, 60));
    play(event(on, 2, 60));
    play(event(off, 1, 60));
    expect([...sounding]).toEqual([60]);
    play(event(off, 2, 60));
    expect([...sounding]).toEqual([]);
  });

  it('keeps the order of a player whose delay was made shorter', () => {
    vi.useFakeTimers();
    const { ensemble, sounding } = room(), now = performance.now();
    ensemble.add(event(on, 1, 60), now + 2_000);
    ensemble.add(event(off, 1, 60), now + 10);
    vi.advanceTimersByTime(1_000);
    expect([...sounding]).toEqual([]);
    vi.advanceTimersByTime(1_100);
    expect([...sounding]).toEqual([]);
    vi.useRealTimers();
  });

  it('takes over what sounds: lights what it has not heard, lets go what has ended meanwhile', () => {
    const { ensemble, play, sounding, lit } = room();
    play(event(on, 1, 60));
    const welcome = { you: 0, sounding: [[0, 50, 90], [1, 64, 90]], controllers: [] } as unknown as Welcome;
    ensemble.reconcile(welcome, performance.now());
    expect([...sounding]).toEqual([]);
    expect(lit.map((played) => played.kind !== 'pedal' && [played.kind, played.key])).toEqual([['on', 60], ['off', 60], ['on', 64]]);
  });
});

describe('the history', () => {
  it('is a song in which everybody ends their own notes', () => {
    const history = new History();
    expect(history.toSong('', 100, 4)).toBeNull();
    history.add(event(on, 1, 60, 127, 1_000));
    history.add(event(on, 2, 60, 64, 1_500));
    history.add(event(off, 1, 60, 0, 2_000));
    history.add(event(off, 2, 60, 0, 4_500));
    const { notes } = history.toSong('Room', 100, 4)!;
    expect(notes.map(({ start, duration }) => [start, duration])).toEqual([[0, 1], [0.5, 3]]);
    // After five minutes it is forgotten.
    history.add(event(on, 1, 62, 127, 303_000));
    expect(history.toSong('Room', 100, 4)!.notes.map(({ key }) => key)).toEqual([62]);
  });
});
