/** Rows of the computer's keyboard as piano keys: semitones from the C that the lower row begins with, by `event.code`. */
export type Layout = ReadonlyMap<string, number>;

const lower = ['KeyZ', 'KeyS', 'KeyX', 'KeyD', 'KeyC', 'KeyV', 'KeyG', 'KeyB', 'KeyH', 'KeyN', 'KeyJ', 'KeyM', 'Comma', 'KeyL', 'Period', 'Semicolon', 'Slash'];
const upper = [
  'KeyQ', 'Digit2', 'KeyW', 'Digit3', 'KeyE', 'KeyR', 'Digit5', 'KeyT', 'Digit6', 'KeyY', 'Digit7', 'KeyU', 'KeyI', 'Digit9', 'KeyO', 'Digit0', 'KeyP',
  'BracketLeft', 'Equal', 'BracketRight',
];
const home = [
  'KeyA', 'KeyW', 'KeyS', 'KeyE', 'KeyD', 'KeyF', 'KeyT', 'KeyG', 'KeyY', 'KeyH', 'KeyU', 'KeyJ', 'KeyK', 'KeyO', 'KeyL', 'KeyP', 'Semicolon', 'Quote',
];

function rows(...all: readonly (readonly [codes: readonly string[], from: number])[]): Layout {
  return new Map(all.flatMap(([codes, from]) => codes.map((code, i) => [code, from + i] as const)));
}

export const layouts = {
  tracker: new Map([['IntlBackslash', -1], ...rows([lower, 0], [upper, 12])]) as Layout,
  home: rows([home, 0]),
} as const;

export type LayoutName = keyof typeof layouts;

/** What is printed on a key of a computer's keyboard where the browser does not say. */
export function labelOf(code: string): string {
  const symbols: Record<string, string> = {
    Comma: ',', Period: '.', Semicolon: ';', Slash: '/', BracketLeft: '[', BracketRight: ']', Equal: '=', Quote: "'", IntlBackslash: '\\',
  };
  return symbols[code] ?? code.replace(/^(Key|Digit)/, '');
}
