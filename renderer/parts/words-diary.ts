/** Words of the diary in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/diary.ts';
import * as en from './words/en/diary.ts';
import * as zh from './words/zh-hant/diary.ts';

export const WY = catalogue(en.WY, { de: de.WY, 'zh-Hant': zh.WY });
export const SYMPTOM_NAME = catalogue(en.SYMPTOM_NAME, { de: de.SYMPTOM_NAME, 'zh-Hant': zh.SYMPTOM_NAME });
