/** What kinds of findings are called: one of a kind, and several of them. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/kinds.ts';
import * as en from './words/en/kinds.ts';
import * as zh from './words/zh-hant/kinds.ts';

export const KIND_NAME: Like<typeof en.KIND_NAME> = catalogue(en.KIND_NAME, { de: de.KIND_NAME, 'zh-Hant': zh.KIND_NAME });
