/** Words of the live scan in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/scan.ts';
import * as en from './words/en/scan.ts';
import * as zh from './words/zh-hant/scan.ts';

export const WX = catalogue(en.WX, { de: de.WX, 'zh-Hant': zh.WX });
