/** Days of reference beats and rhythm for training the AF classifier: annotations alone, no signal. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { readHeader } from '../../../backend/formats/wfdb/header.ts';
import { codeOf } from '../../../core/beats/classes.ts';
import { seriesOf, type BeatSeries } from '../../../core/rhythm/series.ts';

export interface Day {
  name: string;
  series: BeatSeries;
  /** Rhythm changes: sample and label from there on (`N`, `AFIB`, …). */
  rhythm: { sample: number; label: string }[];
}

/** Sets of the splits that train it, with the list each takes. */
export const TRAINING_SETS = [
  ['ltafdb', 'train', 'atr'],
  ['nsrdb', 'train', 'atr'],
  ['nsr2db', 'train', 'ecg'],
  ['mitdb', 'train', 'atr'],
  ['svdb', 'train', 'atr'],
] as const;

export async function listOf(data: string, set: string, list: string): Promise<string[]> {
  const splits = JSON.parse(await readFile(join(data, 'splits.json'), 'utf8')) as Record<string, Record<string, string[]>>;
  return splits[set]![list]!;
}

/** Beats and rhythm of one record. `beats` names another annotation file for the beats; its labels are not used. */
export async function readDay(data: string, set: string, record: string, extension: string, beats = extension): Promise<Day> {
  const path = join(data, set, record);
  const header = await readHeader(path);
  const marks = await readAnnotationFile(`${path}.${extension}`, header.frameRate);
  const from = beats === extension ? marks : await readAnnotationFile(`${path}.${beats}`, header.frameRate);
  const found = from.filter(({ symbol }) => codeOf(symbol) >= 0 && symbol !== '|');
  const plain = codeOf('N');
  // Where the marks end before the recording does, nobody has told what came after.
  const end = (marks.at(-1)?.sample ?? 0) + 1;
  const series = seriesOf({
    beats: {
      key: Int32Array.from(found, (_, i) => i),
      sample: Float64Array.from(found, ({ sample }) => sample),
      code: Uint8Array.from(found, ({ symbol }) => (beats === extension ? codeOf(symbol) : plain)),
    },
    sampleRate: header.frameRate,
    sampleCount: end,
    unreadable: [],
    gaps: [],
  });
  const rhythm = marks.filter(({ symbol, aux }) => symbol === '+' && aux.startsWith('(')).map(({ sample, aux }) => ({ sample, label: aux.slice(1).trim() }));
  return { name: `${set}/${record}`, series, rhythm };
}

/** 1 in fibrillation or flutter, 0 in another rhythm, −1 where the mark says neither (ventricular rhythms go on over either). */
export function labelAt(day: Day, sample: number, from: { at: number }): number {
  while (from.at + 1 < day.rhythm.length && day.rhythm[from.at + 1]!.sample <= sample) from.at++;
  const change = day.rhythm[from.at];
  if (change === undefined || change.sample > sample) return day.rhythm.length === 0 ? 0 : -1;
  if (/^(AFIB|AFL)$/.test(change.label)) return 1;
  return /^(VT|VFL|VF|T|B|IVR|NOISE)$/.test(change.label) ? -1 : 0;
}
