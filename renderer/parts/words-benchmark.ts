/** Words about measuring this computer in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/benchmark.ts';
import * as en from './words/en/benchmark.ts';
import * as zh from './words/zh-hant/benchmark.ts';

export const WM = catalogue(en.WM, { de: de.WM, 'zh-Hant': zh.WM });
