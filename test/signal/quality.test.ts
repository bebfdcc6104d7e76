import { describe, expect, it } from 'vitest';
import { leaveToOthers, QUALITY } from '../../core/signal/quality.ts';

const { usable, noisy, saturated } = QUALITY;

describe('a lead is left to the others', () => {
  const usableSeconds = (...leads: number[][]): number[][] => {
    const flags = leads.map((lead) => Uint8Array.from(lead, (flag) => flag | usable));
    leaveToOthers(flags);
    return flags.map((lead) => [...lead.keys()].filter((s) => lead[s]! & usable));
  };
  const quiet = new Array<number>(12).fill(0);
  const all = [...quiet.keys()];

  it('where it is noisy', () => expect(usableSeconds(quiet.with(4, noisy), quiet)).toEqual([all.toSpliced(4, 1), all]));
  it('three seconds on either side of its rail', () => expect(usableSeconds(quiet.with(5, saturated), quiet)).toEqual([[0, 1, 9, 10, 11], all]));
  it('unless none of them is better', () => expect(usableSeconds(quiet.with(5, saturated), quiet.with(4, noisy).with(6, saturated))).toEqual([all.toSpliced(2, 1), all.toSpliced(9, 1)]));
});
