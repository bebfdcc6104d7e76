import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecording } from '../../backend/formats/open.ts';
import { readAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { allSamples } from './helpers.ts';

const golden = join(import.meta.dirname, 'golden');

describe('records written by other hands', () => {
  it.each(['16', '24', '32', '80', '212'])('reads format %s', async (format) => {
    const rows = (await readFile(join(golden, 'samples.csv'), 'utf8')).trim().split('\n').map((line) => line.split(',').map(Number));
    const reader = await openRecording(join(golden, `g${format}`));
    expect(await allSamples(reader, 13)).toEqual([rows.map((row) => row[0]), rows.map((row) => row[1])]);
    expect(reader.header).toMatchObject({ sampleRate: 250, leads: [{ name: 'A', gain: 100, baseline: 0 }, { name: 'B', gain: 200, baseline: -5 }] });
    await reader.close();
  });

  it('reads their annotations', async () => {
    const mark = (sample: number, symbol: string, subtype = 0, chan = 0, num = 0, aux = '') => ({ sample, symbol, subtype, chan, num, aux });
    expect(await readAnnotationFile(join(golden, 'g16.atr'))).toEqual([
      mark(5, 'N'), mark(40, 'V'), mark(41, '~', -1), mark(70, '+', 0, 1, 0, '(AFIB'), mark(5000, 'A', 0, 1, 2), mark(9000, '"', 0, 0, 2, 'dizzy'), mark(700000, 'Q', 3),
    ]);
    const reader = await openRecording(join(golden, 'g16.dat'));
    expect(reader.annotations.map(({ sample }) => sample)).toEqual([5, 40, 41, 70]);
    expect(reader.warnings).toEqual(['3 annotations lie behind the end of the signal and were left out.']);
    await reader.close();
  });
});
