import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVALID_ADU, toMillivolts } from '../../core/study/recording.ts';
import type { Annotation } from '../../core/study/recording.ts';
import { chooseSignals } from '../../backend/formats/edf/choice.ts';
import { patientOf, startOf } from '../../backend/formats/edf/header.ts';
import { HOW_TO_INCLUDE } from '../../backend/formats/leads.ts';
import { parseTals } from '../../backend/formats/edf/tal.ts';
import { createEdfFile } from '../../backend/formats/edf/writer.ts';
import { fileFailure } from '../../backend/formats/files.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { withData } from '../helpers/data.ts';
import { allSamples, codeOf, inFolder, put, survives } from './helpers.ts';

interface Signal {
  label: string;
  unit: string;
  physical: [number | string, number | string];
  digital: [number, number];
  perRecord: number;
}

const ecg = (label: string, more: Partial<Signal> = {}): Signal => ({ label, unit: 'uV', physical: [-3276.8, 3276.7], digital: [-32768, 32767], perRecord: 4, ...more });
const TAL: Signal = { label: 'EDF Annotations', unit: '', physical: [-1, 1], digital: [-32768, 32767], perRecord: 20 };

/** A file made by hand; `records[r][s]` are samples or the text of an annotation signal. */
function edfFile(signals: Signal[], records: (number[] | string)[][], more: { reserved?: string; patient?: string; recording?: string; date?: string; time?: string; stated?: number; seconds?: string; bdf?: boolean } = {}): Uint8Array {
  const pad = (text: string | number, width: number) => String(text).slice(0, width).padEnd(width);
  const column = (width: number, of: (signal: Signal) => string | number) => signals.map((signal) => pad(of(signal), width)).join('');
  const head = [
    more.bdf ? '\xffBIOSEMI' : pad('0', 8), pad(more.patient ?? 'X X X X', 80), pad(more.recording ?? 'Startdate X X X X', 80),
    pad(more.date ?? '14.11.26', 8), pad(more.time ?? '09.12.00', 8), pad(256 * (signals.length + 1), 8), pad(more.reserved ?? '', 44),
    pad(more.stated ?? records.length, 8), pad(more.seconds ?? '1', 8), pad(signals.length, 4),
    column(16, (s) => s.label), column(80, () => ''), column(8, (s) => s.unit), column(8, (s) => s.physical[0]), column(8, (s) => s.physical[1]),
    column(8, (s) => s.digital[0]), column(8, (s) => s.digital[1]), column(80, () => ''), column(8, (s) => s.perRecord), column(32, () => ''),
  ].join('');
  const size = more.bdf ? 3 : 2;
  const bytes: number[] = [...head].map((char) => char.charCodeAt(0));
  for (const record of records) {
    record.forEach((content, s) => {
      const length = signals[s]!.perRecord * size;
      const part = typeof content === 'string'
        ? [...new TextEncoder().encode(content)]
        : content.flatMap((value) => Array.from({ length: size }, (_, i) => (value >> (8 * i)) & 0xff));
      for (let i = 0; i < length; i++) bytes.push(part[i] ?? 0);
    });
  }
  return Uint8Array.from(bytes);
}

describe('EDF', () => {
  it('leaves out by name what is no ECG, whatever its unit, and says how to have it', () => {
    const chosen = (...signals: [string, string?][]): [string[], string[]] => {
      const { leads, warnings } = chooseSignals(signals.map(([label, unit = 'uV']) => ({ label, unit, physicalMin: -3276.8, physicalMax: 3276.7, digitalMin: -32768, digitalMax: 32767, prefilter: '', perRecord: 4, offset: 0, isAnnotation: false })));
      return [leads.map(({ name }) => name), warnings];
    };
    const others = ['BH Respiration', '3D-Acc X', 'SpO2', 'Heart rate', 'Left Leg', 'Thorax', 'AccY', 'Oxygen', 'Body Temp'];
    for (const other of others) {
      for (const ecgLike of ['ECG II', 'Channel 1', 'sensor A', 'chest']) {
        const [leads, warnings] = chosen([ecgLike], [other]);
        expect([other, ecgLike, leads.length, warnings[0]]).toEqual([other, ecgLike, 1, `Left out, not named as ECG: ${other}. ${HOW_TO_INCLUDE}`]);
      }
      expect(chosen(['ECG II'], [`ECG ${other}`])[0]).toHaveLength(2);
    }
    expect(chosen(['I'], ['Resp', 'Ohm'], ['X', 'g'])).toEqual([['I'], ['Left out, not measured in volts: Resp, X.']]);
  });

  it('scales to millivolts, also upside down, and never reads a true value as missing', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'r.edf': edfFile(
          [ecg('ECG II'), ecg('ECG V1', { unit: 'mV', physical: [10, -10], digital: [-2000, 2000] })],
          [[[-32768, 0, 10, 32767], [-2000, 0, 200, 2000]]],
        ),
      });
      const reader = await openRecording(join(folder, 'r.edf'));
      const [two, v1] = await allSamples(reader, 3);
      const mv = (samples: number[], l: number) => Array.from(toMillivolts(samples, reader.header.leads[l]!), (value) => Math.round(value * 1e4) / 1e4);
      expect(two![0]).toBe(-32767);
      expect(mv(two!, 0)).toEqual([-3.2767, 0, 0.001, 3.2767]);
      expect(mv(v1!, 1)).toEqual([10, 0, -1, -10]);
      expect(reader.header.leads.map(({ name }) => name)).toEqual(['II', 'V1']);
      expect(reader.header.start).toEqual({ local: '2026-11-14T09:12:00.000', assumed: true });
      await reader.close();
    });
  });

  it('takes the ECG of the most common rate and names what it leaves out', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'r.edf': edfFile(
          [ecg('EEG Fpz-Cz'), ecg('ECG I'), ecg('ECG II'), ecg('ECG 3', { perRecord: 8 }), ecg('SaO2', { unit: '%' }), ecg('V1', { physical: [0, 0] })],
          [[[1, 1, 1, 1], [2, 2, 2, 2], [3, 3, 3, 3], [4, 4, 4, 4, 4, 4, 4, 4], [5, 5, 5, 5], [6, 6, 6, 6]]],
        ),
      });
      const reader = await openRecording(join(folder, 'r.edf'));
      expect(reader.header.leads.map(({ name }) => name)).toEqual(['I', 'II']);
      expect(await allSamples(reader)).toEqual([[2, 2, 2, 2], [3, 3, 3, 3]]);
      const warnings = reader.warnings.join('\n');
      for (const word of ['SaO2', 'EEG Fpz-Cz', 'ECG 3', 'V1']) expect(warnings).toContain(word);
      await reader.close();
    });
  });

  it('knows ECG1 for an ECG beside an EEG, and says where no signal bears the name of a lead', async () => {
    await inFolder(async (folder) => {
      const one = [[[1, 1, 1, 1], [2, 2, 2, 2]]];
      await put(folder, { 'sleep.edf': edfFile([ecg('F4'), ecg('ECG1')], one), 'eeg.edf': edfFile([ecg('F4'), ecg('C3')], one) });
      const sleep = await openRecording(join(folder, 'sleep.edf'));
      expect([sleep.header.leads.map(({ name }) => name), sleep.warnings]).toEqual([['ECG1'], [`Left out, not named as ECG: F4. ${HOW_TO_INCLUDE}`]]);
      await sleep.close();
      const eeg = await openRecording(join(folder, 'eeg.edf'));
      expect(eeg.warnings).toEqual(['No signal bears the name of an ECG lead; taken for leads: F4, C3. Look whether this is an ECG.']);
      await eeg.close();
    });
  });

  it('reads 24-bit BDF', async () => {
    await inFolder(async (folder) => {
      await put(folder, { 'r.bdf': edfFile([ecg('ECG', { digital: [-8388608, 8388607] })], [[[-8388608, -1, 8388607, INVALID_ADU]]], { bdf: true }) });
      const reader = await openRecording(join(folder, 'r.bdf'));
      expect(await allSamples(reader)).toEqual([[-8388608, -1, 8388607, INVALID_ADU + 1]]);
      await reader.close();
    });
  });

  it('lays out EDF+D with its gaps, events and late start', async () => {
    await inFolder(async (folder) => {
      await put(folder, {
        'r.edf': edfFile([ecg('ECG'), TAL], [
          [[1, 2, 3, 4], '+0.5\x14\x14\0+1\x1530\x14Palpitations\x14\0'],
          [[5, 6, 7, 8], '+1.5\x14\x14\0'],
          [[9, 10, 11, 12], '+4.5\x14\x14\0+4.75\x14V\x14\0'],
        ], { reserved: 'EDF+D', patient: 'MCH-023 F 02-MAY-1951 Haagse_Harry', recording: 'Startdate 14-NOV-2026 X X X' }),
      });
      const N = INVALID_ADU;
      const reader = await openRecording(join(folder, 'r.edf'));
      for (const frames of [1, 3, 5, 100]) {
        expect(await allSamples(reader, frames)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, N, N, N, N, N, N, N, N, 9, 10, 11, 12]]);
      }
      expect(reader.annotations.map(({ sample, symbol, aux }) => [sample, symbol, aux])).toEqual([[2, '"', 'Palpitations'], [17, 'V', '']]);
      expect(reader.header.patient).toEqual({ id: 'MCH-023', sex: 'F', birth: '1951-05-02', name: 'Haagse Harry' });
      expect(reader.header.start).toEqual({ local: '2026-11-14T09:12:00.500', assumed: false });
      await reader.close();
    });
  });

  it('reads fields of people and times', () => {
    expect(patientOf('X X X X', true)).toEqual({ name: '', id: '', birth: '', sex: '' });
    expect(patientOf('Jane Doe 1951', false).name).toBe('Jane Doe 1951');
    expect(patientOf('Jane_Doe', true).name).toBe('Jane Doe');
    expect(patientOf('P-1 F X Doe_Jane Age:71', true)).toEqual({ name: 'Doe Jane', id: 'P-1', birth: '', age: '71', sex: 'F' });
    expect(patientOf('unknown', false).name).toBe('');
    // Forms that nobody filled in are nobody's name and no day.
    for (const form of ['X X X X', 'X X dd-MMM-yyyy X', 'X dd-MMM-yyyy', 'Startdate X X X X', 'Startdate dd-MMM-yyyy X X X', 'X M dd-MMM-yyyy Patient_Name', 'code sex birthdate name', 'DD.MM.YY', 'Patient Name']) {
      for (const plus of [true, false]) if (plus || !form.startsWith('X dd')) expect([form, patientOf(form, plus).name, patientOf(form, plus).id, patientOf(form, plus).birth]).toEqual([form, '', '', '']);
    }
    expect(patientOf('P-1 F dd-MMM-yyyy Doe_Jane', true)).toEqual({ name: 'Doe Jane', id: 'P-1', birth: '', sex: 'F' });
    expect(patientOf('X dd-MMM-yyyy Miller', true).name).toBe('Miller');
    expect([patientOf('Malcolm X', false).name, patientOf('X Ambassador', false).name, patientOf('Mary-Ann Startdate', true).name]).toEqual(['Malcolm X', 'X Ambassador', 'Mary-Ann']);
    expect(startOf('14.11.26', '09.12.00', 'Startdate dd-MMM-yyyy X X X')).toEqual({ local: '2026-11-14T09:12:00.000', assumed: true });
    expect(startOf('dd.mm.yy', 'hh.mm.ss', 'Startdate dd-MMM-yyyy')).toEqual({ local: '2000-01-01T00:00:00.000', assumed: true });
    expect(startOf('02.03.85', '10.11.12', '')).toEqual({ local: '1985-03-02T10:11:12.000', assumed: false });
    expect(startOf('01.01.85', '00.00.00', 'Startdate X X X X')).toEqual({ local: '2000-01-01T00:00:00.000', assumed: true });
    expect(startOf('02.03.26', '10.11.12', 'Startdate 02-MAR-2026 X X X')).toEqual({ local: '2026-03-02T10:11:12.000', assumed: false });
    expect(startOf('99.99.99', '10.11.12', '').assumed).toBe(true);
    expect(parseTals(new TextEncoder().encode('+1\x152\x14a\x14b\x14\0-0.5\x14\x14\0nonsense\0'))).toEqual([
      { onset: 1, duration: 2, texts: ['a', 'b'] }, { onset: -0.5, duration: 0, texts: [] },
    ]);
  });

  it('keeps what a truncated file holds and names what cannot be read', async () => {
    await inFolder(async (folder) => {
      const whole = edfFile([ecg('ECG')], [[[1, 2, 3, 4]], [[5, 6, 7, 8]], [[9, 10, 11, 12]]]);
      const eegOnly = edfFile([ecg('Resp', { unit: '%' })], [[[1, 2, 3, 4]]]);
      await put(folder, {
        'short.edf': whole.subarray(0, whole.length - 3), 'header.edf': whole.subarray(0, 300), 'bare.edf': whole.subarray(0, 512), 'stub.edf': whole.subarray(0, 100),
        'open.edf': edfFile([ecg('ECG')], [[[1, 2, 3, 4]]], { stated: -1 }), 'zero.edf': '', 'text.edf': 'Dear colleague, please find the recording.\n', 'resp.edf': eegOnly,
      });
      const reader = await openRecording(join(folder, 'short.edf'));
      expect(await allSamples(reader)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
      expect(reader.warnings.join()).toContain('ends early: 2.0 s of 3.0 s');
      await reader.close();
      const unclosed = await openRecording(join(folder, 'open.edf'));
      expect(unclosed.header.sampleCount).toBe(4);
      await unclosed.close();
      const code = (name: string) => codeOf(openRecording(join(folder, name)));
      expect(await code('header.edf')).toBe('file-truncated');
      expect(await code('stub.edf')).toBe('file-truncated');
      expect(await code('bare.edf')).toBe('file-truncated');
      expect(await code('zero.edf')).toBe('file-empty');
      expect(await code('text.edf')).toBe('format-unknown');
      expect(await code('resp.edf')).toBe('signal-missing');
      await expect(openRecording(join(folder, 'text.edf'))).rejects.toThrow('text.edf ends in .edf but is no such recording: it is text.');
    });
  });

  it('reads back what it wrote, with its events', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'r.edf');
      const samples = Array.from({ length: 1030 }, (_, i) => (i > 300 && i < 350 ? INVALID_ADU : Math.round(900 * Math.sin(i / 9))));
      const annotations: Annotation[] = Array.from({ length: 120 }, (_, i) => ({ sample: i * 8, symbol: i % 9 === 0 ? 'V' : 'N', subtype: 0, chan: 0, num: 0, aux: '' }));
      annotations.push({ sample: 1000, symbol: '+', subtype: 0, chan: 0, num: 0, aux: '(AFIB' }, { sample: 1020, symbol: '"', subtype: 0, chan: 0, num: 0, aux: 'dizzy, standing' });
      const lead = { name: 'A', gain: 200, baseline: 0, bits: 16 };
      const patient = { name: 'Haagse Harry', id: 'M 1', birth: '1951-05-02', sex: 'F' as const };
      const writer = await createEdfFile({ path, leads: [lead, { ...lead, name: 'B', gain: 1000, baseline: 12 }], sampleRate: 250, sampleCount: samples.length, start: { local: '2026-11-14T09:12:00.000', assumed: false }, patient, annotations });
      for (let i = 0; i < samples.length; i += 77) await writer.write([samples.slice(i, i + 77), samples.slice(i, i + 77)]);
      await writer.finish();
      const reader = await openRecording(path);
      const [a, b] = await allSamples(reader, 100);
      expect(a!.slice(0, samples.length)).toEqual(samples);
      expect(b!.slice(0, samples.length)).toEqual(samples);
      expect(a!.slice(samples.length).every((value) => value === INVALID_ADU)).toBe(true);
      expect(reader.annotations).toEqual(annotations);
      expect(reader.header.patient).toEqual({ ...patient, id: 'M 1' });
      expect(reader.header.leads.map(({ gain, baseline }) => [Math.round(gain * 10) / 10, Math.round(baseline)])).toEqual([[200, 0], [1000, 12]]);
      expect(reader.header.start).toEqual({ local: '2026-11-14T09:12:00.000', assumed: false });
      await reader.close();
    });
  });

  it('says that a file was cut while it was read rather than take the rest for a gap', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'r.edf');
      await put(folder, { 'r.edf': edfFile([ecg('ECG I')], Array.from({ length: 40 }, () => [1, 2, 3, 4]).map((record) => [record])) });
      const reader = await openRecording(path);
      await truncate(path, 700);
      expect(await codeOf(allSamples(reader, 10))).toBe('file-changed');
      await reader.close();
    });
    // A card that was taken out.
    const gone = fileFailure(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' }), '/card/day.edf');
    expect(gone).toMatchObject({ code: 'file-missing', message: expect.stringContaining('day.edf'), hint: expect.stringContaining('connected') });
  });

  it('survives mutated files', async () => {
    const whole = edfFile([ecg('ECG I'), ecg('Resp', { unit: 'mV' }), TAL], Array.from({ length: 4 }, (_, r) => [[1, 2, 3, 4], [5, 6, 7, 8], `+${r}\x14\x14\0+${r}.5\x14N\x14\0`]), { reserved: 'EDF+D' });
    await inFolder(async (folder) => {
      const path = join(folder, 'r.edf');
      await fc.assert(fc.asyncProperty(
        // Most edits in the header, where they do harm.
        fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 168, max: 1023 }) }, { weight: 1, arbitrary: fc.nat(whole.length - 1) }), fc.oneof(fc.constantFrom(...'0123456789.+- EDZ'.split('').map((c) => c.charCodeAt(0))), fc.nat(255))), { maxLength: 8 }),
        fc.oneof({ weight: 4, arbitrary: fc.constant(whole.length) }, { weight: 1, arbitrary: fc.nat(whole.length) }),
        async (edits, length) => {
          const changed = whole.slice();
          for (const [at, byte] of edits) changed[at] = byte;
          await put(folder, { 'r.edf': changed.subarray(0, length) });
          await survives(path);
        },
      ), { numRuns: 400 });
    });
  });
});

withData('EDF files of others', (data) => {
  it('reads an ECG in EDF as its twin in CSV has it', async () => {
    const reader = await openRecording(join(data, 'formats', 'contec', '0000050.ECG.edf'));
    expect(reader.header).toMatchObject({ sampleRate: 800, sampleCount: 37855 });
    expect(reader.header.leads.map(({ name }) => name)).toEqual(['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']);
    const samples = await allSamples(reader, 5000);
    const csv = (await readFile(join(data, 'formats', 'contec', '0000050.ECG.csv'), 'latin1')).split(/\r?\n/);
    // The CSV holds what the converter of the recorder gave.
    csv.slice(0, 37855).forEach((line, i) => {
      const stated = line.split(',').slice(0, 6).map(Number);
      if (stated.some((value, l) => value !== samples[l]![i])) throw new Error(`sample ${i} differs from ${line}`);
    });
    await reader.close();
  });
});
