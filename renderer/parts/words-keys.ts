/** What keys do, in the language in force. English stands in the table of keys. */
import { KEYMAP, type KeyWords } from './keymap.ts';
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/keys.ts';
import * as en from './words/en/keys.ts';
import * as zh from './words/zh-hant/keys.ts';

const english = Object.fromEntries(KEYMAP.map(({ words }) => [words, words])) as Record<KeyWords, KeyWords>;

export const KEY_WORDS: Readonly<Record<KeyWords, string>> = catalogue(english, { de: de.KEY_WORDS, 'zh-Hant': zh.KEY_WORDS });
export const KEY_MODES: Like<typeof en.KEY_MODES> = catalogue(en.KEY_MODES, { de: de.KEY_MODES, 'zh-Hant': zh.KEY_MODES });
