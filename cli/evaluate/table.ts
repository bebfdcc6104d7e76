/** The result of `isoline evaluate` as a person reads it. */
import { CELLS, FIGURE_CLASSES, type Figures } from '../../core/scoring/confusion.ts';
import type { EvaluationReport } from './result.ts';
import { rhythmLines } from './rhythm.ts';
import { trustLines } from './trust.ts';
import { ventricularLines, type VentricularReport } from './ventricular.ts';

function percent(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function row(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('').trimEnd();
}

const COLUMNS = ['', 'QRS Se', 'PPV', ...FIGURE_CLASSES.filter((name) => name !== 'N').flatMap((name) => [`${name} Se`, 'PPV', 'F1']), 'N F1', 'macro-F1', 'NSV'];

function figureCells(figures: Figures): string[] {
  const classes = FIGURE_CLASSES.filter((name) => name !== 'N').flatMap((name) => [figures[name].se, figures[name].ppv, figures[name].f1]);
  return [figures.qrs.se, figures.qrs.ppv, ...classes, figures.N.f1, figures.macroF1, figures.macroF1NSV].map(percent);
}

/** Lines of the table: how it was scored, figures, records, confusion matrix. */
export function tableOf(report: EvaluationReport): string[] {
  const nameWidth = Math.max(14, ...report.records.map(({ record }) => record.length + 10));
  const widths = COLUMNS.map((column, i) => (i === 0 ? nameWidth : column === 'macro-F1' ? 10 : column.endsWith('Se') ? 9 : 8));
  const wide = [...widths, 8, 11];
  const line = (name: string, figures: Figures): string => row([name, ...figureCells(figures)], widths);
  const lines = [...heading(report), '', row(COLUMNS, widths), line('gross', report.gross), line('average', report.average)];
  if (report.without232) lines.push(line('without 232', report.without232));
  lines.push('', row(['record', ...COLUMNS.slice(1), 'beats', 'abstained'], wide));
  for (const record of report.records) {
    const name = record.paced ? `${record.record} (paced)` : record.record;
    lines.push(row([name, ...figureCells(record), String(record.beats), record.abstainedPercent.toFixed(2)], wide));
  }
  lines.push('', ...matrix(report), ...trustLines(report), ...rhythmLines(report), ...ventricularLines(ventricularOf(report), report.falseAlarms));
  lines.push('', `Abstained: ${report.abstainedPercent.toFixed(2)} % of the scored time, ${report.abstainedBeats} beats, all of them counted as missed.`);
  return lines;
}

function heading(report: EvaluationReport): string[] {
  const protocol = report.protocol === 'ec57' ? 'EC57: 150 ms, first 5 minutes not scored, e j n are S' : 'literature: 150 ms, all minutes scored, e j are N';
  const list = report.list === null ? '' : ` (${report.list})`;
  const beats =
    report.annotator !== null
      ? `annotation files .${report.annotator}`
      : report.beats === 'own'
        ? 'own R peaks'
        : report.beats === 'reference'
          ? 'R peaks given by the reference'
          : report.beats === 'stripped'
            ? 'R peaks given by the reference, stripped of their classes'
            : `R peaks given by .${report.beats}`;
  const lines = [
    `${report.set}${list}: ${report.records.length} records, ${report.scoredBeats} beats (${report.scoredClassBeats} with classes); ${protocol}`,
    `${beats}; leads: ${report.leads}; reference .${report.reference}${report.excluded.length > 0 ? `; without ${report.excluded.join(', ')}` : ''}${report.adapt === 'none' ? '' : `; assisted: ${report.adapt}, ${report.asks} asks`}`,
  ];
  if (report.model !== null) {
    lines.push(`model: ${report.folds ? `${report.model}, ${modelsOfFolds(report)}` : `${report.model} ${report.modelSha256?.slice(0, 12) ?? ''}`}`.trimEnd());
    lines.push(...training(report.trainedOn));
    if (report.seenInTraining.length > 0) {
      lines.push(`The model was trained on the patients of ${report.seenInTraining.length} of these records: their figures say nothing about new patients${report.folds ? ', since no group holds them' : ' (--folds does)'}.`);
    }
  }
  const short = report.records.filter(({ scoredSeconds }) => scoredSeconds === 0).length;
  if (short > 0) lines.push(`${short} records are no longer than the five minutes that EC57 leaves out.`);
  return lines;
}

/** Which model of the cross-validation labelled which records. One that belongs to no group is labelled by the shipped model, which may know its patient. */
function modelsOfFolds({ records }: EvaluationReport): string {
  const without = records.filter(({ fold }) => fold === null).length;
  if (records.length > 0 && without === records.length) return 'the shipped one: no record belongs to a group';
  return `for each record the one that has not seen its group${without > 0 ? `; for the ${without} that belong to no group the shipped one` : ''}`;
}

/** What the models were trained on, a line each. */
function training(trainedOn: EvaluationReport['trainedOn']): string[] {
  const sets = trainedOn === null ? [] : Array.isArray(trainedOn) ? trainedOn : [trainedOn];
  return sets.map(({ beats, lists }) => {
    const records = Object.entries(lists).map(([set, names]) => `${names.length} of ${set}`);
    return `trained on ${beats} beats (records: ${records.join(', ')})`;
  });
}

function matrix(report: EvaluationReport): string[] {
  const { counts } = report.confusion;
  const names = CELLS.map((cell) => ({ O: 'missed', X: 'abstained' })[cell as string] ?? cell.toLowerCase());
  const widths = [14, ...names.map((name) => Math.max(9, name.length + 2))];
  return [
    row(['reference', ...names], widths),
    ...CELLS.map((cell, r) => {
      const label = cell === 'O' ? 'no beat' : cell === 'X' ? 'unreadable' : cell;
      const values = counts[r]!.map((value, c) => (r >= 5 && c >= 5 ? '' : String(value)));
      return row([label, ...values], widths);
    }),
  ];
}

function ventricularOf({ rhythm }: EvaluationReport): VentricularReport | null {
  if (!rhythm?.VF || !rhythm.VT || !rhythm.ventricular || !rhythm.byLength) return null;
  const { VF, VT, ventricular, ventricularWithoutFaulty = null, faulty = [], byLength } = rhythm;
  return { VF, VT, ventricular, ventricularWithoutFaulty, faulty, byLength };
}
