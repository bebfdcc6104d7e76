/** Words of the page of keys in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/rebinding.ts';
import * as en from './words/en/rebinding.ts';
import * as zh from './words/zh-hant/rebinding.ts';

export const WK = catalogue(en.WK, { de: de.WK, 'zh-Hant': zh.WK });
