import { useSettings } from '../state/settings';
import { de } from './de';
import { en } from './en';

export type Words = { readonly [word in keyof typeof en]: string };
export type Word = keyof Words;

export const languages = { en, de } satisfies Record<string, Words>;
export type Language = keyof typeof languages;

type Values = Readonly<Record<string, string | number>>;

/** Says a word of the page in the person's language; `{name}` in it is replaced by a value, `{name|one|many}` by what fits it. */
export type Say = (word: Word, values?: Values) => string;

/** English, longer by two fifths and between brackets: what is cut off by it, or stands without them, is found by tests. */
export const pseudoLocale = 'en-XA';

const sayings = new Map<Language, Say>();

export function sayIn(language: Language): Say {
  const known = sayings.get(language);
  if (known) return known;
  const say = sayingOf(language);
  sayings.set(language, say);
  return say;
}

function sayingOf(language: Language): Say {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const plurals = new Intl.PluralRules(language);
  return (word, values = {}) =>
    textOf(language, word).replace(/\{(\w+)(?:\|([^|}]+)\|([^|}]+))?\}/g, (_, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (one !== undefined && many !== undefined) return plurals.select(Number(value)) === 'one' ? one : many;
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
}

function textOf(language: Language, word: Word): string {
  if ((language as string) !== pseudoLocale) return languages[language][word];
  const text = languages.en[word];
  return `⟦${text}${'~'.repeat(Math.ceil(0.4 * text.replaceAll(/\{[^}]*\}/g, '').length))}⟧`;
}

export function useText(): Say {
  return sayIn(useSettings((settings) => settings.language));
}
