/** Words about the devices that analyse in the language in force. */
import { catalogue } from './language.ts';
import * as de from './words/de/devices.ts';
import * as en from './words/en/devices.ts';
import * as zh from './words/zh-hant/devices.ts';

export const WG = catalogue(en.WG, { de: de.WG, 'zh-Hant': zh.WG });
