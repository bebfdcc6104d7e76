/**
 * Which language the window speaks: what the person has set, else what was spoken last at
 * this computer, else what the system asks for. Every screen is drawn anew in
 * another one (`app.tsx` keys them by it); stores, and so all work, stay as they are.
 */
import { create } from 'zustand';
import { isLanguage, languageOf, type Language } from '../../core/contract/languages.ts';
import { language, speak } from '../parts/language.ts';

/** Under this name the language that was spoken last stays with the computer, for the screens before anyone is known. */
const LAST = 'isoline-language';

export const useLanguage = create<{ language: Language }>()(() => ({ language: language() }));

/** Before anybody is known: the language spoken last here, else the first of `wanted` that the program speaks. */
export function beginLanguage(storage: Pick<Storage, 'getItem'>, wanted: readonly string[]): Language {
  const last = storage.getItem(LAST);
  const first = isLanguage(last) ? last : languageOf(wanted);
  setLanguage(first);
  return first;
}

/** Speaks `next` from now on. */
export function setLanguage(next: Language): void {
  speak(next);
  document.documentElement.lang = next;
  useLanguage.setState({ language: next });
}

/** As `setLanguage`, and the computer keeps it. */
export function keepLanguage(next: Language): void {
  setLanguage(next);
  window.localStorage.setItem(LAST, next);
}

/** Takes the setting of whoever came in; where there is none, it stays as it is. */
export function takeLanguage(setting: string | undefined): void {
  if (isLanguage(setting) && setting !== language()) keepLanguage(setting);
}
