/** Sentences of the machine's asks. An ask is the program's; a question is a colleague's. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/asks.ts';
import * as en from './words/en/asks.ts';
import * as zh from './words/zh-hant/asks.ts';

export const WA: Like<typeof en.WA> = catalogue(en.WA, { de: de.WA, 'zh-Hant': zh.WA });
