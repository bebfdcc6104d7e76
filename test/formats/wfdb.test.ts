import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVALID_ADU } from '../../core/study/recording.ts';
import { recordingsAmong, strangersTo, wholeRecordingsIn } from '../../backend/formats/among.ts';
import { identify, openRecording } from '../../backend/formats/open.ts';
import { writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { parseHeader, patientFromComments } from '../../backend/formats/wfdb/header.ts';
import { openWfdb } from '../../backend/formats/wfdb/format.ts';
import { createWfdbRecord } from '../../backend/formats/wfdb/writer.ts';
import { withData } from '../helpers/data.ts';
import { allSamples, codeOf, inFolder, put, survives } from './helpers.ts';

const lead = (name: string) => ({ name, gain: 200, baseline: 0, bits: 12 });

describe('WFDB header', () => {
  it('reads gain, baseline, units, layout and start', () => {
    const header = parseHeader('r 2 500/500(3) 1000 9:30:05.5 31/01/2003\nr.dat 16x2:3+24 400.5(-7)/uV 12 5 -3 99 0 ECG lead I\nr.dat 16x2 200\n#<age>: 51\n#<sex>: F\n');
    expect(header.start).toEqual({ local: '2003-01-31T09:30:05.500', assumed: false });
    expect(header.frameRate).toBe(500);
    expect(header.signals[0]).toMatchObject({ samplesPerFrame: 2, skew: 3, byteOffset: 24, gain: 400.5, baseline: -7, units: 'uV', initialValue: -3, description: 'ECG lead I' });
    expect(header.signals[1]).toMatchObject({ gain: 200, baseline: 0, units: 'mV', description: '' });
    expect(patientFromComments(header.comments).sex).toBe('F');
    expect(patientFromComments(['69 M 1085 1629 x1']).sex).toBe('M');
    expect(patientFromComments(['Age: 64 Sex: F']).sex).toBe('F');
    expect(patientFromComments(['Mixed findings']).sex).toBe('');
    const age = (comment: string): string | undefined => patientFromComments([comment]).age;
    expect([header.comments[0]!, '69 M 1085 1629 x1', 'Age: 64 Sex: F', 'age: 7', '-1 F', 'Age: 0', 'age: 431', 'Age: NaN', 'Stage: 3', '120 beats'].map(age)).toEqual(['51', '69', '64', '7', undefined, undefined, undefined, undefined, undefined, undefined]);
    expect(patientFromComments(['<name>: N/A', '<id>: none'])).toEqual({ name: '', id: '', birth: '', sex: '' });
  });

  it('takes the zero of the converter where no baseline is stated, and assumes an unknown start', () => {
    const header = parseHeader('r 1 360\nr.dat 212 200 11 1024');
    expect(header.signals[0]!.baseline).toBe(1024);
    expect(header.start.assumed).toBe(true);
    expect(parseHeader('r 1 128 10 8:04:00\nr.dat 212').start).toEqual({ local: '2000-01-01T08:04:00.000', assumed: true });
  });
});

describe('WFDB signals', () => {
  it('decodes hand-made bytes of each format', async () => {
    const cases: [number, number[], number[]][] = [
      [16, [0x01, 0x00, 0xff, 0xff, 0x00, 0x80], [1, -1, INVALID_ADU]],
      [61, [0x00, 0x01, 0xff, 0xff, 0x80, 0x00], [1, -1, INVALID_ADU]],
      [80, [129, 127, 0], [1, -1, INVALID_ADU]],
      [160, [0x01, 0x80, 0xff, 0x7f, 0x00, 0x00], [1, -1, INVALID_ADU]],
      [24, [1, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0x80, 0x00, 0x80, 0xff], [1, -1, INVALID_ADU, -32767]],
      [32, [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], [1, -1]],
      // 1 and -1; -2048 and 2047; a last one that has no pair
      [212, [0x01, 0xf0, 0xff, 0x00, 0x78, 0xff, 0x05, 0x00], [1, -1, INVALID_ADU, 2047, 5]],
      // first: 11 low bits of a word without the lowest; third: the five high bits of both
      [310, [0x02, 0x00, 0xfe, 0x07], [1, -1, 0]],
      [310, [0x00, 0xf8, 0x00, 0x00], [0, 0, 31]],
      [311, [0x01, 0xfc, 0x2f, 0x00], [1, -1, 2]],
      [8, [1, 2, 0xff], [11, 13, 12]],
    ];
    await inFolder(async (folder) => {
      for (const [format, bytes, expected] of cases) {
        await put(folder, { 'r.dat': Uint8Array.from(bytes), 'r.hea': `r 1 100\nr.dat ${format} 200 0 0 10\n` });
        const reader = await openRecording(join(folder, 'r'));
        expect([format, (await allSamples(reader, 2))[0]]).toEqual([format, expected]);
        await reader.close();
      }
    });
  });

  it('reads several files, offsets, skews and frames of several samples', async () => {
    await inFolder(async (folder) => {
      const words = (values: number[]) => new Uint8Array(Int16Array.from(values).buffer);
      await put(folder, {
        'a.dat': Uint8Array.from([9, 9, 9, 9, ...words([1, 101, 2, 102, 3, 103, 4, 104])]),
        'b.dat': words([201, 202, 203, 204]),
        'r.hea': 'r 3 100 4\na.dat 16+4 200/mV 16 0 0 0 0 A\na.dat 16:1+4 200/mV 16 0 0 0 0 B\nb.dat 16 200/mV 16 0 0 0 0 C\n',
      });
      const reader = await openRecording(join(folder, 'b.dat'));
      for (const frames of [1, 2, 3, 100]) {
        expect(await allSamples(reader, frames)).toEqual([[1, 2, 3, 4], [102, 103, 104, INVALID_ADU], [201, 202, 203, 204]]);
      }
      expect(reader.sourceFiles.map((path) => path.slice(folder.length + 1))).toEqual(['r.hea', 'a.dat', 'b.dat']);
      await reader.close();

      await put(folder, { 'x.hea': 'x 2 100 2\na.dat 16x2+4 200/mV\na.dat 16x2+4 200/mmHg 16 0 0 0 0 pressure\n' });
      const fast = await openRecording(join(folder, 'x'));
      expect(fast.header.sampleRate).toBe(200);
      expect(fast.header.sampleCount).toBe(4);
      expect(await allSamples(fast, 4)).toEqual([[1, 101, 3, 103]]);
      expect(fast.warnings.join()).toContain('mmHg');
      await fast.close();
    });
  });

  it('brings microvolts and volts to millivolts', async () => {
    await inFolder(async (folder) => {
      await put(folder, { 'r.dat': new Uint8Array(8), 'r.hea': 'r 2 100\nr.dat 16 2/uV\nr.dat 16 5000(3)/V\n' });
      const reader = await openRecording(join(folder, 'r.hea'));
      expect(reader.header.leads.map(({ gain, baseline }) => [gain, baseline])).toEqual([[2000, 0], [5, 3]]);
      await reader.close();
    });
  });

  it('leaves out what is no ECG by its name, though it is in volts', async () => {
    await inFolder(async (folder) => {
      const names = ['II', 'ABP', 'Pleth R', 'RESP', 'mod.V1', 'noise1', 'ART', 'CC5'];
      await put(folder, { 'r.dat': new Uint8Array(2 * names.length), 'r.hea': `r ${names.length} 250 1\n${names.map((name) => `r.dat 16 200/mV 12 0 0 0 0 ${name}\n`).join('')}`, 'b.dat': new Uint8Array(2), 'b.hea': 'b 1 250 1\nb.dat 16 200/mV 12 0 0 0 0 Resp\n' });
      const reader = await openRecording(join(folder, 'r.hea'));
      expect(reader.header.leads.map(({ name }) => name)).toEqual(['II', 'mod.V1', 'noise1', 'CC5']);
      expect(reader.warnings).toEqual(['ABP', 'Pleth R', 'RESP', 'ART'].map((name) => `Signal ${name} was left out: it is no ECG by its name.`));
      await reader.close();
      expect(await codeOf(openRecording(join(folder, 'b.hea')))).toBe('signal-missing');
    });
  });

  it('joins segments, by place and by name, with gaps between', async () => {
    await inFolder(async (folder) => {
      const words = (values: number[]) => new Uint8Array(Int16Array.from(values).buffer);
      await put(folder, {
        's1.dat': words([1, 2, 3]), 's1.hea': 's1 1 100 3\ns1.dat 16 100/mV 16 0 0 0 0 I\n',
        's2.dat': words([10, 20, 30, 40]), 's2.hea': 's2 2 100 2\ns2.dat 16 50/mV 16 0 0 0 0 II\ns2.dat 16 50/mV 16 0 0 0 0 I\n',
        'layout.hea': 'layout 2 100 0\n~ 0 100/mV 16 0 0 0 0 I\n~ 0 50/mV 16 0 0 0 0 II\n',
        'v.hea': 'v/4 2 100 7\nlayout 0\ns1 3\n~ 2\ns2 2\n',
        'f.hea': 'f/2 1 100 6\ns1 3\ns1 3\n',
      });
      const N = INVALID_ADU;
      const varying = await openRecording(join(folder, 'v'));
      for (const frames of [2, 100]) expect(await allSamples(varying, frames)).toEqual([[1, 2, 3, N, N, 40, 80], [N, N, N, N, N, 10, 30]]);
      await varying.close();
      const fixed = await openRecording(join(folder, 'f'));
      expect(await allSamples(fixed, 4)).toEqual([[1, 2, 3, 1, 2, 3]]);
      await fixed.close();
    });
  });

  it('takes a folder with a record and its segments for one recording', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        's1.dat': new Uint8Array(6), 's1.hea': 's1 1 100 3\ns1.dat 16 100/mV 16 0 0 0 0 I\n',
        's2.dat': new Uint8Array(6), 's2.hea': 's2 1 100 3\ns2.dat 16 100/mV 16 0 0 0 0 I\n',
        'whole.hea': 'whole/2 1 100 6\ns1 3\ns2 3\n',
      });
      expect((await identify(folder)).path).toBe(join(folder, 'whole.hea'));
      expect(await wholeRecordingsIn(folder, ['other.edf', 's1.hea', 's2.hea', 'whole.hea'])).toEqual(['other.edf', 'whole.hea']);
      expect(await wholeRecordingsIn(folder, ['s1.hea', 's2.hea'])).toEqual(['s1.hea', 's2.hea']);
      await put(folder, { 'a.hea': 'a/1 1 100 3\nb 3\n', 'b.hea': 'b/1 1 100 3\na 3\n', 'odd.hea': 'odd odd odd odd' });
      expect(await wholeRecordingsIn(folder, ['a.hea', 'b.hea'])).toEqual(['a.hea', 'b.hea']);
      expect(await wholeRecordingsIn(folder, ['odd.hea', 'whole.hea', 's1.hea'])).toEqual(['odd.hea', 'whole.hea']);
    });
  });

  it('loses no recording among files that came together', async () => {
    await inFolder(async (folder) => {
      const day = Buffer.concat([Buffer.from('0       '), Buffer.alloc(248, ' ')]);
      await put(folder, {
        'a.hea': 'a 1 100 3\nsignal.dat 16 100/mV 16 0 0 0 0 I\n', 'signal.dat': new Uint8Array(6), 'a.atr': new Uint8Array(4),
        'b.dat': new Uint8Array(6), 'day.001': day, 'letter.txt': 'Dear colleague', 'nothing.xyz': new Uint8Array(0),
        'clinic.bin': Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]), 'ward.xml': Buffer.from('\ufeff<?xml version="1.0"?><AnnotatedECG/>', 'utf16le'), 'list.xml': '<list/>', 'desk.SCP': 'SCP',
      });
      const names = ['a.hea', 'signal.dat', 'a.atr', 'b.dat', 'day.001', 'letter.txt', 'nothing.xyz', 'clinic.bin', 'ward.xml', 'list.xml', 'desk.SCP'];
      const found = recordingsAmong(names);
      expect(found).toEqual(['a.hea']);
      expect(strangersTo(found, ['a.hea', 'A.DAT', 'a.atr'])).toEqual([]);
      expect(await wholeRecordingsIn(folder, found, strangersTo(found, names))).toEqual(['a.hea', 'b.dat', 'day.001', 'clinic.bin', 'ward.xml', 'desk.SCP']);
      for (const [name, format] of [['clinic.bin', 'DICOM'], ['ward.xml', 'HL7 aECG'], ['desk.SCP', 'SCP-ECG']] as const) await expect(openRecording(join(folder, name))).rejects.toThrow(`its format is ${format}`);
      await expect(openRecording(join(folder, 'b.dat'))).rejects.toThrow('There is no header file for b.dat');
      // A folder of a record and of a day in another format holds two.
      await put(folder, { 'day.edf': day });
      await expect(identify(folder)).rejects.toThrow('holds 2 recordings');
    });
  });

  it('knows its files in capitals, as older disks leave them', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'R.DAT': new Uint8Array(Int16Array.of(100, 200, 300).buffer), 'R.HEA': 'r 1 100 3\nr.dat 16 100/mV 16 0 0 0 0 I\n',
        'S.DAT': new Uint8Array(Int16Array.of(400, 500, 600).buffer), 'S.HEA': 's 1 100 3\ns.dat 16 100/mV 16 0 0 0 0 I\n',
        'W.HEA': 'w/2 1 100 6\nr 3\ns 3\n',
      });
      await put(folder, { 'R.ATR': writeAnnotations([{ sample: 1, symbol: 'V', subtype: 0, chan: 0, num: 0, aux: '' }]) });
      for (const path of ['R.HEA', 'R.DAT', 'R', 'r']) {
        const reader = await openRecording(join(folder, path));
        expect([path, reader.header.record, await allSamples(reader)]).toEqual([path, 'R', [[100, 200, 300]]]);
        expect(reader.annotations.map(({ symbol }) => symbol)).toEqual(['V']);
        await reader.close();
      }
      expect((await identify(folder)).path).toBe(join(folder, 'W.HEA'));
      const whole = await openRecording(join(folder, 'W.HEA'));
      expect(await allSamples(whole)).toEqual([[100, 200, 300, 400, 500, 600]]);
      await whole.close();
      expect(recordingsAmong(['R.DAT', 'R.HEA', 'R.ECG'])).toEqual(['R.HEA']);
    });
  });

  it('keeps what a file holds that ends early, and says so', async () => {
    await inFolder(async (folder) => {
      await put(folder, { 'r.dat': new Uint8Array(200), 'r.hea': 'r 1 100 1000\nr.dat 16 200\n' });
      const reader = await openRecording(join(folder, 'r'));
      expect(reader.header.sampleCount).toBe(100);
      expect(reader.warnings.join()).toContain('ends early: 1.0 s of 10.0 s');
      await reader.close();
    });
  });

  it('names what is wrong', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'missing.hea': 'missing 1 100 10\nmissing.dat 16 200\n',
        'zero.hea': 'zero 1 100 10\nzero.dat 16 200\n', 'zero.dat': '',
        'short.hea': 'short 2 100 10\nshort.dat 16 200\nshort.dat 16 200\n', 'short.dat': 'ab',
        'flac.hea': 'flac 1 100 10\nzero.dat 516 200\n',
        'out.hea': 'out 1 100 10\n../../etc/passwd 16 200\n',
        'bare.hea': 'bare 0 128 100\n',
        'empty.hea': '', 'prose.hea': 'this is no header\n', 'lone.dat': 'abcdef',
        'few.hea': 'few 3 100 10\nshort.dat 16\n',
      });
      const code = (name: string) => codeOf(openRecording(join(folder, name)));
      expect(await code('missing')).toBe('file-missing');
      expect(await code('nothing')).toBe('file-missing');
      expect(await code('lone.dat')).toBe('file-missing');
      expect(await code('zero')).toBe('file-empty');
      expect(await code('empty.hea')).toBe('file-empty');
      expect(await code('short')).toBe('file-truncated');
      expect(await code('flac')).toBe('format-unknown');
      expect(await code('out')).toBe('format-damaged');
      expect(await code('prose.hea')).toBe('format-damaged');
      expect(await code('few')).toBe('format-damaged');
      expect(await code('bare')).toBe('signal-missing');
    });
  });

  it('reads back what it wrote, for any samples and any blocks', async () => {
    await fc.assert(fc.asyncProperty(
      fc.constantFrom(16 as const, 212 as const), fc.integer({ min: 1, max: 3 }), fc.array(fc.integer({ min: -2100, max: 2100 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }),
      async (format, width, values, step) => inFolder(async (folder) => {
        const leads = Array.from({ length: width }, (_, l) => values.map((value, i) => ((i + l) % 7 === 0 ? INVALID_ADU : value)));
        const writer = await createWfdbRecord({ path: join(folder, 'r'), leads: leads.map((_, l) => lead(`L${l}`)), sampleRate: 250, format, start: { local: '2026-11-14T09:12:00.000', assumed: false }, comments: ['a note'] });
        for (let i = 0; i < values.length; i += step) await writer.write(leads.map((each) => each.slice(i, i + step)));
        await writer.finish();
        const reader = await openRecording(join(folder, 'r'));
        const limit = format === 212 ? 2047 : 32767;
        expect(await allSamples(reader, 7)).toEqual(leads.map((each) => each.map((value) => (value === INVALID_ADU ? value : Math.max(-limit, Math.min(limit, value))))));
        expect(reader.header).toMatchObject({ sampleRate: 250, sampleCount: values.length, start: { local: '2026-11-14T09:12:00.000', assumed: false }, comments: ['a note'] });
        expect(reader.header.leads.map(({ name }) => name)).toEqual(leads.map((_, l) => `L${l}`));
        await reader.close();
      }),
    ), { numRuns: 40 });
  });

  it('survives mutated headers and signals', async () => {
    const hea = new TextEncoder().encode('r 2 360 50 10:00:00 01/02/2003\nr.dat 212x1:0+0 200(1024)/mV 11 1024 995 -22131 0 MLII\nr.dat 212 200 11 1024 1011 20052 0 V5\n# 69 M\n');
    const dat = Uint8Array.from({ length: 150 }, (_, i) => (i * 37) & 0xff);
    await inFolder(async (folder) => {
      await fc.assert(fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(hea.length - 1), fc.oneof(fc.constantFrom(...'0123456789/:x+( \n-.~'.split('').map((c) => c.charCodeAt(0))), fc.nat(255))), { maxLength: 6 }),
        fc.nat(dat.length),
        async (edits, length) => {
          const changed = hea.slice();
          for (const [at, byte] of edits) changed[at] = byte;
          await put(folder, { 'r.hea': changed, 'r.dat': dat.subarray(0, length) });
          await survives(join(folder, 'r.hea'));
        },
      ), { numRuns: 400 });
    });
  });
});

withData('WFDB records of PhysioNet', (data) => {
  it('reads mitdb 100 as its header states', async () => {
    const reader = await openRecording(join(data, 'mitdb', '100'));
    expect(reader.header).toMatchObject({ record: '100', format: 'wfdb', sampleRate: 360, sampleCount: 650000, patient: { sex: 'M' } });
    expect(reader.annotations.length).toBe(2274);
    const text = await readFile(join(data, 'mitdb', '100.hea'), 'utf8');
    const sums = [0, 0];
    const firsts: number[] = [];
    for await (const block of reader.blocks(65536)) {
      block.leads.forEach((samples, l) => {
        firsts[l] ??= samples[0]!;
        for (const value of samples) sums[l] = (sums[l]! + value) | 0;
      });
    }
    const stated = text.split('\n').slice(1, 3).map((line) => line.split(' '));
    // Initial value and checksum of the header were written by the makers of the database.
    expect(firsts).toEqual(stated.map((fields) => Number(fields[5])));
    expect(sums.map((sum) => (sum << 16) >> 16)).toEqual(stated.map((fields) => Number(fields[6])));
    await reader.close();
  });

  it('matches the stated checksums of formats 212 and 16 in several sets', async () => {
    for (const record of ['mitdb/208', 'svdb/800', 'nstdb/118e06', 'ludb/1', 'cpsc2021/data_101_6', 'vfdb/418', 'qtdb/sel100']) {
      const reader = await openWfdb(join(data, record));
      const sums = reader.header.leads.map(() => 0);
      for await (const block of reader.blocks(65536)) {
        block.leads.forEach((samples, l) => {
          for (const value of samples) sums[l] = (sums[l]! + value) | 0;
        });
      }
      const stated = parseHeader(await readFile(`${join(data, record)}.hea`, 'utf8')).signals.map(({ checksum }) => checksum! & 0xffff);
      expect([record, sums.map((sum) => sum & 0xffff)]).toEqual([record, stated]);
      await reader.close();
    }
  });
});
