/** Words about the inference server in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/server.ts';
import * as en from './words/en/server.ts';
import * as zh from './words/zh-hant/server.ts';

export const WI = catalogue(en.WI, { de: de.WI, 'zh-Hant': zh.WI });
