/** Results of earlier evaluations, a line each, so that a change of model or rules shows its price. */
import { appendFile, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import { fileFailure } from '../../backend/formats/files.ts';
import type { EvaluationReport } from './result.ts';

const percent = z.number().min(0).max(100).nullable();

const historyLine = z.object({
  /** UTC. */
  at: z.string(),
  /** How it was scored: only lines that agree in this are compared. */
  scored: z.string(),
  model: z.string().nullable(),
  modelSha256: z.string().nullable(),
  qrsSe: percent,
  qrsPpv: percent,
  S: percent,
  V: percent,
  F: percent,
  macroF1NSV: percent,
});
export type HistoryLine = z.infer<typeof historyLine>;

/** A report as a line of the history. */
export function lineOf(report: EvaluationReport, at: string): HistoryLine {
  const { gross } = report;
  const scored = [report.set, report.list ?? '', report.protocol, report.beats, report.annotator ?? '', report.leads, report.adapt, report.folds ? 'folds' : '', report.excluded.join(' ')].join('|');
  return { at, scored, model: report.model, modelSha256: report.modelSha256, qrsSe: gross.qrs.se, qrsPpv: gross.qrs.ppv, S: gross.S.f1, V: gross.V.f1, F: gross.F.f1, macroF1NSV: gross.macroF1NSV };
}

/**
 * Lines of a history file, oldest first; none where it is not there yet.
 *
 * @throws AppError `format-damaged` where a line cannot be read
 */
export async function readHistory(path: string): Promise<HistoryLine[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const failure = fileFailure(thrown, path);
    if (failure instanceof AppError && failure.code === 'file-missing') return [];
    throw failure;
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => {
      try {
        return historyLine.parse(JSON.parse(line));
      } catch (cause) {
        throw new AppError('format-damaged', `Line ${i + 1} of ${basename(path)} is no result of an evaluation.`, { hint: 'Name another file, or take the line out.', details: { path, line: i + 1 }, cause });
      }
    });
}

/** Adds a line to a history file, which is made where it is not there. */
export async function appendHistory(path: string, line: HistoryLine): Promise<void> {
  await appendFile(path, `${JSON.stringify(line)}\n`);
}
