import { create } from 'zustand';
import { keyBox, keyCount, whiteCount, whiteIndex } from './geometry';

/** Which part of the keyboard is seen. */
interface KeyboardWindow {
  /** Pixels that there are. */
  readonly width: number;
  /** Pixels of a white key. */
  readonly white: number;
  /** White keys left of the first pixel. */
  readonly first: number;
}

export const narrowest = 8, widest = 80;
const phoneWidth = 768, phoneWhite = 45, zoomStep = 1.25;

export const ranges = { 128: [0, 127], 88: [21, 108], 61: [36, 96], 49: [36, 84] } as const;
export type Range = keyof typeof ranges;

export const useKeyboardWindow = create<KeyboardWindow>(() => ({ width: 0, white: 0, first: 0 }));

function clamped(width: number, white: number, first: number): KeyboardWindow {
  const least = Math.max(narrowest, width / whiteCount);
  const fitting = Math.min(Math.max(white, least), Math.max(widest, least));
  return { width, white: fitting, first: Math.min(Math.max(0, first), Math.max(0, whiteCount - width / fitting)) };
}

/** The page has another width: what was in the middle stays there. */
export function resizeKeyboard(width: number): void {
  const { white, first, width: before } = useKeyboardWindow.getState();
  if (before === 0) {
    const wide = width < phoneWidth ? phoneWhite : width / whiteCount;
    // Middle C a little left of the middle.
    useKeyboardWindow.setState(clamped(width, wide, whiteIndex(60) + 3 - width / wide / 2));
    return;
  }
  const wholeBefore = Math.abs(white * whiteCount - before) < 1;
  const wide = wholeBefore && width >= phoneWidth ? width / whiteCount : white;
  useKeyboardWindow.setState(clamped(width, wide, first + (before / white - width / wide) / 2));
}

export function scrollKeyboard(first: number): void {
  const { width, white } = useKeyboardWindow.getState();
  useKeyboardWindow.setState(clamped(width, white, first));
}

/** Wider or narrower keys, around a place in pixels. */
export function zoomKeyboard(steps: number, around = useKeyboardWindow.getState().width / 2): void {
  const { width, white, first } = useKeyboardWindow.getState();
  const wide = Math.min(widest, Math.max(width / whiteCount, white * zoomStep ** steps));
  useKeyboardWindow.setState(clamped(width, wide, first + around / white - around / wide));
}

/** Shows so many keys, as wide as fits. */
export function showRange(range: Range): void {
  const { width } = useKeyboardWindow.getState();
  const [low, high] = ranges[range];
  const left = whiteIndex(low), wide = width / (whiteIndex(high) + 1 - left);
  useKeyboardWindow.setState(clamped(width, wide, left));
}

/** The range that is shown exactly, if one is. */
export function rangeShown({ width, white, first }: KeyboardWindow): Range | undefined {
  return (Object.keys(ranges) as unknown as Range[]).find((range) => {
    const left = whiteIndex(ranges[range][0]), shown = whiteIndex(ranges[range][1]) + 1 - left;
    return Math.abs(width / white - shown) < 0.1 && Math.abs(first - left) < 0.1;
  });
}

/** Scrolls so far that a key is seen. */
export function reveal(key: number): void {
  const { width, white, first } = useKeyboardWindow.getState();
  const box = keyBox(Math.min(keyCount - 1, Math.max(0, key)));
  if (box.left < first) scrollKeyboard(box.left - 1);
  else if (box.left + box.width > first + width / white) scrollKeyboard(box.left + box.width + 1 - width / white);
}
