/** What a signature adds to a report, and what it must not take away. */
import { describe, expect, it } from 'vitest';
import { signedContent } from '../../core/study/signed-report.ts';
import { content } from '../report/content.ts';

const HEAD = 'a'.repeat(64);
const signature = { author: 'Dr Anna Reader', signedAt: '2026-11-21T16:19', head: HEAD };

describe('a signed report', () => {
  it('names who signed it and when, in the words of the other dates', () => {
    const signed = signedContent(content(), signature);
    expect(signed.status).toBe('Signed by Dr Anna Reader, Sat 21 Nov 2026, 16:19');
    expect(signed.signature).toMatchObject({ name: 'Dr Anna Reader', date: 'Sat 21 Nov 2026, 16:19' });
    expect(signed.footer[1]).toContain(HEAD);
  });

  it('still says how much of the machine’s work was reviewed', () => {
    const draft = content();
    expect(signedContent(draft, signature).signature.reviewed).toBe(draft.signature.reviewed);
  });

  it('says so where the conclusion is the program’s and not the reader’s', () => {
    expect(signedContent(content(), signature).conclusionBy).toBe('');
    expect(signedContent({ ...content(), conclusionBy: 'drafted' }, signature).conclusionBy).toContain('by the program');
  });
});
