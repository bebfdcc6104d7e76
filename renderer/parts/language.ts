/**
 * The language that the window speaks, and catalogues of words that follow it.
 *
 * A catalogue looks like the English one and gives, whenever a word of it is
 * asked for, that of the language in force. So a screen that is drawn anew is
 * drawn in it; nothing may keep a word from before (`test/renderer/languages.test.ts`
 * finds what does so as a module is loaded).
 */
import type { ErrorShape } from '../../core/contract/errors.ts';
import { LOCALES, type Language } from '../../core/contract/languages.ts';
import { said, saidFailure } from '../../core/words/phrases.ts';

/**
 * A catalogue of the shape of `T` in any language: the same names, functions of
 * the same figures, lists of the same length. What is missing does not compile.
 */
export type Like<T> = T extends string ? string : T extends (...given: infer Given) => infer Said ? (...given: Given) => Like<Said> : { readonly [Name in keyof T]: Like<T[Name]> };

/** The English words, and those of each other language. */
export type Sisters<T> = Readonly<Record<Exclude<Language, 'en'>, Like<T>>>;

let spoken: Language = 'en';

/** The language in force. */
export function language(): Language {
  return spoken;
}

/** The tag by which numbers and dates are written now. */
export function locale(): string {
  return LOCALES[spoken];
}

/** From now on every catalogue answers in this language. What is on the screen must be drawn anew. */
export function speak(next: Language): void {
  spoken = next;
}

/** What the program says of itself (a reason, the label of an edit, a stage) in the language in force. */
export function inWords(english: string): string {
  return said(english, spoken);
}

/** A failure in the language in force. */
export function failureInWords(shape: ErrorShape): ErrorShape {
  return saidFailure(shape, spoken);
}

/** The words of the language in force under the names of the English ones. */
export function catalogue<T extends object>(english: T, sisters: Sisters<T>): Like<T> {
  const of: Readonly<Record<Language, object>> = { en: english, ...sisters };
  const words = {};
  for (const name of Object.keys(english)) Object.defineProperty(words, name, { enumerable: true, get: (): unknown => Reflect.get(of[spoken], name) });
  return words as Like<T>;
}
