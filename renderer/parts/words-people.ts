/** Sentences about people, the lock, and the settings. */
import { catalogue, type Like } from './language.ts';
import * as de from './words/de/people.ts';
import * as en from './words/en/people.ts';
import * as zh from './words/zh-hant/people.ts';

export const WP: Like<typeof en.WP> = catalogue(en.WP, { de: de.WP, 'zh-Hant': zh.WP });
