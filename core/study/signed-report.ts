/** What a signed report says besides its content: who signed it, when, and the head of the chain that proves what was signed. */
import { dayAt } from './clock.ts';
import { openInWords, type OpenItems } from './open-items.ts';
import type { ReportContent } from './report-content.ts';

/** A signature as it stands on paper. */
export interface ReportSignature {
  author: string;
  /** Local wall time, `2026-11-21T14:06`. */
  signedAt: string;
  /** Hash of the last journal entry that the report is made of, 64 hex digits. */
  head: string;
  /** What was open, and why it was signed all the same; null where nothing was. */
  open?: { items: OpenItems; reason: string } | null;
}

/** The content with its signature in place of the word "Draft". */
export function signedContent(content: ReportContent, { author, signedAt, head, open = null }: ReportSignature): ReportContent {
  const when = `${dayAt({ local: signedAt, assumed: false }, 1, 0)}, ${signedAt.slice(11, 16)}`;
  const who = author.length > 40 ? `${author.slice(0, 39)}…` : author;
  const [notice, record] = content.footer;
  const model = record.split('; ', 1)[0] ?? '';
  return { ...content, status: `Signed by ${who}, ${when}`, conclusionBy: content.conclusionBy === '' ? '' : 'drafted by the program from what was reviewed, signed as it stands', signature: { ...content.signature, name: author, date: when, ...(open ? { open: { items: `Signed with open items: ${openInWords(open.items)}`, reason: open.reason } } : {}) }, footer: [notice, `${/^0*$/.test(head) ? 'Without edits' : `Chain head ${head}`}. ${model}.`] };
}
