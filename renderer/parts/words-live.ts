/** Sentences about recordings that are still written, in the language in force. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/live.ts';
import * as en from './words/en/live.ts';
import * as zh from './words/zh-hant/live.ts';

export const WL: Like<typeof en.WL> = catalogue(en.WL, { de: de.WL, 'zh-Hant': zh.WL });
