/** Words of two studies of one patient beside each other, in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/earlier.ts';
import * as en from './words/en/earlier.ts';
import * as zh from './words/zh-hant/earlier.ts';

export const WE = catalogue(en.WE, { de: de.WE, 'zh-Hant': zh.WE });
