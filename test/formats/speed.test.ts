import { describe, expect, it } from 'vitest';
import { PACKINGS } from '../../backend/formats/wfdb/samples.ts';

describe('speed', () => {
  it('decodes a day of three leads in format 212 well under a second a lead', () => {
    // An hour, three leads, 250 Hz; the bound is for a day of one lead, eight times slack for a busy machine.
    const count = 3600 * 250 * 3;
    const bytes = new Uint8Array((count / 2) * 3).map((_, i) => i * 31);
    const out = new Int32Array(count);
    const pack = PACKINGS.get(212)!;
    pack.decode(bytes, count, out);
    const start = performance.now();
    pack.decode(bytes, count, out);
    const perLeadDay = ((performance.now() - start) / 3) * 24;
    expect(perLeadDay).toBeLessThan(1000);
  });
});
