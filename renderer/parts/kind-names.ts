/** What kinds of findings are called: one of a kind, and several of them. */
import { FINDING_KINDS } from '../../core/rhythm/finding.ts';
import { catalogue, inWords, type Like } from './language.ts';
import * as de from './words/de/kinds.ts';
import * as en from './words/en/kinds.ts';
import * as zh from './words/zh-hant/kinds.ts';

export const KIND_NAME: Like<typeof en.KIND_NAME> = catalogue(en.KIND_NAME, { de: de.KIND_NAME, 'zh-Hant': zh.KIND_NAME });

const KINDS = FINDING_KINDS.toSorted((a, b) => b.length - a.length);
const PLAIN = new RegExp(`\\b(?:${KINDS.map((kind) => kind.replaceAll('-', ' ')).join('|')})\\b`, 'g');

/** What an edit is called: the journal holds kinds by their plain words, `suspected two to one block: confirmed`; people read the name that the finding has everywhere. */
export function editInWords(label: string): string {
  // The names are put in last: where a language looks for its phrases, `two to one` is one thing changed to another.
  const names: string[] = [];
  const holed = label.replaceAll(PLAIN, (words) => {
    names.push(KIND_NAME[KINDS.find((kind) => kind.replaceAll('-', ' ') === words)!][0]);
    return `\u2983${names.length - 1}\u2984`;
  });
  return inWords(holed).replaceAll(/\u2983(\d+)\u2984/g, (_, place: string) => names[Number(place)]!);
}
