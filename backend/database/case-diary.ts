/** The diary of a case: marks that came with the recording and what people made of them, put against the heart. */
import { diaryIn, fileMarks, type DiaryMark } from '../../core/review/diary.ts';
import { union } from '../../core/study/spans.ts';
import { symptomTable, type SymptomRow } from '../../core/study/symptoms.ts';
import type { CaseDatabase } from './case-database.ts';
import type { OpenCase } from './open-case.ts';

/** Marks of a database that is open: what came with a recording never changes, but for its being erased. */
const known = new WeakMap<CaseDatabase, DiaryMark[]>();

/** Marks of the diary that came with the recording, from its file. */
export function fileMarksOf({ db, recording }: Pick<OpenCase, 'db' | 'recording'>): DiaryMark[] {
  if (recording.state === 'importing') return [];
  const there = known.get(db);
  if (there) return there;
  const marks = fileMarks(db.importedAnnotations());
  known.set(db, marks);
  return marks;
}

/** The diary as people left it, ascending by place. */
export function diaryOfCase(open: Pick<OpenCase, 'db' | 'recording' | 'state'>): DiaryMark[] {
  return diaryIn(fileMarksOf(open), open.state.edit);
}

/** What the heart did at each mark of the diary. */
export function symptomsOfCase(open: OpenCase): SymptomRow[] {
  const { sampleRate, sampleCount } = open.recording.header;
  return symptomTable(diaryOfCase(open), {
    beats: open.state.edit.beats,
    findings: open.findings.counted,
    unreadable: union(open.unreadable, open.gaps),
    sampleRate,
    sampleCount,
    analysedTo: open.state.run?.analysedTo ?? 0,
  });
}
