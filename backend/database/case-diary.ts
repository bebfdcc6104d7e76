/** The diary of a case: marks that came with the recording and what people made of them, put against the heart. */
import { diaryIn, fileMarks, type DiaryMark } from '../../core/review/diary.ts';
import { union } from '../../core/study/spans.ts';
import { symptomTable, type SymptomRow } from '../../core/study/symptoms.ts';
import type { SummaryFrame } from '../../core/study/summary.ts';
import type { CaseDatabase, ImportedRecording } from './case-database.ts';
import type { CaseState } from './case-state.ts';
import type { PeoplesFindings } from '../../core/review/hand-events.ts';

/** What of a case its diary is read from. */
export interface CaseOfDiary {
  readonly db: CaseDatabase;
  readonly recording: ImportedRecording;
  readonly state: CaseState;
}

/** What it is put against. */
export interface CaseOfSymptoms extends CaseOfDiary {
  readonly findings: PeoplesFindings;
  /** Unreadable spans, and stretches that no lead measured, as pairs of samples. */
  readonly unreadable: Float64Array;
  readonly gaps: Float64Array;
  readonly frame: Pick<SummaryFrame, 'fibrillation'>;
}

/** Marks of a database that is open: what came with a recording never changes, but for its being erased. */
const known = new WeakMap<CaseDatabase, DiaryMark[]>();

/** Marks of the diary that came with the recording, from its file. */
export function fileMarksOf({ db, recording }: Pick<CaseOfDiary, 'db' | 'recording'>): DiaryMark[] {
  if (recording.state === 'importing') return [];
  const there = known.get(db);
  if (there) return there;
  const marks = fileMarks(db.importedAnnotations());
  known.set(db, marks);
  return marks;
}

/** The diary as people left it, ascending by place. */
export function diaryOfCase(open: CaseOfDiary): DiaryMark[] {
  return diaryIn(fileMarksOf(open), open.state.edit);
}

/** What the heart did at each mark of the diary. */
export function symptomsOfCase(open: CaseOfSymptoms): SymptomRow[] {
  const { sampleRate, sampleCount } = open.recording.header;
  return symptomTable(diaryOfCase(open), {
    beats: open.state.edit.beats,
    findings: open.findings.counted,
    unreadable: union(open.unreadable, open.gaps),
    fibrillation: open.frame.fibrillation ?? [],
    sampleRate,
    sampleCount,
    analysedTo: open.state.run?.analysedTo ?? 0,
  });
}
