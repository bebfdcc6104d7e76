/** Every word of full disclosure. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/disclosure.ts';
import * as en from './words/en/disclosure.ts';
import * as zh from './words/zh-hant/disclosure.ts';

export const WD: Like<typeof en.WD> = catalogue(en.WD, { de: de.WD, 'zh-Hant': zh.WD });
