/** Words of the normal limits in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/limits.ts';
import * as en from './words/en/limits.ts';
import * as zh from './words/zh-hant/limits.ts';

export const WL = catalogue(en.WL, { de: de.WL, 'zh-Hant': zh.WL });
