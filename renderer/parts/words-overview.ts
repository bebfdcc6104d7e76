/** Words of the overview, of what is said of a beat, and of the frame of every screen. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/overview.ts';
import * as en from './words/en/overview.ts';
import * as zh from './words/zh-hant/overview.ts';

export const WO: Like<typeof en.WO> = catalogue(en.WO, { de: de.WO, 'zh-Hant': zh.WO });
