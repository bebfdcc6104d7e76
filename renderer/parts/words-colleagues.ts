/** Sentences about several people at one case: questions, who has it, second readings and how they are settled. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/colleagues.ts';
import * as en from './words/en/colleagues.ts';
import * as zh from './words/zh-hant/colleagues.ts';

export const WC: Like<typeof en.WC> = catalogue(en.WC, { de: de.WC, 'zh-Hant': zh.WC });
