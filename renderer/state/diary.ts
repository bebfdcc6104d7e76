/** The patient's diary in the window: the mark that is looked at, the card that is open, and what the heart did. */
import { useMemo } from 'react';
import { create } from 'zustand';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { StripChoice } from '../../core/contract/types.ts';
import type { DiaryMark } from '../../core/review/diary.ts';
import { union } from '../../core/study/spans.ts';
import { symptomTable, type SymptomRow } from '../../core/study/symptoms.ts';
import { SYMPTOM_NAME, WY } from '../parts/words-diary.ts';
import { standingFindings } from './events.ts';
import { decided } from './pace.ts';
import { goOn } from './queue-now.ts';
import { STRIP_SECONDS } from './printed-strip.ts';
import { stripAt, toggleStrip } from './report-strips.ts';
import { edit, rateOf, refusedAsSigned, useReview } from './review.ts';
import { openTab } from './session.ts';
import { across, currentRow, goToSample, useView } from './view.ts';

/** The card that is open: for a new mark at a place, or for one that is there. */
export type DiaryCard = { sample: number } | { id: string };

export const useDiary = create<{ card: DiaryCard | null }>()(() => ({ card: null }));

/** Marks with what the heart did, ascending by place. */
export function useSymptoms(): SymptomRow[] {
  const diary = useReview((review) => review.diary);
  const beats = useReview((review) => review.beats);
  const findings = useReview((review) => review.findings);
  const events = useReview((review) => review.events);
  const unreadable = useReview((review) => review.unreadable);
  const gaps = useReview((review) => review.gaps);
  const fibrillation = useReview((review) => review.fibrillation);
  const study = useReview((review) => review.study);
  const analysedTo = useReview((review) => review.analysedTo);
  return useMemo(() => {
    // Most days have no diary, and a fortnight has thousands of findings: each edit would go through them for nothing.
    if (diary.length === 0) return [];
    const counted = standingFindings(findings ?? [], events);
    return symptomTable(diary, { beats, findings: counted, unreadable: union(unreadable, gaps), fibrillation, sampleRate: rateOf(study), sampleCount: study?.recording.sampleCount ?? 0, analysedTo });
  }, [diary, beats, findings, events, unreadable, gaps, fibrillation, study, analysedTo]);
}

/** The mark that is looked at on the strip. */
export function markHere(): DiaryMark | null {
  const { mark } = useView.getState();
  return mark === null ? null : (useReview.getState().diary.find(({ id }) => id === mark) ?? null);
}

/** Shows a mark on the strip. */
export function goToMark({ id, sample }: DiaryMark): void {
  goToSample(sample);
  useView.setState({ mark: id, conflict: null, preview: null });
}

/** The first mark nobody has looked at, else the first; from any tab. */
export function walkDiary(): void {
  const { diary } = useReview.getState();
  const first = diary.find(({ seen }) => !seen) ?? diary[0];
  if (!first) return;
  goToMark(first);
  openTab('beats');
}

export function stepMark(direction: 1 | -1): void {
  const { diary } = useReview.getState();
  const at = diary.findIndex(({ id }) => id === useView.getState().mark);
  const next = diary[Math.max(0, Math.min(diary.length - 1, at + direction))];
  if (next) goToMark(next);
}

/** Marks that were looked at, while that is on its way to the journal. */
const noted = new Set<string>();

/** Shows a mark as looked at before the journal has it, and back where it was refused. */
function setSeen(id: string, seen: boolean): void {
  useReview.setState(({ diary }) => ({ diary: diary.map((mark) => (mark.id === id ? { ...mark, seen } : mark)) }));
}

/** Notes that the mark was looked at, and goes on: to the next of the diary, then to whatever needs an eye. */
export function seeMark(): void {
  const mark = markHere();
  if (!mark) return;
  if (!mark.seen) {
    if (refusedAsSigned()) return;
    decided(Date.now());
    // The next mark is there at once: a second Space is meant for that one.
    noted.add(mark.id);
    const { caseId } = useReview.getState();
    void edit({ kind: 'diary-change', id: mark.id, seen: true }).then((done) => {
      noted.delete(mark.id);
      if (!done && useReview.getState().caseId === caseId) setSeen(mark.id, false);
    });
    setSeen(mark.id, true);
  }
  const { diary } = useReview.getState();
  const open = diary.filter(({ id, seen }) => !seen && id !== mark.id && !noted.has(id));
  const next = open.find(({ sample }) => sample >= mark.sample) ?? open[0];
  if (next) goToMark(next);
  else {
    useView.setState({ mark: null });
    goOn();
  }
}

export async function removeMark(): Promise<void> {
  const mark = markHere();
  if (!mark || refusedAsSigned()) return;
  useView.setState({ mark: null });
  await edit({ kind: 'diary-remove', id: mark.id });
}

/** The strip of a mark: the mark in its middle, so far as the recording goes. */
export function stripOfMark({ sample }: Pick<DiaryMark, 'sample'>): { from: number; to: number } {
  const { study } = useReview.getState();
  const wide = Math.round(STRIP_SECONDS * rateOf(study));
  const last = Math.max(1, (study?.recording.sampleCount ?? 1) - 1);
  const from = Math.max(0, Math.min(last - wide, Math.round(sample - wide / 2)));
  return { from, to: Math.min(last, from + wide) };
}

/** Id of the mark's strip in the report, null where it is not there. */
export function stripInReport(strips: readonly StripChoice[], mark: Pick<DiaryMark, 'sample'>): string | null {
  return stripAt(strips, stripOfMark(mark));
}

/** Puts the strip of a mark into the report, or takes it out again. Its caption says the symptom and never the patient's words: they may name somebody, and captions stand in the journal. */
export function toggleMarkStrip(mark: DiaryMark): Promise<void> {
  return toggleStrip(stripOfMark(mark), `${WY.title}: ${SYMPTOM_NAME[mark.symptom]}`);
}

/** The strip of the mark that is looked at. */
export function toggleStripHere(): void {
  const mark = markHere();
  if (mark) void toggleMarkStrip(mark);
}

/** Opens the card for a new mark: at the current beat, else in the middle of the strip. */
export function beginMark(): void {
  if (useReview.getState().phase !== 'ready' || refusedAsSigned()) return;
  const row = currentRow();
  const { beats } = useReview.getState();
  useDiary.setState({ card: { sample: Math.round(row >= 0 ? beats.sample[row]! : Math.max(0, useView.getState().from + across() / 2)) } });
}

export function changeMark(): void {
  const mark = markHere();
  if (mark && !refusedAsSigned()) useDiary.setState({ card: { id: mark.id } });
}

/** Keeps what the card says. True where it is in the journal. */
export async function keepMark(card: DiaryCard, { sample, symptom, words }: Pick<DiaryMark, 'sample' | 'symptom' | 'words'>): Promise<boolean> {
  const request: EditRequest = 'id' in card ? { kind: 'diary-change', id: card.id, sample, symptom, words } : { kind: 'diary-add', sample, symptom, words };
  return edit(request);
}
