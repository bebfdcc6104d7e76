/**
 * Corrected labels as a WFDB annotation file. Beats bear their codes, artefacts
 * `|`; an unreadable span begins with `~` of subtype −1 and ends with `~` of
 * subtype 0. A `"` note at sample 0 names the model, another says where labels end
 * where the recording is not analysed to its end; a beat that a person
 * labelled, moved or inserted says so in its auxiliary text. Marks of the
 * patient's diary are `"` notes in words. Where a rhythm was
 * found, `+` marks say when it begins and ends (core/rhythm/rhythm-marks.ts).
 */
import { rhythmMarks } from '../../../core/rhythm/rhythm-marks.ts';
import type { Annotation } from '../../../core/study/recording.ts';
import { feltWords } from '../../../core/study/report-symptoms.ts';
import { diaryOfCase } from '../../database/case-diary.ts';
import type { OpenCase } from '../../database/open-case.ts';
import { writeAnnotations } from '../../formats/wfdb/annotations.ts';
import { beatLines } from './beat-lines.ts';

const mark = (sample: number, symbol: string, subtype: number, aux: string): Annotation => ({ sample, symbol, subtype, chan: 0, num: 0, aux });

/** Marks of the annotation file, ascending. */
export function annotationsOf(open: OpenCase, version: string): Annotation[] {
  const { run } = open.state;
  const model = run ? `, beats by ${run.modelName} ${run.modelVersion} (sha256 ${run.modelSha256.slice(0, 16)}, ${run.device})` : '';
  const marks = [mark(0, '"', 0, `Isoline ${version}${model}; a beat with a text is a person's; revision ${open.db.journal.head().sequence}`)];
  const { sampleCount } = open.recording.header;
  // Without it the rest would read as a recording without beats.
  if (run && run.analysedTo < sampleCount) marks.push(mark(run.analysedTo, '"', 0, `not analysed from here on: ${run.analysedTo} of ${sampleCount} samples are labelled`));
  const { unreadable } = open;
  for (let i = 0; i < unreadable.length; i += 2) {
    marks.push(mark(unreadable[i]!, '~', -1, ''));
    if (unreadable[i + 1]! < sampleCount) marks.push(mark(unreadable[i + 1]!, '~', 0, ''));
  }
  for (const diary of diaryOfCase(open)) marks.push(mark(Math.round(diary.sample), '"', 0, feltWords(diary)));
  // Beats inside are written nowhere: the brackets say why, as EC57 wants.
  const fibrillation = open.frame.fibrillation ?? [];
  // What goes on to the end is closed on the last sample: nothing may stand behind it.
  for (let i = 0; i < fibrillation.length; i += 2) marks.push(mark(fibrillation[i]!, '[', 0, ''), mark(Math.min(fibrillation[i + 1]!, sampleCount - 1), ']', 0, ''));
  // One that goes on to the end ends behind the last sample: nothing is there to be marked.
  for (const { sample, label } of rhythmMarks(open.findings.counted)) if (sample < sampleCount) marks.push(mark(sample, '+', 0, label));
  for (const line of beatLines(open)) marks.push(mark(line.sample, line.code, 0, line.said ? `${line.said.author} ${line.said.time}` : ''));
  // Marks of one sample keep their order: a span's edge stands before the beat on it.
  return marks.sort((a, b) => a.sample - b.sample);
}

export function annotationFile(open: OpenCase, version: string): Uint8Array {
  return writeAnnotations(annotationsOf(open, version));
}
