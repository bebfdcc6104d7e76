/** Words of the thresholds in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/thresholds.ts';
import * as en from './words/en/thresholds.ts';
import * as zh from './words/zh-hant/thresholds.ts';

export const WT = catalogue(en.WT, { de: de.WT, 'zh-Hant': zh.WT });
