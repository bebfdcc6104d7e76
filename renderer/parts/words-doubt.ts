/** Sentences about beats in doubt, and names of the orders of the gallery, in the language in force. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/doubt.ts';
import * as en from './words/en/doubt.ts';
import * as zh from './words/zh-hant/doubt.ts';

export const WD: Like<typeof en.WD> = catalogue(en.WD, { de: de.WD, 'zh-Hant': zh.WD });
