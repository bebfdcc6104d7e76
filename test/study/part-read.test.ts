import { describe, expect, it } from 'vitest';
import { missingPart, namelessWarnings } from '../../core/study/part-read.ts';

const early = 'MUSTER ERIKA.dat ends early: 60 s of 120 s are there and were kept.';

describe('a recording of which a part is missing', () => {
  it('is known by its warning, and by no other', () => {
    expect(missingPart(['Lead V1 states no gain; 200 adu/mV are assumed.', early])).toBe(early);
    expect(missingPart(['The file was not closed by its recorder; its length was taken from its size.'])).toBe('');
  });

  it('is told without the name of its file once that is erased', () => {
    expect(namelessWarnings([early, 'Signal ERIKA was left out.', 'Lead V1 states no gain.'], 'ERIKA')).toEqual(['The file ends early: 60 s of 120 s are there and were kept.', 'Lead V1 states no gain.']);
  });
});
