/** Words of the tour in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/tour.ts';
import * as en from './words/en/tour.ts';
import * as zh from './words/zh-hant/tour.ts';

export const WT = catalogue(en.WT, { de: de.WT, 'zh-Hant': zh.WT });
