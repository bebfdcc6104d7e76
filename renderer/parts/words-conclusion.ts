/** Sentences about the conclusion in the language in force. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/conclusion.ts';
import * as en from './words/en/conclusion.ts';
import * as zh from './words/zh-hant/conclusion.ts';

export const WN: Like<typeof en.WN> = catalogue(en.WN, { de: de.WN, 'zh-Hant': zh.WN });
