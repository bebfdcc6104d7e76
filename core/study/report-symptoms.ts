/** The symptom table of a report: what the patient felt or did, and what the heart did then. */
import type { Finding } from '../rhythm/finding.ts';
import { writtenKind } from '../rhythm/kind-words.ts';
import type { DiaryMark, Symptom } from '../review/diary.ts';
import type { ReportTable } from './report-waves.ts';
import { SYMPTOM_WINDOW, type SymptomRow } from './symptoms.ts';

/** What a mark is called in the report. */
export const SYMPTOM_WORDS: Readonly<Record<Symptom, string>> = {
  palpitations: 'palpitations',
  dizziness: 'dizziness',
  syncope: 'fainting',
  'chest-pain': 'chest pain',
  breathlessness: 'breathlessness',
  tiredness: 'tiredness',
  exertion: 'exertion',
  button: 'button pressed',
  other: 'other',
};

/** Findings that a line names; the others are counted. */
const MOST = 2;
const figure = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

/** What was felt, in the patient's own words where there are any. */
export function feltWords({ symptom, words }: Pick<DiaryMark, 'symptom' | 'words'>): string {
  if (words === '') return SYMPTOM_WORDS[symptom];
  return symptom === 'other' ? words : `${SYMPTOM_WORDS[symptom]}: ${words}`;
}

/** What was found in the window of a mark, or that nothing was. */
export function foundWords({ verdict, findings, S, V }: SymptomRow): string {
  const kinds = [...Map.groupBy(findings, ({ kind }: Finding) => kind)].map(([kind, all]) => (all.length > 1 ? `${all.length} ${writtenKind(kind)}` : writtenKind(kind)));
  const named = [...kinds.slice(0, MOST), ...(kinds.length > MOST ? [`${kinds.length - MOST} more`] : [])].join(', ');
  const beats = [V > 0 ? `${V} V` : '', S > 0 ? `${S} S` : ''].filter(Boolean).join(', ');
  if (verdict === 'unreadable') return ['cannot be read', named].filter(Boolean).join('; ');
  if (verdict === 'none') return ['no arrhythmia', named].filter(Boolean).join('; ');
  return [verdict === 'ectopic' ? `ectopic beats: ${beats}` : '', named, verdict === 'ectopic' ? '' : beats].filter(Boolean).join('; ');
}

/**
 * The table; null where the diary is empty.
 *
 * @param at wall time of a sample, in words
 */
export function symptomLines(rows: readonly SymptomRow[], at: (sample: number) => string): ReportTable | null {
  if (rows.length === 0) return null;
  const without = rows.filter(({ verdict }) => verdict === 'none').length;
  return {
    title: 'Symptoms and rhythm',
    detail: `${rows.length} ${rows.length === 1 ? 'mark' : 'marks'}, ${without} without arrhythmia; beats and findings from ${SYMPTOM_WINDOW.before} s before to ${SYMPTOM_WINDOW.after} s after, rates over 15 s`,
    columns: ['Time', 'Felt', 'Rate, least to greatest', 'Rhythm', 'Found'],
    widths: [0.7, 2, 1.2, 1.3, 2.4],
    words: true,
    rows: rows.map((row) => [
      at(row.mark.sample),
      feltWords(row.mark),
      row.rate === null && row.low === null ? '–' : `${figure(row.rate)}, ${figure(row.low)} to ${figure(row.high)}`,
      row.rhythm === null ? (row.verdict === 'unreadable' ? '–' : 'none of those looked for') : writtenKind(row.rhythm),
      foundWords(row),
    ]),
  };
}
