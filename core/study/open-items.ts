/**
 * What is still open when a report is signed: named in the window, kept with the
 * signature and printed beside it, with the reader's reason. A report is signed
 * with open items only where somebody says why.
 */
import { durationInWords } from './clock.ts';

/** Open items by kind. */
export interface OpenItems {
  /** Templates that nobody has looked at. */
  templates: number;
  /** Urgent and important findings that nobody has decided on. */
  findings: number;
  /** Differences between a new analysis and what people said. */
  conflicts: number;
  /** Marks of the diary that nobody has looked at. */
  diary: number;
  /** The start time is assumed. */
  start: boolean;
  /** Seconds that cannot be read, where the signer does not say to have looked at them; 0 where they are few. */
  unreadable: number;
}

/** Less unreadable time than this is no item: the loss of a lead while it is fastened again. */
export const UNREADABLE_SECONDS = 60;
/** Letters of a reason, at least and at most: it is printed beside the signature. */
export const REASON = { least: 3, most: 300 } as const;

/** Whether anything is open. */
export function anyOpen({ templates, findings, conflicts, diary, start, unreadable }: OpenItems): boolean {
  return templates + findings + conflicts + diary > 0 || start || unreadable > 0;
}

/** Unreadable seconds that count as open. */
export function unreadableOpen(seconds: number, seen: boolean): number {
  return seen || seconds < UNREADABLE_SECONDS ? 0 : Math.round(seconds);
}

/** Whether a text says enough to stand as a reason. */
export function isReason(text: string): boolean {
  return text.trim().length >= REASON.least && text.trim().length <= REASON.most;
}

/** Open items in words, in English: `Templates 4, findings 2`. */
export function openInWords({ templates, findings, conflicts, diary, start, unreadable }: OpenItems): string {
  const counted = ([['templates', templates], ['findings', findings], ['conflicts', conflicts], ['diary marks', diary]] as const).filter(([, n]) => n > 0);
  return [...counted.map(([what, n]) => `${what} ${n}`), ...(start ? ['start time assumed'] : []), ...(unreadable > 0 ? [`${durationInWords(unreadable)} unreadable`] : [])].join(', ');
}
