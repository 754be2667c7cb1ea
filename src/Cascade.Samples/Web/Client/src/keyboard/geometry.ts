/** Where the keys of a piano lie, in widths of a white key from the left edge of C-1; heights are 0 at the back to 1 at the front. */

export const keyCount = 128;
export const whiteCount = 75;
export const blackWidth = 0.583;
export const blackLength = 0.633;

/** How far a black key reaches from its centre for a mouse, and for a finger. */
export const reach = { mouse: 0.29, touch: 0.33 } as const;

const whiteOfPitch = [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6];
const blackPitches = new Set([1, 3, 6, 8, 10]);
const whitePitches = [0, 2, 4, 5, 7, 9, 11];

// Behind the black keys an octave is divided as on a real piano: five lanes from C to E, seven from F to B.
const laneLow = 3 / 5, laneHigh = 4 / 7;

export function isBlack(key: number): boolean {
  return blackPitches.has(key % 12);
}

/** The number of white keys left of a key. */
export function whiteIndex(key: number): number {
  return 7 * Math.floor(key / 12) + whiteOfPitch[key % 12];
}

export function keyOfWhite(index: number): number {
  return 12 * Math.floor(index / 7) + whitePitches[index % 7];
}

/** The lane of a key behind the black keys, which is also that of its falling notes. */
export function lane(key: number): { readonly left: number; readonly width: number } {
  const octave = 7 * Math.floor(key / 12), pitch = key % 12;
  return pitch < 5
    ? { left: octave + pitch * laneLow, width: laneLow }
    : { left: octave + 3 + (pitch - 5) * laneHigh, width: laneHigh };
}

/** The middle of a black key. */
export function blackCentre(key: number): number {
  const { left, width } = lane(key);
  return left + width / 2;
}

/** Where a key is drawn. */
export function keyBox(key: number): { readonly left: number; readonly width: number } {
  return isBlack(key) ? { left: blackCentre(key) - blackWidth / 2, width: blackWidth } : { left: whiteIndex(key), width: 1 };
}

/** The key at a place, or -1. */
export function keyAt(x: number, y: number, blackReach: number): number {
  const white = Math.floor(x);
  if (white < 0 || white >= whiteCount || y < 0 || y > 1) return -1;
  const key = keyOfWhite(white);
  if (y >= blackLength) return key;
  for (const black of [key - 1, key + 1])
    if (black >= 0 && black < keyCount && isBlack(black) && Math.abs(x - blackCentre(black)) <= blackReach) return black;
  return key;
}

/** How hard a key is struck at a height: nearer its front edge is louder. */
export function velocityAt(key: number, y: number): number {
  const along = isBlack(key) ? (y / blackLength - 0.1) / 0.85 : (y - 0.1) / 0.85;
  return 0.22 + 0.78 * Math.min(1, Math.max(0, along)) ** 1.2;
}
