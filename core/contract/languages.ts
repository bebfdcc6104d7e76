/** Languages that the program speaks, and which of them a computer or a person asks for. */

export const LANGUAGES = ['en', 'de', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', 'zh-Hant': '繁體中文' };

/** Tags (BCP 47) by whose habits numbers, dates and lists are written: British English, German, Chinese of Taiwan. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', 'zh-Hant': 'zh-TW' };

/** True for the name of a language of the list. */
export function isLanguage(text: string | null | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/**
 * The first language of the list that one of `tags` asks for, English where none does. Chinese of any script
 * but the simplified one is traditional; whoever reads simplified Chinese is asked for in their next tag.
 *
 * @param tags BCP 47, the most wanted first, as `navigator.languages` gives them
 */
export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const parts = tag.toLowerCase().split('-');
    if (parts[0] === 'en' || parts[0] === 'de') return parts[0];
    if (parts[0] === 'zh' && (parts.includes('hant') || parts.includes('tw') || parts.includes('hk') || parts.includes('mo'))) return 'zh-Hant';
  }
  return 'en';
}

/** Setting of the workplace that holds the language of reports; English where it is not set. */
export const REPORT_LANGUAGE = 'report.language';
