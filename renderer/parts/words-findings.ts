/** Sentences of what is decided: the queue, findings, conflicts, urgent notes. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/findings.ts';
import * as en from './words/en/findings.ts';
import * as zh from './words/zh-hant/findings.ts';

export const WF: Like<typeof en.WF> = catalogue(en.WF, { de: de.WF, 'zh-Hant': zh.WF });
