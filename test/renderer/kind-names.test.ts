import { afterEach, describe, expect, it } from 'vitest';
import { FINDING_KINDS } from '../../core/rhythm/finding.ts';
import { writtenKind } from '../../core/rhythm/kind-words.ts';
import { said } from '../../core/words/phrases.ts';
import { editInWords, KIND_NAME } from '../../renderer/parts/kind-names.ts';
import { speak } from '../../renderer/parts/language.ts';

describe('names of findings', () => {
  afterEach(() => speak('en'));

  it('are the same in the history as everywhere, in each language', () => {
    for (const language of ['en', 'de', 'zh-Hant'] as const) {
      speak(language);
      for (const kind of FINDING_KINDS) {
        expect(editInWords(`${kind.replaceAll('-', ' ')}: confirmed`)).toContain(KIND_NAME[kind][0]);
        expect(editInWords(`12 × ${kind.replaceAll('-', ' ')}: rejected`)).toContain(KIND_NAME[kind][0]);
      }
    }
    speak('en');
    expect(editInWords('suspected two to one block: confirmed')).toBe('AV block 2:1, suspected: confirmed');
    expect(editInWords('N-a: 12 beats N to V')).toBe('N-a: 12 beats N to V');
  });

  it('call a gap that is no pause a drop-out, in window and report', () => {
    expect([KIND_NAME['no-pause'], writtenKind('no-pause')]).toEqual([['Drop-out', 'drop-outs'], 'drop-out']);
    expect([said('drop-out', 'de'), said('Drop-outs, not counted', 'de')]).toEqual(['Signalaussetzer', 'Signalaussetzer, nicht gezählt']);
    expect([said('drop-out', 'zh-Hant'), said('Drop-outs, not counted', 'zh-Hant')]).toEqual(['訊號中斷', '訊號中斷，不計']);
  });
});
