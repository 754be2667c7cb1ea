import { memo, useEffect, useMemo, useRef } from 'react';
import { keyName, pitchName, spokenKeyName } from '../music/names';
import { playByPointers } from '../player/pointers';
import { lights, player } from '../state/instrument';
import { type Labels, useSettings } from '../state/settings';
import { type Language, useText } from '../text/text';
import { isBlack, keyBox, keyCount, keyOfWhite, whiteCount, whiteIndex } from './geometry';
import { labelOf, layouts } from './layouts';
import { reveal, useKeyboardWindow } from './window';

const narrowLabel = 26;
const tapMilliseconds = 500;
const focusVelocity = 0.72;

/** The 128 keys. What lights on them passes React by: a key that moves renders nothing. */
export function Keys() {
  const say = useText();
  const { white, first } = useKeyboardWindow();
  const labels = useSettings((settings) => settings.labels);
  const language = useSettings((settings) => settings.language);
  const names = useLabels(labels, language, white);
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => playByPointers(element.current!, player), []);
  useEffect(() => lightKeys(element.current!), []);
  useEffect(() => playByFocus(element.current!), []);

  return (
    <div className="h-full overflow-hidden" style={{ '--white': `${white}px` } as React.CSSProperties}>
      <div ref={element} id="piano" role="group" aria-label={say('piano')} className="keys" style={{ transform: `translateX(${-first * white}px)` }}>
        <KeyButtons language={language} names={names} />
      </div>
    </div>
  );
}

const KeyButtons = memo(function KeyButtons({ language, names }: { readonly language: Language; readonly names: readonly string[] }) {
  return Array.from({ length: keyCount }, (_, key) => (
    <button
      key={key}
      type="button"
      data-key={key}
      tabIndex={key === 60 ? 0 : -1}
      aria-label={spokenKeyName(key, language)}
      aria-pressed="false"
      className={isBlack(key) ? 'black' : 'white'}
      data-name={names[key]}
      style={{ '--at': keyBox(key).left } as React.CSSProperties}
    />
  ));
});

function useLabels(labels: Labels, language: Language, white: number): readonly string[] {
  const layout = useSettings((settings) => layouts[settings.layout]);
  const base = useSettings((settings) => settings.base);
  const narrow = white < narrowLabel;
  return useMemo(() => {
    const codes = new Map([...layout].map(([code, semitone]) => [base + semitone, labelOf(code)] as const).reverse());
    return Array.from({ length: keyCount }, (_, key) => {
      if (labels === 'c') return key % 12 === 0 ? keyName(key, language) : '';
      if (labels === 'all') return narrow && isBlack(key) ? '' : narrow ? pitchName(key, language) : keyName(key, language);
      return labels === 'computer' ? (codes.get(key) ?? '') : '';
    });
  }, [labels, language, layout, base, narrow]);
}

// Lights the keys in the colour of who plays them.
function lightKeys(element: HTMLElement): () => void {
  const keys = [...element.querySelectorAll<HTMLElement>('[data-key]')];
  return lights.listen((number, light) => {
    const key = keys[number];
    key.setAttribute('aria-pressed', String(light !== undefined));
    if (light) key.dataset.by = light.hand;
    else delete key.dataset.by;
    if (light?.member) {
      key.dataset.letter = light.member.letter;
      key.style.setProperty('--by', light.member.colour);
    } else delete key.dataset.letter;
  });
}

// One stop of the tab key; arrows walk over the keys, Enter plays. What a screen reader calls a click is a short note.
function playByFocus(element: HTMLElement): () => void {
  const keyOf = (event: Event) => Number((event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key ?? -1);
  const focus = (key: number) => {
    reveal(key);
    for (const other of element.querySelectorAll<HTMLElement>('[data-key]')) other.tabIndex = Number(other.dataset.key) === key ? 0 : -1;
    element.querySelector<HTMLElement>(`[data-key="${key}"]`)!.focus({ preventScroll: true });
  };
  const keyDown = (event: KeyboardEvent) => {
    const key = keyOf(event);
    if (key < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.code === 'Enter') {
      if (!event.repeat) player.press('focus:Enter', key, focusVelocity, event.timeStamp);
    } else {
      const next = neighbour(event.code, key);
      if (next === undefined) return;
      focus(Math.min(keyCount - 1, Math.max(0, next)));
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const keyUp = (event: KeyboardEvent) => {
    if (event.code === 'Enter') player.release('focus:Enter', event.timeStamp);
  };
  const leave = () => player.releaseAll('focus:');
  const click = (event: MouseEvent) => {
    const key = keyOf(event);
    // A pointer's click comes after its own stroke.
    if (key < 0 || event.detail !== 0) return;
    player.press(`focus:${key}`, key, focusVelocity);
    setTimeout(() => player.release(`focus:${key}`), tapMilliseconds);
  };
  element.addEventListener('keydown', keyDown);
  element.addEventListener('keyup', keyUp);
  element.addEventListener('focusout', leave);
  element.addEventListener('click', click);
  return () => {
    element.removeEventListener('keydown', keyDown);
    element.removeEventListener('keyup', keyUp);
    element.removeEventListener('focusout', leave);
    element.removeEventListener('click', click);
  };
}

function neighbour(code: string, key: number): number | undefined {
  switch (code) {
    case 'ArrowRight': return key + 1;
    case 'ArrowLeft': return key - 1;
    case 'ArrowUp': return keyOfWhite(Math.min(whiteCount - 1, whiteIndex(key) + 1));
    case 'ArrowDown': return keyOfWhite(Math.max(0, isBlack(key) ? whiteIndex(key) : whiteIndex(key) - 1));
    case 'PageUp': return key + 12 < keyCount ? key + 12 : key;
    case 'PageDown': return key >= 12 ? key - 12 : key;
    case 'Home': return 0;
    case 'End': return keyCount - 1;
    default: return undefined;
  }
}
