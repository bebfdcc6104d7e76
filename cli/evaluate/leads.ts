/** Leads as they are named on the command line. */
import { AppError } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';

/** Words of `--leads`: numbers or names between commas; empty for all leads. */
export function leadWords(option: string | undefined): string[] {
  if (option === undefined || option === 'all') return [];
  return option.split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/**
 * Numbers of the leads named, in the order given. A number is a number, any
 * other word a name (upper and lower case alike).
 *
 * @throws AppError `invalid-input` where the recording has no such lead
 */
export function leadsOf(header: Pick<RecordingHeader, 'record' | 'leads'>, words: readonly string[]): number[] {
  return words.map((word) => {
    const index = /^\d+$/.test(word) ? Number(word) : header.leads.findIndex(({ name }) => name.toLowerCase() === word.toLowerCase());
    if (index < 0 || index >= header.leads.length) {
      throw new AppError('invalid-input', `${header.record} has no lead "${word}".`, {
        hint: `Its leads are ${header.leads.map(({ name }, i) => `${i} (${name})`).join(', ')}.`,
        details: { record: header.record, lead: word },
      });
    }
    return index;
  });
}
