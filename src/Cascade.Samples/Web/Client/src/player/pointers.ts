import { keyAt, reach, velocityAt } from '../keyboard/geometry';
import type { Player } from './player';

const source = (pointer: number) => `pointer:${pointer}`;

/**
 * Plays the keys that pointers touch on an element as wide as the whole keyboard: every pointer holds one key, and one that moves
 * plays along. Returns how to stop.
 */
export function playByPointers(element: HTMLElement, player: Player): () => void {
  const strike = (event: PointerEvent, box: DOMRect, time: number) => {
    const x = ((event.clientX - box.left) / box.width) * 75, y = (event.clientY - box.top) / box.height;
    const key = keyAt(x, Math.min(1, Math.max(0, y)), event.pointerType === 'touch' ? reach.touch : reach.mouse);
    if (key < 0 || player.held.keyOf(source(event.pointerId)) === key) return;
    const velocity = event.pointerType === 'pen' && event.pressure > 0 ? Math.max(0.1, event.pressure) : velocityAt(key, y);
    player.press(source(event.pointerId), key, velocity, time);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    // A key keeps sounding while the pointer is down, wherever it goes.
    element.setPointerCapture(event.pointerId);
    strike(event, element.getBoundingClientRect(), event.timeStamp);
  };
  const move = (event: PointerEvent) => {
    if (player.held.keyOf(source(event.pointerId)) === undefined) return;
    const box = element.getBoundingClientRect();
    const passed = event.getCoalescedEvents?.() ?? [];
    // A fast glissando passes several keys between two frames of the screen.
    for (const place of passed.length > 0 ? passed : [event]) strike(place, box, place.timeStamp);
  };
  const up = (event: PointerEvent) => player.release(source(event.pointerId), event.timeStamp);
  const handlers = [['pointerdown', down], ['pointermove', move], ['pointerup', up], ['pointercancel', up], ['lostpointercapture', up]] as const;
  for (const [name, handler] of handlers) element.addEventListener(name, handler);
  const menu = (event: Event) => event.preventDefault();
  element.addEventListener('contextmenu', menu);
  return () => {
    for (const [name, handler] of handlers) element.removeEventListener(name, handler);
    element.removeEventListener('contextmenu', menu);
    player.releaseAll('pointer:');
  };
}
