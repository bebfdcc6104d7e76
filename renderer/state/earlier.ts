/** An earlier study of the patient beside the one that is open: which there are, what is read of one, the place in what differs. */
import { create } from 'zustand';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { Study, StudyRow } from '../../core/contract/types.ts';
import { compareStudies, isSamePatient, type ComparedFinding, type ComparedStudies, type ComparedStudy, type ComparedTemplate, type KindChange } from '../../core/study/compared-studies.ts';
import type { StudySummary } from '../../core/study/summary-types.ts';
import type { Night } from '../../core/study/night.ts';
import { THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import { densityTrend, rateTrend, type DensityTrend, type RateTrend } from '../../core/study/trend.ts';
import { unpackLines } from '../../core/study/worklist-lines.ts';
import { notCounted } from '../../core/study/summary.ts';
import { derive } from './derived.ts';
import { nightsOfStudy } from './nights.ts';
import { isUndecided, standingsOf, stateOf, type EventStandings } from './events.ts';
import { parseLocal } from '../parts/format.ts';
import { addSentences } from './conclusion.ts';
import { startOf, useReview } from './review.ts';
import type { Review } from './review-model.ts';
import { client, say } from './session.ts';
import { WE } from '../parts/words-earlier.ts';

/** The day of a study for the common clock. */
export interface ComparedDay {
  /** Wall time of its first sample, milliseconds. */
  startMs: number;
  seconds: number;
  nights: Night[];
  rate: RateTrend;
  /** Beats per class and quarter of an hour. */
  density: DensityTrend;
}

/** The other study, read whole. */
interface Read {
  study: Study;
  summary: StudySummary;
  compared: ComparedStudy;
  day: ComparedDay;
  /** Its thresholds, as they are stored. */
  settings: string | undefined;
  edits: number;
}

interface Earlier {
  /** Studies of this patient that can be read, this one left out, the newest first. */
  rows: readonly StudyRow[];
  /** Case that is beside this one. */
  chosen: string | null;
  phase: 'idle' | 'loading' | 'ready' | 'failed';
  failure: ErrorShape | null;
  read: Read | null;
  /** Kind of finding under the reader's hand. */
  at: string | null;
  picture: 'both' | 'earlier' | 'now';
}

const NOTHING: Earlier = { rows: [], chosen: null, phase: 'idle', failure: null, read: null, at: null, picture: 'both' };

export const useEarlier = create<Earlier>()(() => NOTHING);
const get = useEarlier.getState;
const set = useEarlier.setState;

const READABLE: ReadonlySet<StudyRow['state']> = new Set(['ready', 'in-review', 'signed']);
const QUARTER = 900;
const RATE_BIN = 120;

/** Wall time at which a line's recording began, for the order of studies. */
function beganAt({ facts, importedAt }: StudyRow): number {
  return parseLocal(facts.start) ?? Date.parse(importedAt);
}

let turn = 0;

/** Looks for other studies of the patient of the open case. */
export async function findEarlier(): Promise<void> {
  const { caseId, study } = useReview.getState();
  if (!study || caseId === null) return;
  const mine = ++turn;
  try {
    const rows = unpackLines(await client().library.lines({})).filter((row) => row.caseId !== caseId && READABLE.has(row.state) && !row.blind && isSamePatient(row.facts, study.facts));
    if (mine === turn) set({ ...NOTHING, rows: rows.toSorted((a, b) => beganAt(b) - beganAt(a)), picture: get().picture });
  } catch (thrown) {
    if (mine === turn) set({ ...NOTHING, phase: 'failed', failure: errorShape(thrown) });
  }
}

export function forgetEarlier(): void {
  turn++;
  set(NOTHING);
}

/** The study that is looked at first: the last one before this one, or the nearest after it. */
export function firstChoice(rows: readonly StudyRow[], began: number): string | null {
  return (rows.find((row) => beganAt(row) <= began) ?? rows.at(-1))?.caseId ?? null;
}

/** Reads the other study. Reading it is noted in its access log, as every opening is. */
export async function chooseEarlier(caseId: string): Promise<void> {
  const mine = ++turn;
  set({ chosen: caseId, phase: 'loading', failure: null, read: null, at: null });
  try {
    const study = await client().library.open({ caseId });
    const [state, summary, found, { events }, history] = await Promise.all([
      client().review.state({ caseId }),
      client().review.summary({ caseId }),
      client().review.findings({ caseId }),
      client().review.events({ caseId }),
      client().review.history({ caseId }),
    ]);
    if (mine !== turn) return;
    const { sampleRate, sampleCount } = study.recording;
    const shut = Float64Array.from(notCounted(state));
    const { groups } = derive(state.beats, state.templates, state.marks, state.unreadable, sampleRate, shut, !study.run?.sealedAt);
    const read: Read = {
      study,
      summary,
      compared: comparedOf({ study, summary, tables: found.tables, findings: found.findings, events: standingsOf(events), groups }),
      day: {
        startMs: startOf(study),
        seconds: sampleCount / sampleRate,
        nights: nightsOfStudy(study, state.settings[THRESHOLDS_SETTING]),
        rate: rateTrend(state.beats, sampleRate, sampleCount, shut, RATE_BIN),
        density: densityTrend(state.beats, sampleRate, sampleCount, QUARTER, shut),
      },
      settings: state.settings[THRESHOLDS_SETTING],
      edits: history.filter((entry) => !entry.undone && entry.kind !== 'undo' && entry.kind !== 'redo').length,
    };
    set({ phase: 'ready', read, at: null });
  } catch (thrown) {
    if (mine === turn) set({ phase: 'failed', failure: errorShape(thrown) });
  }
}

interface Standing {
  study: Study;
  summary: StudySummary;
  tables: ComparedStudy['tables'];
  findings: readonly ComparedFinding['finding'][];
  events: EventStandings;
  groups: readonly { info: ComparedTemplate['info']; name: string; count: number; beatClass: string; open: boolean }[];
}

/** What is compared of a study as it stands: without rejected findings, templates named and counted as now. */
function comparedOf({ study, summary, tables, findings, events, groups }: Standing): ComparedStudy {
  const leads = study.run?.leads ?? [];
  return {
    leads: leads.map((lead) => study.recording.leads[lead]?.name ?? ''),
    sampleRate: study.recording.sampleRate,
    summary,
    tables,
    findings: findings.flatMap((finding) => {
      const state = stateOf(events, finding);
      return state === 'rejected' ? [] : [{ finding, decided: !isUndecided(state) }];
    }),
    templates: groups.map(({ info, count, open }) => ({ info: { ...info, count }, decided: !open })),
  };
}

/** The open case for the comparison; null while something of it is still on its way. */
export function comparedNow({ study, summary, tables, findings, events, derived }: Pick<Review, 'study' | 'summary' | 'tables' | 'findings' | 'events' | 'derived'>): ComparedStudy | null {
  return study && summary && tables && findings ? comparedOf({ study, summary, tables, findings, events, groups: derived.groups }) : null;
}

/** The open case's day on quarters of an hour. */
export function dayNow({ study, beats, unreadable, fibrillation, settings }: Pick<Review, 'study' | 'beats' | 'unreadable' | 'fibrillation' | 'settings'>): ComparedDay | null {
  if (!study) return null;
  const { sampleRate, sampleCount } = study.recording;
  const shut = Float64Array.from(notCounted({ unreadable, fibrillation }));
  return { startMs: startOf(study), seconds: sampleCount / sampleRate, nights: nightsOfStudy(study, settings[THRESHOLDS_SETTING]), rate: rateTrend(beats, sampleRate, sampleCount, shut, RATE_BIN), density: densityTrend(beats, sampleRate, sampleCount, QUARTER, shut) };
}

/** Both studies compared, the earlier first; null until both are there. A study after this one is the later of the two, and comes second. */
export function compared(now: ComparedStudy | null, other: ComparedStudy | null): ComparedStudies | null {
  return now && other ? compareStudies(other, now) : null;
}

/** Another study of the list. */
export function stepEarlier(direction: 1 | -1): void {
  const { rows, chosen } = get();
  const at = rows.findIndex(({ caseId }) => caseId === chosen);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + direction))];
  if (next && next.caseId !== chosen) void chooseEarlier(next.caseId);
}

/** Another kind of finding. */
export function stepKind(kinds: readonly KindChange[], direction: 1 | -1): void {
  const at = kinds.findIndex(({ kind }) => kind === get().at);
  const next = kinds[Math.max(0, Math.min(kinds.length - 1, at + direction))];
  if (next) set({ at: next.kind });
}

export function pickKind(kind: string): void {
  set({ at: kind });
}

const PICTURES = ['both', 'earlier', 'now'] as const;

export function nextPicture(): void {
  set({ picture: PICTURES[(PICTURES.indexOf(get().picture) + 1) % PICTURES.length]! });
}

/** Puts a sentence behind what the conclusion says already. */
export async function intoConclusion(sentence: string): Promise<void> {
  if (await addSentences([sentence])) say(WE.taken);
}
