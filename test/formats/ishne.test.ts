import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVALID_ADU } from '../../core/study/recording.ts';
import { ishneCrc } from '../../backend/formats/ishne/format.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { withData } from '../helpers/data.ts';
import { allSamples, codeOf, inFolder, put, survives } from './helpers.ts';

/** A file made by hand from the published layout; two leads, 200 Hz, 2500 and 5000 nV. */
function ishneFile(samples: number[][], more: { samples?: number; crc?: number } = {}): Uint8Array {
  const frames = samples[0]!.length;
  const bytes = new Uint8Array(522 + 8 + frames * 4);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  const shorts = (at: number, ...values: number[]) => values.forEach((value, i) => view.setInt16(at + 2 * i, value, true));
  text(0, 'ISHNE1.0');
  [8, more.samples ?? frames, 522, 530].forEach((value, i) => view.setInt32(10 + 4 * i, value, true));
  shorts(26, 1);
  text(28, 'Harry');
  text(68, 'Haagse');
  text(108, 'M-1');
  shorts(128, 2, 0, 2, 5, 1951, 14, 11, 2026, 15, 11, 2026, 9, 12, 30, 2);
  shorts(158, 11, 15);
  shorts(206, 2500, 5000);
  text(232, 'Model T');
  shorts(272, 200);
  text(522, 'variable');
  for (let i = 0; i < frames; i++) shorts(530 + 4 * i, samples[0]![i]!, samples[1]![i]!);
  view.setUint16(8, more.crc ?? ishneCrc(bytes.subarray(10, 530)), true);
  return bytes;
}

describe('ISHNE', () => {
  it('computes the CRC of the standard', () => {
    // CRC-CCITT from 0xFFFF has this known check value.
    expect(ishneCrc(new TextEncoder().encode('123456789'))).toBe(0x29b1);
  });

  it('reads header and samples', async () => {
    await inFolder(async (folder) => {
      const samples = [[1, -2, INVALID_ADU, 4, 5], [10, 20, 30, 40, 32767]];
      await put(folder, { 'holter.ecg': ishneFile(samples) });
      const reader = await openRecording(join(folder, 'holter.ecg'));
      expect(reader.header).toEqual({
        record: 'holter', format: 'ishne', sampleRate: 200, sampleCount: 5,
        leads: [{ name: 'V1', gain: 400, baseline: 0, bits: 16 }, { name: 'V5', gain: 200, baseline: 0, bits: 16 }],
        start: { local: '2026-11-14T09:12:30.000', assumed: false },
        patient: { name: 'Harry Haagse', id: 'M-1', birth: '1951-05-02', sex: 'F' },
        comments: ['Recorder: Model T'],
      });
      expect(reader.warnings).toEqual([]);
      for (const frames of [1, 2, 100]) expect(await allSamples(reader, frames)).toEqual(samples);
      await reader.close();
      const again = await openRecording(folder);
      expect(again.header.record).toBe('holter');
      await again.close();
    });
  });

  it('takes no filler for a name', async () => {
    await inFolder(async (folder) => {
      for (const [first, last, id, name, number] of [['none', 'none', 'N/A', '', ''], ['Nona', 'unknown', '0', 'Nona', ''], ['None', 'Example', 'X-1', 'Example', 'X-1']] as const) {
        const bytes = ishneFile([[1], [2]]);
        bytes.fill(0, 28, 128);
        [[28, first], [68, last], [108, id]].forEach(([at, value]) => bytes.set(new TextEncoder().encode(String(value)), Number(at)));
        await put(folder, { 'r.ecg': bytes });
        const reader = await openRecording(join(folder, 'r.ecg'));
        expect(reader.header.patient).toMatchObject({ name, id: number });
        await reader.close();
      }
    });
  });

  it('warns of a wrong checksum and of an early end, and understands a count of all leads', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'crc.ecg': ishneFile([[1], [2]], { crc: 7 }),
        'early.ecg': ishneFile([[1, 2], [3, 4]], { samples: 400 }),
        'all.ecg': ishneFile([[1, 2], [3, 4]], { samples: 4 }),
        'none.ecg': ishneFile([[1], [2]]).subarray(0, 531),
        'stub.ecg': ishneFile([[1], [2]]).subarray(0, 100),
        'zero.ecg': '',
      });
      const warnings = async (name: string) => {
        const reader = await openRecording(join(folder, name));
        await reader.close();
        return [reader.header.sampleCount, reader.warnings.join()];
      };
      expect(await warnings('crc.ecg')).toEqual([1, expect.stringContaining('checksum')]);
      expect(await warnings('early.ecg')).toEqual([2, expect.stringContaining('0.0 s of 2.0 s')]);
      expect(await warnings('all.ecg')).toEqual([2, '']);
      expect(await codeOf(openRecording(join(folder, 'none.ecg')))).toBe('file-truncated');
      expect(await codeOf(openRecording(join(folder, 'stub.ecg')))).toBe('file-truncated');
      expect(await codeOf(openRecording(join(folder, 'zero.ecg')))).toBe('file-empty');
    });
  });

  it('survives mutated files', async () => {
    const whole = ishneFile([[1, 2, 3, 4], [5, 6, 7, 8]]);
    await inFolder(async (folder) => {
      await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 8, max: whole.length - 1 }), fc.nat(255)), { maxLength: 10 }), fc.nat(whole.length), fc.boolean(), async (edits, length, cut) => {
        const changed = whole.slice();
        for (const [at, byte] of edits) changed[at] = byte;
        await put(folder, { 'r.ecg': cut ? changed.subarray(0, length) : changed });
        await survives(join(folder, 'r.ecg'));
      }), { numRuns: 400 });
    });
  });
});

withData('ISHNE file of others', (data) => {
  it('reads 12 leads with a valid checksum', async () => {
    const path = join(data, 'formats', 'ishne', 'ECG_P28.01.ecg');
    const reader = await openRecording(path);
    expect(reader.header).toMatchObject({ sampleRate: 1000, sampleCount: 95573, patient: { id: 'ECG_P28.01' } });
    expect(reader.warnings).toEqual([]);
    const samples = await allSamples(reader, 10000);
    const raw = await readFile(path);
    for (const [i, l] of [[0, 0], [50000, 7], [95572, 11]] as const) expect(samples[l]![i]).toBe(raw.readInt16LE(522 + (i * 12 + l) * 2));
    // Einthoven: III = II - I, which only holds where leads are told apart rightly.
    const off = samples[2]!.filter((value, i) => Math.abs(value - (samples[1]![i]! - samples[0]![i]!)) > 2).length;
    expect(off / samples[2]!.length).toBeLessThan(0.01);
    await reader.close();
  });
});
