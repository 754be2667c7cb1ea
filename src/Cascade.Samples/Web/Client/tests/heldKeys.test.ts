import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldKeys } from '../src/player/heldKeys';

const sources = ['pointer:1', 'pointer:2', 'code:KeyQ', 'code:KeyZ', 'midi:a:0:60', 'midi:a:1:60', 'midi:b:0:60', 'focus:Enter', 'song:60', 'song:61'];
const prefixes = ['pointer:', 'code:', 'midi:a:', 'midi:b:', 'focus:', 'song:'];

const step = fc.oneof(
  fc.record({ do: fc.constant('press' as const), source: fc.constantFrom(...sources), key: fc.integer({ min: 0, max: 127 }) }),
  fc.record({ do: fc.constant('release' as const), source: fc.constantFrom(...sources) }),
  fc.record({ do: fc.constant('end' as const), prefix: fc.constantFrom(...prefixes) }),
);

function listening() {
  const sounding = new Set<number>();
  const log: string[] = [];
  const held = new HeldKeys({
    on: (key) => {
      sounding.add(key);
      log.push(`+${key}`);
    },
    off: (key) => {
      // A key that does not sound is never let go.
      expect(sounding.delete(key)).toBe(true);
      log.push(`-${key}`);
    },
  });
  return { held, sounding, log };
}

describe('the keys that are held', () => {
  it('sound exactly while a source holds them, and none is left when all sources have ended', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (script) => {
        const { held, sounding } = listening();
        const model = new Map<string, number>();
        for (const action of script) {
          if (action.do === 'press') {
            held.press(action.source, action.key, 0.5, 0);
            model.set(action.source, action.key);
          } else if (action.do === 'release') {
            held.release(action.source, 0);
            model.delete(action.source);
          } else {
            held.releaseAll(action.prefix, 0);
            for (const source of [...model.keys()]) if (source.startsWith(action.prefix)) model.delete(source);
          }
          expect([...sounding].sort()).toEqual([...new Set(model.values())].sort());
        }
        held.releaseAll('', 0);
        expect(sounding.size).toBe(0);
        expect(held.keys).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('play legato: the next key sounds before the one before is let go', () => {
    const { held, log } = listening();
    held.press('pointer:1', 60, 0.5, 0);
    held.press('pointer:1', 62, 0.5, 1);
    expect(log).toEqual(['+60', '+62', '-60']);
  });

  it('go on while another source holds them', () => {
    const { held, log } = listening();
    held.press('pointer:1', 60, 0.5, 0);
    held.press('midi:a:0:60', 60, 0.5, 1);
    held.release('pointer:1', 2);
    expect(log).toEqual(['+60', '+60']);
    held.releaseAll('midi:a:', 3);
    expect(log).toEqual(['+60', '+60', '-60']);
  });

  it('are let go no sooner than they were struck, where a song strikes ahead', () => {
    const times: number[] = [];
    const held = new HeldKeys({ on: (_key, _velocity, time) => times.push(time), off: (_key, time) => times.push(time) });
    held.press('song:60', 60, 0.5, 1_060);
    held.releaseAll('song:', 1_000);
    expect(times).toEqual([1_060, 1_060]);
  });
});
