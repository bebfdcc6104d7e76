import { describe, expect, it } from 'vitest';
import { torture } from './torture.ts';

describe('a program that is killed at random moments, in short', () => {
  it('loses no committed edit; chain and state hold each time', { timeout: 120_000 }, async () => {
    const { kills, hits, edits, troubles } = await torture({ edits: 60, kills: 8, seed: 7 });
    expect(troubles).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(8);
    expect(edits).toBeGreaterThanOrEqual(60);
    expect(hits).toBeGreaterThan(0);
  });

  it('nor on an encrypted data folder', { timeout: 120_000 }, async () => {
    const { kills, hits, troubles } = await torture({ edits: 20, kills: 4, seed: 11, encrypted: true });
    expect(troubles).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(4);
    expect(hits).toBeGreaterThan(0);
  });
});
