import { keyCount } from '../keyboard/geometry';
import type { Layout } from '../keyboard/layouts';
import type { Player } from './player';

const prefix = 'code:';
const usual = 0.72, shifted = 0.92, soft = 0.47;

interface Settings {
  readonly enabled: boolean;
  readonly layout: Layout;
  /** The C that the lower row begins with. */
  readonly base: number;
}

interface Actions {
  moveOctaves(by: number): void;
  goToMiddle(): void;
}

const editable = 'input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const operated = 'button:not([data-key]), a, input, select, summary, [role=slider], [role=tab]';

/** Plays the computer's keyboard by the places of its keys, whatever is printed on them. Returns how to stop. */
export function playByComputerKeys(player: Player, settings: () => Settings, actions: Actions): () => void {
  let lastEscape = 0;
  const keyDown = (event: KeyboardEvent) => {
    if (event.code === 'Escape') {
      if (event.timeStamp - lastEscape < 500) player.panic();
      lastEscape = event.timeStamp;
    }
    if (event.repeat || event.isComposing || event.ctrlKey || event.metaKey || isIn(event.target, editable)) return;
    if (event.code === 'Space' && !isIn(event.target, operated)) {
      event.preventDefault();
      player.pedal(`${prefix}Space`, 'sustain', 1, event.timeStamp);
      return;
    }
    const { enabled, layout, base } = settings();
    if (!enabled) return;
    if (moves(event)) return;
    const semitone = layout.get(event.code);
    if (semitone === undefined || base + semitone < 0 || base + semitone >= keyCount) return;
    event.preventDefault();
    player.press(prefix + event.code, base + semitone, event.shiftKey ? shifted : event.altKey ? soft : usual, event.timeStamp);
  };
  const moves = (event: KeyboardEvent) => {
    if (isIn(event.target, operated) || isIn(event.target, '[data-key]')) return false;
    if (event.code === 'PageUp') actions.moveOctaves(1);
    else if (event.code === 'PageDown') actions.moveOctaves(-1);
    else if (event.code === 'Home') actions.goToMiddle();
    else return false;
    event.preventDefault();
    return true;
  };
  const keyUp = (event: KeyboardEvent) => {
    // On a Mac, keys that go up while Meta is down are never told of.
    if (event.key === 'Meta') player.releaseAll(prefix, event.timeStamp);
    if (event.code === 'Space') player.pedal(`${prefix}Space`, 'sustain', 0, event.timeStamp);
    player.release(prefix + event.code, event.timeStamp);
  };
  const focused = (event: FocusEvent) => {
    if (isIn(event.target, editable)) player.releaseAll(prefix);
  };
  window.addEventListener('keydown', keyDown);
  window.addEventListener('keyup', keyUp);
  window.addEventListener('focusin', focused);
  return () => {
    window.removeEventListener('keydown', keyDown);
    window.removeEventListener('keyup', keyUp);
    window.removeEventListener('focusin', focused);
    player.releaseAll(prefix);
  };
}

/** Releases what a person holds when the window or the page is left. Returns how to stop. */
export function releaseWhenLeft(player: Player): () => void {
  const blur = () => player.releaseAll(prefix);
  const hide = () => {
    if (document.visibilityState !== 'hidden') return;
    for (const own of [prefix, 'pointer:', 'midi:', 'focus:']) player.releaseAll(own);
  };
  const leave = () => player.panic();
  window.addEventListener('blur', blur);
  document.addEventListener('visibilitychange', hide);
  window.addEventListener('pagehide', leave);
  document.addEventListener('freeze', leave);
  return () => {
    window.removeEventListener('blur', blur);
    document.removeEventListener('visibilitychange', hide);
    window.removeEventListener('pagehide', leave);
    document.removeEventListener('freeze', leave);
  };
}

function isIn(target: EventTarget | null, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
