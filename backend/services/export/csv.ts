/** Corrected labels as CSV (RFC 4180, LF): a header, then a line per beat. Artefacts are no beats and not in it. */
import type { OpenCase } from '../../database/open-case.ts';
import { beatLines } from './beat-lines.ts';

export const CSV_HEADER = 'sample,seconds,class,code,N,S,V,F,Q,rr,template,source,author,time';

/** A field in quotes where it needs them; one that a spreadsheet would run as a formula is disarmed. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvFile(open: OpenCase): Uint8Array {
  const lines = [CSV_HEADER];
  for (const line of beatLines(open)) {
    if (line.class === 'X') continue;
    const probabilities = line.probabilities.length > 0 ? line.probabilities.map((p) => p.toFixed(3)) : ['', '', '', '', ''];
    const who = line.said ? ['person', field(line.said.author), line.said.time] : ['model', '', ''];
    lines.push([line.sample, line.seconds.toFixed(4), line.class, line.code, ...probabilities, line.rr === null ? '' : line.rr.toFixed(4), line.template, ...who].join(','));
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'utf8');
}
