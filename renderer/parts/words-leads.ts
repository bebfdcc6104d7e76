/** Words of the leads of the strip in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/leads.ts';
import * as en from './words/en/leads.ts';
import * as zh from './words/zh-hant/leads.ts';

export const WL = catalogue(en.WL, { de: de.WL, 'zh-Hant': zh.WL });
