/**
 * The two protocols by which beat labels are compared, and the class each
 * gives a beat code. `docs/scoring.md` states every cell in words.
 */
import { CLASS_INDEX, classOfCode, codeOf, type BeatClass } from '../beats/classes.ts';

/**
 * `ec57`: ANSI/AAMI EC57 (IEC 60601-2-47), first five minutes not scored, `e j n` are S.
 * `literature`: de Chazal 2004 and those who follow, the whole record, `e j` are N.
 */
export const PROTOCOLS = ['ec57', 'literature'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Half-width of the match window in seconds: two marks this far apart or nearer may be one beat. */
export const MATCH_SECONDS = 0.15;

/** Learning time at the start of a record that a protocol leaves out, in seconds. */
export function learningSeconds(protocol: Protocol): number {
  return protocol === 'ec57' ? 300 : 0;
}

/** Classes that are scored, in the order of the confusion matrix. X (artefact) is no beat. */
export const SCORED_CLASSES = ['N', 'S', 'V', 'F', 'Q'] as const satisfies readonly BeatClass[];
export type ScoredClass = (typeof SCORED_CLASSES)[number];

/**
 * Class number (`CLASS_INDEX`, N to Q) of a WFDB mnemonic under a protocol, or
 * -1 where the mark is no beat: an artefact, a rhythm change, a note.
 */
export function scoredClass(symbol: string, protocol: Protocol): number {
  const code = codeOf(symbol);
  if (code < 0) return -1;
  const beatClass = classOfCode(code);
  if (beatClass === 'X') return -1;
  if (protocol === 'literature' && (symbol === 'e' || symbol === 'j')) return CLASS_INDEX.N;
  return CLASS_INDEX[beatClass];
}
