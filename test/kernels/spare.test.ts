import { describe, expect, it } from 'vitest';
import { giveBack, spareBytes, spareSingles } from '../../core/kernels/spare.ts';

describe('spare memory', () => {
  it('is filled again where it is long enough and not much too long', () => {
    const first = spareSingles(1000);
    giveBack([first.buffer]);
    expect(spareSingles(100).buffer).not.toBe(first.buffer);
    expect(spareSingles(1001).buffer).not.toBe(first.buffer);
    const again = spareBytes(3600);
    expect(again.buffer).toBe(first.buffer);
    expect(again.length).toBe(3600);
  });

  it('is given to one at a time', () => {
    const { buffer } = spareSingles(50);
    giveBack([buffer]);
    expect(spareSingles(50).buffer).toBe(buffer);
    expect(spareSingles(50).buffer).not.toBe(buffer);
  });

  it('is no memory that went to another thread or belongs to several', () => {
    const { buffer } = spareSingles(70);
    structuredClone(buffer, { transfer: [buffer] });
    const shared = new SharedArrayBuffer(280);
    giveBack([buffer, shared]);
    const made = spareSingles(70);
    expect(made.buffer).not.toBe(shared);
    expect(made.length).toBe(70);
  });
});
