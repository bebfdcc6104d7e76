/** Time-stamped annotation lists (TAL) of EDF+: onset, duration and texts as bytes between marks. */

import { decodeText } from '../files.ts';

/** One annotation of an EDF+ file. */
export interface Tal {
  /** Seconds from the start time of the header. */
  onset: number;
  /** Seconds, 0 where not stated. */
  duration: number;
  /** Empty for the mark that keeps the time of a data record. */
  texts: string[];
}

const NUL = 0;
const TEXT_MARK = 20;

/** The lists in the annotation bytes of one data record; what is malformed is passed over. */
export function parseTals(bytes: Uint8Array): Tal[] {
  const tals: Tal[] = [];
  let from = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== NUL) continue;
    if (i > from) {
      const tal = parseTal(bytes.subarray(from, i));
      if (tal) tals.push(tal);
    }
    from = i + 1;
  }
  return tals;
}

function parseTal(bytes: Uint8Array): Tal | null {
  const first = bytes.indexOf(TEXT_MARK);
  if (first < 0) return null;
  const head = decodeText(bytes.subarray(0, first));
  const match = /^([+-]\d+(?:\.\d*)?)(?:\x15(\d+(?:\.\d*)?))?$/.exec(head);
  if (!match) return null;
  const texts: string[] = [];
  let from = first + 1;
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] !== TEXT_MARK) continue;
    texts.push(decodeText(bytes.subarray(from, i)));
    from = i + 1;
  }
  return { onset: Number(match[1]), duration: Number(match[2] ?? 0), texts: texts.filter((text) => text !== '') };
}

/** The bytes of one list, with its closing NUL. */
export function writeTal(onset: string, texts: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  // The marks between fields must not occur in the texts themselves.
  const clean = texts.map((text) => text.replace(/[\0\x14\x15]/g, ' '));
  return encoder.encode(`${onset}\x14${clean.length === 0 ? '\x14' : clean.map((text) => `${text}\x14`).join('')}\0`);
}
