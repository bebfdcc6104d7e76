import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { INVALID_ADU } from '../../core/study/recording.ts';
import { files } from '../../backend/store/files.ts';
import type { FileCalls } from '../../backend/store/files.ts';
import { decodeSampleSegment, encodeSampleSegment, gapsOf, segmentFrames } from '../../backend/store/segment.ts';
import { openStoredSource } from '../../backend/store/source.ts';
import { commitStaged, samplesFolder, stageSegment } from '../../backend/store/staging.ts';

const narrow = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -32767, max: 32767 }) }, { weight: 1, arbitrary: fc.constant(INVALID_ADU) });
const wide = fc.integer({ min: -8_000_000, max: 8_000_000 });
const leadsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<number[][]> =>
  fc.integer({ min: 1, max: 300 }).chain((n) => fc.array(fc.array(value, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 4 }));

function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : `not named: ${String(thrown)}`;
  }
  return 'nothing thrown';
}

describe('a segment as bytes', () => {
  it('reads back what was written, 16 and 32 bits a value', () => {
    fc.assert(
      fc.property(fc.oneof(leadsOf(narrow), leadsOf(wide)), fc.integer({ min: 0, max: 2 ** 40 }), (leads, first) => {
        const segment = decodeSampleSegment(encodeSampleSegment(first, leads));
        expect(segment.first).toBe(first);
        expect(segment.adu.map((lead) => Array.from(lead))).toEqual(leads);
      }),
    );
  });

  it('refuses every single damaged byte by name', () => {
    const bytes = encodeSampleSegment(75_000, [Array.from({ length: 200 }, (_, i) => i), Array.from({ length: 200 }, (_, i) => -i)]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const hurt = bytes.slice();
        hurt[at]! ^= flip;
        expect(codeOf(() => decodeSampleSegment(hurt))).toBe('store-damaged');
      }),
      { numRuns: 500 },
    );
    for (const length of [0, 10, 63, 64, bytes.length - 1]) expect(codeOf(() => decodeSampleSegment(bytes.slice(0, length)))).toBe('store-damaged');
    expect(codeOf(() => decodeSampleSegment(new Uint8Array([...bytes, 0])))).toBe('store-damaged');
  });

  it('refuses any other bytes by name', () => {
    const refused = (bytes: Uint8Array): void => {
      expect(codeOf(() => decodeSampleSegment(bytes))).toBe('store-damaged');
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), refused), { numRuns: 500 });
  });

  it('names the stretches that no lead measured', () => {
    const lead = new Array<number>(1000).fill(1).fill(INVALID_ADU, 0, 5).fill(INVALID_ADU, 300, 310).fill(INVALID_ADU, 500, 700);
    const segment = decodeSampleSegment(encodeSampleSegment(10_000, [lead, lead]));
    expect(gapsOf(segment, 50)).toEqual([10_000, 10_005, 10_500, 10_700]);
  });
});

describe('the committed samples of a case', () => {
  const header = { sampleRate: 2, leads: [{ name: 'A', gain: 200, baseline: 10, bits: 12 }, { name: 'B', gain: -100, baseline: 0, bits: 12 }], sampleCount: 1500 };
  const frames = segmentFrames(header.sampleRate);
  const day = [Array.from({ length: 1500 }, (_, i) => ((i * 37) % 501) - 250), Array.from({ length: 1500 }, (_, i) => (i % 97 === 0 ? INVALID_ADU : (i * 13) % 301))];
  let folder = '';
  let count = 0;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isoline-store-'));
    files.makeFolder(samplesFolder(folder));
    files.makeFolder(join(folder, 'staging'));
    for (count = 0; count * frames < 1500; count++) commit(count);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function commit(index: number, calls: FileCalls = files): void {
    const first = index * frames;
    const staged = stageSegment(join(folder, 'staging'), index, first, day.map((lead) => lead.slice(first, first + frames)), calls);
    commitStaged(folder, index, staged, { first, leads: 2, sampleRate: header.sampleRate }, calls);
  }

  const open = (segments = count): ReturnType<typeof openStoredSource> => openStoredSource({ folder: samplesFolder(folder), header, segmentCount: () => segments, held: 2 });
  const mv = (lead: number, i: number): number => {
    const value = day[lead]![i];
    const { gain, baseline } = header.leads[lead]!;
    return value === undefined || value === INVALID_ADU ? Number.NaN : Math.fround((value - baseline) / gain);
  };

  it('reads any stretch, with NaN where nothing was measured', () => {
    const source = open();
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 1550 }), fc.nat(900), (from, length) => {
        source.read(from, from + length).forEach((values, lead) => {
          expect(values.length).toBe(length);
          for (let i = 0; i < length; i++) {
            if (Number.isNaN(mv(lead, from + i))) expect(values[i]).toBeNaN();
            else expect(values[i]).toBeCloseTo(mv(lead, from + i), 5);
          }
        });
      }),
      { numRuns: 50 },
    );
    expect(open(1).read(frames - 1, frames + 1)[0]![1]).toBeNaN();
  });

  it('draws an overview that holds every peak and nothing from farther than a cell', () => {
    const source = open();
    fc.assert(
      fc.property(fc.nat(1400), fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 40 }), (from, length, buckets) => {
        const to = from + length;
        const drawn = source.envelope(from, to, buckets, null);
        // The product first, then the quotient: an edge that falls on a sample is then exactly that sample.
        const edge = (b: number): number => from + (b * length) / buckets;
        for (let lead = 0; lead < 2; lead++) {
          for (let b = 0; b < buckets; b++) {
            const inside = range(lead, Math.ceil(edge(b)), Math.ceil(edge(b + 1)));
            const near = range(lead, Math.floor(edge(b)) - 64, Math.ceil(edge(b + 1)) + 64);
            if (inside.length === 0) continue;
            expect(drawn.min[lead]![b]).toBeLessThanOrEqual(Math.min(...inside));
            expect(drawn.max[lead]![b]).toBeGreaterThanOrEqual(Math.max(...inside));
            expect(drawn.min[lead]![b]).toBeGreaterThanOrEqual(Math.min(...near));
            expect(drawn.max[lead]![b]).toBeLessThanOrEqual(Math.max(...near));
          }
        }
      }),
      { numRuns: 60 },
    );
    function range(lead: number, from: number, to: number): number[] {
      const out: number[] = [];
      for (let i = Math.max(0, from); i < Math.min(1500, to); i++) if (!Number.isNaN(mv(lead, i))) out.push(mv(lead, i));
      return out;
    }
  });

  it('says so when a segment is gone', () => {
    rmSync(join(samplesFolder(folder), '000001.seg'));
    expect(codeOf(() => open().read(frames, frames + 10))).toBe('store-damaged');
  });

  it('leaves nothing half behind when the disk is full', () => {
    const full: FileCalls = {
      ...files,
      write: () => {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      },
    };
    expect(codeOf(() => commit(count - 1, full))).toBe('disk-full');
    expect(readdirSync(join(folder, 'staging'))).toEqual([]);
    for (const call of ['sync', 'rename'] as const) {
      const faulty: FileCalls = {
        ...files,
        [call]: () => {
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        },
      };
      const staged = stageSegment(join(folder, 'staging'), 7, 7 * frames, [[1, 2], [3, 4]]);
      expect(codeOf(() => commitStaged(folder, 7, staged, { first: 7 * frames, leads: 2, sampleRate: 2 }, faulty))).toBe('disk-full');
      expect(readdirSync(join(folder, 'staging'))).toEqual([]);
      expect(readdirSync(samplesFolder(folder))).not.toContain('000007.seg');
    }
  });

  it('commits nothing but the segment that is expected', () => {
    const staged = stageSegment(join(folder, 'staging'), 9, 5, [[1], [2]]);
    expect(codeOf(() => commitStaged(folder, 9, staged, { first: 9 * frames, leads: 2, sampleRate: 2 }))).toBe('store-damaged');
  });
});
