/** Words of the class colours in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/colours.ts';
import * as en from './words/en/colours.ts';
import * as zh from './words/zh-hant/colours.ts';

export const WB = catalogue(en.WB, { de: de.WB, 'zh-Hant': zh.WB });
