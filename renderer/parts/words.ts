/** The sentences that have no catalogue of their own, in the language of the window. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/main.ts';
import * as en from './words/en/main.ts';
import * as zh from './words/zh-hant/main.ts';

export const CLASS_NAME: Like<typeof en.CLASS_NAME> = catalogue(en.CLASS_NAME, { de: de.CLASS_NAME, 'zh-Hant': zh.CLASS_NAME });
export const STATE_NAME: Like<typeof en.STATE_NAME> = catalogue(en.STATE_NAME, { de: de.STATE_NAME, 'zh-Hant': zh.STATE_NAME });
export const W: Like<typeof en.W> = catalogue(en.W, { de: de.W, 'zh-Hant': zh.W });
