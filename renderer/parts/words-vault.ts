/** Words of the screen that unlocks an encrypted data folder. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/vault.ts';
import * as en from './words/en/vault.ts';
import * as zh from './words/zh-hant/vault.ts';

export const WV: Like<typeof en.WV> = catalogue(en.WV, { de: de.WV, 'zh-Hant': zh.WV });
