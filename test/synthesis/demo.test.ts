import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecording } from '../../backend/formats/open.ts';
import { createWfdbRecord, writeAnnotationFile } from '../../backend/formats/wfdb/writer.ts';
import { command } from '../../cli/demo.ts';
import { parseCommandLine, UsageError, type CommandIo } from '../../cli/command.ts';
import { joinedMaterial, planOf, sampleAt } from '../../cli/demo/joined.ts';
import { INVALID_ADU, type Annotation } from '../../core/study/recording.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { withData } from '../helpers/data.ts';
import { allSamples, codeOf, inFolder } from '../formats/helpers.ts';

function io(cwd: string): { io: CommandIo; lines: string[] } {
  const lines: string[] = [];
  return { lines, io: { out: (text) => void lines.push(text), err: () => undefined, progress: () => undefined, isTerminal: false, cwd, signal: new AbortController().signal } };
}

const demo = (cwd: string, ...words: string[]) => command.run(parseCommandLine(command, words), io(cwd).io);
const mark = (sample: number, symbol: string, aux = ''): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux });

describe('isoline demo', () => {
  it('writes WFDB and EDF+ with the same samples and marks', async () => {
    await inFolder(async (folder) => {
      expect(await demo(folder, '--hours', '0.05', '--seed', '3', '--leads', '2', '--rate', '200', '--out', 'deep/day')).toBe(0);
      expect(await demo(folder, '--hours', '0.05', '--seed', '3', '--leads', '2', '--rate', '200', '--out', 'day.edf')).toBe(0);
      const made = synthesise({ hours: 0.05, seed: 3, leads: 2, rate: 200 });
      const expected = made.readAdu(0, made.length).map((lead) => [...lead]);
      for (const path of ['deep/day', 'day.edf']) {
        const reader = await openRecording(join(folder, path));
        const samples = await allSamples(reader, 4096);
        expect(samples.map((lead) => lead.slice(0, made.length))).toEqual(expected);
        expect(reader.annotations.map(({ sample, symbol, aux }) => [sample, symbol, aux])).toEqual(made.annotations().map(({ sample, symbol, aux }) => [sample, symbol, aux]));
        expect(reader.header.start).toEqual(made.header.start);
        expect(reader.header.patient.name).toBe('Synthetic 3');
        expect(reader.header.leads.map(({ name }) => name)).toEqual(['MLII', 'V1']);
        await reader.close();
      }
    });
  });

  it('says what it does not understand, and leaves nothing where it fails', async () => {
    await inFolder(async (folder) => {
      await expect(demo(folder, '--out', 'x.csv')).rejects.toThrow(UsageError);
      await expect(demo(folder)).rejects.toThrow(UsageError);
      await expect(demo(folder, '--hours', '0', '--out', 'x')).rejects.toThrow(UsageError);
      await expect(demo(folder, '--case', '25h', '--data', '.', '--out', 'x')).rejects.toThrow(UsageError);
      await expect(demo(folder, '--case', '24h', '--out', 'x')).rejects.toThrow(UsageError);
      expect(await codeOf(demo(folder, '--case', 'ds2', '--data', 'nowhere', '--out', 'x'))).toBe('file-missing');
      expect(await codeOf(demo(folder, '--hours', '0.02', '--out', 'a b'))).toBe('invalid-input');
      await writeFile(join(folder, 'blocked'), '');
      expect(await codeOf(demo(folder, '--hours', '0.02', '--out', 'blocked/x'))).toBe('file-unwritable');
      expect(await readdir(folder)).toEqual(['blocked']);
    });
  });

  it('joins records of different rates with marks on the right samples', async () => {
    await inFolder(async (folder) => {
      const peaks: Record<string, number[]> = {};
      for (const [set, rate] of [['mitdb', 360], ['svdb', 128]] as const) {
        await mkdir(join(folder, set));
        // A narrow peak every 0.83 s in lead A, twice as high in B: what the marks must still lie on.
        const count = rate * 30;
        peaks[set] = Array.from({ length: 35 }, (_, i) => Math.round((0.4 + 0.83 * i) * rate));
        const lead = Array.from({ length: count }, (_, i) => peaks[set]!.reduce((sum, peak) => sum + 200 * Math.exp(-0.5 * ((i - peak) / (0.012 * rate)) ** 2), 0));
        const writer = await createWfdbRecord({ path: join(folder, set, '1'), leads: ['I', 'II'].map((name) => ({ name, gain: 200, baseline: 0, bits: 12 })), sampleRate: rate, format: 212 });
        await writer.write([lead, lead.map((value) => 2 * value)]);
        await writer.finish();
        await writeAnnotationFile(join(folder, set, '1.atr'), [...peaks[set]!.map((sample) => mark(sample, 'N')), mark(count - 1, '~')]);
      }
      const material = await joinedMaterial('test', folder, { records: ['mitdb/1', 'svdb/1'], sampleRate: 250, take: [0, 1], names: ['A', 'B', 'A-B'], gain: 1000, format: 16 });
      const leads: number[][] = [[], [], []];
      for await (const block of material.blocks()) block.forEach((lead, l) => leads[l]!.push(...lead));
      const record = 30 * 250;
      const seam = 61 * 250;
      expect(material.sampleCount).toBe(2 * record + seam);
      expect(leads.map((lead) => lead.length)).toEqual([material.sampleCount, material.sampleCount, material.sampleCount]);
      expect(leads[0]!.slice(record, record + seam).every((value) => value === INVALID_ADU)).toBe(true);
      expect(leads[0]!.slice(0, record).includes(INVALID_ADU)).toBe(false);
      expect(material.annotations.filter(({ symbol }) => symbol === '"').map(({ sample, aux }) => [sample, aux])).toEqual([[0, 'mitdb/1'], [record + seam, 'svdb/1']]);
      const beats = material.annotations.filter(({ symbol }) => symbol === 'N');
      expect(beats.length).toBe(70);
      for (const { sample } of beats) {
        const around = leads[0]!.slice(sample - 8, sample + 9);
        expect(Math.abs(around.indexOf(Math.max(...around)) - 8)).toBeLessThanOrEqual(1);
        expect(leads[0]![sample]!).toBeGreaterThan(950);
        expect(Math.abs(leads[2]![sample]! - (leads[0]![sample]! - leads[1]![sample]!))).toBeLessThanOrEqual(2);
      }
      expect(sampleAt(360, 360, 250)).toBe(250);
    });
  });
});

withData('joined cases', (data) => {
  it('are as long and as full as their definition says', async () => {
    const beats = 'NLRaVFJASEj/Qefrn?B';
    const expected = { '24h': [48, 250, 24.83], ds2: [22, 360, 11.39], 'svdb-test': [26, 128, 13.42], '3h': [6, 360, 3.09] } as const;
    for (const [name, [records, rate, hours]] of Object.entries(expected)) {
      const plan = await planOf(name as keyof typeof expected, data);
      const material = await joinedMaterial(name, data, plan);
      expect([name, plan.records.length, material.sampleRate]).toEqual([name, records, rate]);
      expect(material.sampleCount / rate / 3600).toBeCloseTo(hours, 1);
      expect(material.annotations.filter(({ symbol, aux }) => symbol === '"' && plan.records.includes(aux)).length).toBe(records);
      const count = material.annotations.filter(({ symbol }) => beats.includes(symbol)).length;
      if (name === '24h') expect(Math.round(count / 1000)).toBe(112);
      if (name === '3h') expect(count).toBeGreaterThan(10_400);
    }
  });

  it('keep the samples of the record where nothing is resampled', async () => {
    await inFolder(async (folder) => {
      await demo(folder, '--case', '3h', '--data', data, '--out', 'three');
      const joined = await openRecording(join(folder, 'three'));
      const [all] = await allSamples(joined, 1 << 16);
      await joined.close();
      const record = await openRecording(join(data, 'mitdb', '113'));
      const [lead] = await allSamples(record, 1 << 16);
      await record.close();
      const at = 650_000 + 61 * 360;
      let off = 0;
      for (let i = 0; i < lead!.length; i++) if (all![at + i] !== lead![i]! - 1024) off++;
      expect(off).toBe(0);
      expect(all![at - 1]).toBe(INVALID_ADU);
      expect((await readFile(join(folder, 'three.hea'), 'utf8')).split('\n')[0]).toMatch(/^three 1 360 /);
    });
  });
});
