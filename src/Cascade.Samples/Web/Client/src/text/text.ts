import { useSettings } from '../state/settings';
import { de } from './de';
import { en } from './en';

export type Words = { readonly [word in keyof typeof en]: string };
export type Word = keyof Words;

export const languages = { en, de } satisfies Record<string, Words>;
export type Language = keyof typeof languages;

type Values = Readonly<Record<string, string | number>>;

/** Says a word of the page in the person's language; `{name}` in it is replaced by a value. */
export type Say = (word: Word, values?: Values) => string;

export function sayIn(language: Language): Say {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (word, values = {}) =>
    languages[language][word].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
}

export function useText(): Say {
  return sayIn(useSettings((settings) => settings.language));
}
