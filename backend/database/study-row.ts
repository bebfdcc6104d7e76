/** A case as a line of the worklist. */
import type { StudyRow, StudyState } from '../../core/contract/types.ts';
import { assignedTo, readingsOf } from '../../core/review/case-people.ts';
import { openQuestions } from '../../core/review/questions.ts';
import { eventMarks, reviewEvents } from '../../core/review/event-ledger.ts';
import { findingItems } from '../../core/review/finding-items.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import { valuesOf } from '../../core/review/state.ts';
import { templateItems } from '../../core/review/template-items.ts';
import { longestRrOf } from '../../core/study/longest-rr.ts';
import { missingPart } from '../../core/study/part-read.ts';
import { diaryOfCase } from './case-diary.ts';
import type { OpenCase } from './open-case.ts';
import { currentFacts, isGrowing } from './case-state.ts';
import { readersOf } from './readers.ts';
import { isSigned, signatureOf } from './signatures.ts';
/** How a case stands. `working`: a run of it is going on in this process. */
export interface Standing {
  state: StudyState;
  /** 0…1 while importing or analysing, else 1. */
  progress: number;
  /** Share labelled while importing. */
  analysed?: number;
  trouble: string;
}

/** Of a recording that grows. */
const NOT_FOLLOWED = 'Nobody follows this recording now. Follow it again, or say that it has ended.';

/** Of a recording that did not come in whole, and of which people said something before. */
const BROKEN_OFF = 'The import was broken off. Import the recording again: it goes on from there, and what was corrected stays.';

/** @param unbegun why the latest analysis failed before its run was begun, or the import was broken off, else empty */
export function standingOf(open: OpenCase, working: boolean, unbegun = ''): Standing {
  const { recording, db } = open;
  const { sampleCount } = recording.header;
  const share = (samples: number): number => (sampleCount > 0 ? Math.min(1, samples / sampleCount) : 0);
  if (recording.state === 'importing' && !working) return { state: 'broken-off', progress: share(db.segments().samples), trouble: `${unbegun} ${BROKEN_OFF}`.trim() };
  if (recording.state === 'importing') return { state: 'importing', progress: share(db.segments().samples), analysed: share(open.state.run?.analysedTo ?? 0), trouble: '' };
  if (recording.state === 'growing') return { state: 'recording', progress: share(db.runs.all().at(-1)?.analysedTo ?? 0), trouble: working ? '' : NOT_FOLLOWED };
  if (working) return { state: 'analysing', progress: share(db.runs.all().at(-1)?.analysedTo ?? 0), trouble: '' };
  const { run } = open.state;
  if (run?.sealedAt) {
    // That a part is missing is told as long as the case is there.
    const missing = missingPart(recording.warnings);
    const begun = isSigned(open.state.edit) ? 'signed' : db.journal.ledger().standing.length > 0 ? 'in-review' : null;
    return { state: begun ?? (missing === '' ? 'ready' : 'part-readable'), progress: 1, trouble: missing };
  }
  if (!run) return { state: unbegun === '' ? 'waiting' : 'failed', progress: 0, trouble: unbegun };
  const progress = share(run.analysedTo);
  if (run.trouble !== '') return { state: 'failed', progress, trouble: run.trouble };
  return { state: 'waiting', progress, trouble: `The analysis was broken off at ${Math.floor(100 * progress)} %. It goes on from there.` };
}

function signedBy(open: OpenCase): Pick<StudyRow, 'signed'> {
  const signature = signatureOf(open.db, open.state.edit);
  return signature ? { signed: { author: signature.author, time: signature.time } } : {};
}

/** Findings that weigh, as items, and how many of them are decided. */
function weightOf(open: OpenCase): Pick<StudyRow, 'urgent' | 'findings'> {
  const { findings } = open.findings;
  const states = reviewEvents(findings, eventMarks(open.state.edit));
  const reviewed = findings.map((finding, i) => ({ finding, state: states[i]!.state }));
  return { urgent: reviewed.filter(({ finding, state }) => finding.severity === 'urgent' && (state === 'unseen' || state === 'reopened')).length, findings: findingItems(reviewed) };
}

/** Templates, marks of the diary and conflicts of a new analysis, as the window's queue counts them; a conflict is one until it is settled. */
function itemsOf(open: OpenCase): Pick<StudyRow, 'seen' | 'items'> {
  const { edit } = open.state;
  const marks = valuesOf(edit, 'review-mark');
  const templates = templateItems(open.templates, edit.beats, (id) => marks.get(id), isGrowing(open.state));
  const diary = diaryOfCase(open);
  return { seen: templates.seen + diary.filter(({ seen }) => seen).length, items: templates.items + diary.length + openConflicts(edit).length };
}

/** Figures of a line that take the whole day to work out. */
type DayFigures = Pick<StudyRow, 'sketch' | 'burdenV' | 'burdenS' | 'burdenAf' | 'longestRrSeconds' | 'urgent' | 'findings'>;

function dayFigures(open: OpenCase): DayFigures {
  // Of no beat there is no share: a line without figures is no quiet day.
  const burdens = open.summary.beats === 0 ? { burdenV: null, burdenS: null } : { burdenV: open.summary.burden.V, burdenS: open.summary.burden.S, burdenAf: open.findingTables.af.burden };
  return { sketch: open.sketch, ...burdens, longestRrSeconds: longestRrOf(open.summary, open.findingTables)?.seconds ?? null, ...weightOf(open) };
}

const NO_FIGURES: DayFigures = { sketch: null, burdenV: null, burdenS: null, longestRrSeconds: null };

function figuresOf({ sketch, burdenV, burdenS, burdenAf, longestRrSeconds, urgent, findings }: StudyRow): DayFigures {
  return { sketch, burdenV, burdenS, ...(burdenAf === undefined ? {} : { burdenAf }), longestRrSeconds, ...(urgent === undefined ? {} : { urgent }), ...(findings === undefined ? {} : { findings }) };
}

/**
 * The line of a case. Numbers of the day are there once a run is sealed.
 *
 * @param before a line of the case whose figures stand until the day is told; null where it is told now
 */
export function studyRow(open: OpenCase, working: boolean, unbegun = '', before: StudyRow | null = null): StudyRow {
  const { recording } = open;
  const { header } = recording;
  const { state, progress, analysed: labelled, trouble } = standingOf(open, working, unbegun);
  const current = open.state;
  const analysed = current.run !== null && current.run.sealedAt !== null;
  return {
    caseId: recording.caseId,
    facts: currentFacts(header, current.edit),
    format: header.format,
    record: header.record,
    leadCount: header.leads.length,
    seconds: header.sampleCount / header.sampleRate,
    state,
    progress,
    ...(labelled === undefined ? {} : { analysed: labelled }),
    trouble,
    priority: recording.priority,
    importedAt: recording.importedAt,
    ...(!analysed ? NO_FIGURES : before ? figuresOf(before) : dayFigures(open)),
    ...(analysed ? itemsOf(open) : { seen: 0, items: 0 }),
    edits: open.db.journal.ledger().standing.length,
    ...(state === 'signed' ? signedBy(open) : {}),
    assignedTo: assignedTo(current.edit),
    questions: openQuestions(current.edit).map(({ to }) => to),
    readings: readingsOf(current.edit),
    readers: readersOf(open),
    blind: false,
  };
}
