import { describe, expect, it } from 'vitest';
import type { OpenCase } from '../../backend/database/open-case.ts';
import { Telling } from '../../backend/database/telling.ts';

/** A case so short that nothing of it is worked out on a thread. */
const shortCase = (): OpenCase => ({ recording: { header: { sampleCount: 1000, sampleRate: 250 } } }) as OpenCase;

describe('the day told for the worklist after edits', () => {
  it('is told once for edits in quick succession, and never of a case that was closed meanwhile', async () => {
    const open = new Map([['a', shortCase()], ['b', shortCase()], ['c', shortCase()]]);
    const done: string[] = [];
    await new Promise<void>((settle) => {
      const telling = new Telling((caseId) => open.get(caseId), (caseId) => {
        done.push(caseId);
        if (caseId === 'c') settle();
      });
      const [a, b, c] = ['a', 'b', 'c'].map((caseId) => open.get(caseId)!);
      for (let i = 0; i < 3; i++) telling.begin('a', a!);
      telling.begin('b', b!);
      expect([telling.has(a!), telling.has(c!)]).toEqual([true, false]);
      open.delete('b');
      telling.begin('c', c!);
    });
    expect(done).toEqual(['a', 'c']);
  });
});
