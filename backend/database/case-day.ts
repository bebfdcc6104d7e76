/**
 * A case's day as it is told: summary, findings and tables, computed from the
 * current state when they are asked for and kept until it changes.
 */
import type { EditState } from '../../core/review/state.ts';
import { fibrillationSaid, withPeople, type PeoplesFindings } from '../../core/review/hand-events.ts';
import type { DayPicture } from '../../core/review/impact.ts';
import { valuesOf } from '../../core/review/state.ts';
import type { Finding, FindingSettings } from '../../core/rhythm/finding.ts';
import { settingsFrom, THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import { waveTrends, type WaveTrends } from '../../core/rhythm/wave-trends.ts';
import { countedBeats, findingsAfter, tablesOf, type DayFindings, type FindingsInput, type FindingTables } from '../../core/rhythm/findings.ts';
import { hrvOfDay, noHrv, type HrvDay } from '../../core/rhythm/hrv.ts';
import { spikeSamples } from '../../core/rhythm/pacing.ts';
import { isTachycardiaBySignal } from '../../core/rhythm/tachycardia-by-signal.ts';
import { ventricularDay, type VentricularDay } from '../../core/rhythm/ventricular-fibrillation.ts';
import { secondOfDay } from '../../core/study/clock.ts';
import { leadQuality, type LeadQuality } from '../../core/study/lead-quality.ts';
import { normalised } from '../../core/study/spans.ts';
import { sketch, summarise } from '../../core/study/summary.ts';
import type { CountedBeats, SummaryFrame } from '../../core/study/summary.ts';
import type { DaySketch, StudySummary } from '../../core/study/summary-types.ts';
import type { CaseDatabase, ImportedRecording } from './case-database.ts';
import { currentFacts, type CaseState } from './case-state.ts';
import type { RunEvidence } from './run-columns.ts';

/** What is told of a day, plain: it may be worked out on another thread. */
export interface ToldDay {
  summary: StudySummary;
  findings: PeoplesFindings;
  tables: FindingTables;
  sketch: DaySketch;
  hrv: HrvDay;
  trends: WaveTrends;
  quality: LeadQuality;
}

/** Stretches that segments say no lead measured, as pairs of samples: sorted, joined, and long enough to be a gap. */
export function joinedGaps(said: ArrayLike<number>, sampleRate: number): Float64Array {
  const all = normalised(said);
  const long = Array.from({ length: all.length / 2 }, (_, i) => all.subarray(2 * i, 2 * i + 2)).filter((pair) => pair[1]! - pair[0]! >= 0.1 * sampleRate);
  return Float64Array.from(long.flatMap((pair) => Array.from(pair)));
}

/** What of a case its day is computed from. */
export interface CaseOfDay {
  readonly db: CaseDatabase;
  readonly recording: ImportedRecording;
  readonly state: CaseState;
  /** Stretches that no lead measured, pairs of samples. */
  readonly gaps: Float64Array;
  unreadableOf(edit: EditState): Float64Array;
}

export class CaseDay {
  readonly #open: CaseOfDay;
  /** Findings last computed; kept when the beats change, for what they still tell. */
  #day: DayFindings | null = null;
  #dayIsCurrent = false;
  #told: Partial<ToldDay> = {};
  #evidence: { of: string; evidence: RunEvidence; lanes?: LeadQuality } | null = null;
  #ventricular: VentricularDay | undefined;
  /** Of the state whose variability was last told: an edit leaves most of them as they are. */
  readonly #knownHrv = noHrv();

  constructor(open: CaseOfDay) {
    this.#open = open;
  }

  /** The state has changed. */
  forget(): void {
    this.#told = {};
    this.#dayIsCurrent = false;
  }

  /** Takes over what was worked out elsewhere of the very same state. */
  take(told: ToldDay): void {
    this.#told = told;
  }

  /** Whether all of it is worked out. */
  get isTold(): boolean {
    return this.#told.summary !== undefined && this.#told.findings !== undefined && this.#told.tables !== undefined;
  }

  get summary(): StudySummary {
    return (this.#told.summary ??= summarise(this.#open.state.edit.beats, this.frame, this.#counted));
  }

  /** The beats that count, where findings were computed from them already. */
  get #counted(): CountedBeats | undefined {
    return this.#day && this.#dayIsCurrent ? countedBeats(this.#day) : undefined;
  }

  get sketch(): DaySketch {
    return (this.#told.sketch ??= sketch(this.#open.state.edit.beats, this.frame, undefined, this.#counted));
  }

  /** Findings of what is analysed, from the current beats. After an edit only what it reaches is measured anew. */
  get found(): DayFindings {
    if (this.#day && this.#dayIsCurrent) return this.#day;
    this.#day = this.findingsOf(this.#open.state.edit);
    this.#dayIsCurrent = true;
    return this.#day;
  }

  /** Findings of the present state, or of what an edit would make of it. */
  findingsOf(edit: EditState): DayFindings {
    return findingsAfter(this.#day, this.#inputOf(edit), this.settingsOf(edit));
  }

  #inputOf(edit: EditState): FindingsInput {
    const { header } = this.#open.recording;
    const { run } = this.#open.state;
    const leads = run && run.leads.length > 0 ? run.leads : [...header.leads.keys()];
    const { doubtful, quality, columns } = this.#runEvidence(leads.length);
    return {
      beats: edit.beats,
      sampleRate: header.sampleRate,
      sampleCount: run ? Math.min(header.sampleCount, run.analysedTo) : 0,
      unreadable: this.#open.unreadableOf(edit),
      gaps: this.#open.gaps,
      doubtful,
      quality: { ...quality, numbers: leads },
      evidence: columns,
      fibrillationSaid: fibrillationSaid(edit, header.sampleRate, this.settingsOf(edit)),
      startSecond: this.#startSecond(edit),
    };
  }

  /** Thresholds of the present state, or of what an edit would make of it. */
  settingsOf(edit: EditState = this.#open.state.edit): FindingSettings {
    return settingsFrom(valuesOf(edit, 'setting').get(THRESHOLDS_SETTING));
  }

  /** Intervals and ST minute by minute. */
  get trends(): WaveTrends {
    return (this.#told.trends ??= waveTrends(this.found.waves, this.settingsOf().qtFormula));
  }

  /** Second of the day at sample 0, null where it is not known. */
  #startSecond(edit: EditState): number | null {
    const facts = currentFacts(this.#open.recording.header, edit);
    const known = !facts.startAssumed && facts.start !== '';
    return known ? secondOfDay(facts.start) : null;
  }

  /** Heart rate variability, computed when it is asked for. */
  get hrv(): HrvDay {
    return (this.#told.hrv ??= this.#variability());
  }

  #variability(): HrvDay {
    // Tachycardia by the beats is labelled V; that of the signal and of people may lie over beats labelled N.
    const isForeign = (finding: Finding): boolean => finding.kind === 'atrial-fibrillation' || finding.kind === 'atrial-flutter' || isTachycardiaBySignal(finding) || (finding.kind === 'ventricular-tachycardia' && finding.hand !== undefined);
    const foreign = this.findings.counted.filter(isForeign).sort((a, b) => a.from - b.from);
    return hrvOfDay(this.found.series, foreign, this.settingsOf(), this.#startSecond(this.#open.state.edit), this.#knownHrv);
  }

  /** Pacing spikes of the run, samples. */
  get spikes(): Float64Array {
    const { run } = this.#open.state;
    if (!run) return new Float64Array(0);
    const { columns } = this.#runEvidence(run.leads.length > 0 ? run.leads.length : this.#open.recording.header.leads.length);
    return spikeSamples(columns) ?? new Float64Array(0);
  }

  /** How each analysed lead could be read; no edit changes it. */
  get quality(): LeadQuality {
    return (this.#told.quality ??= this.#lanes());
  }

  #lanes(): LeadQuality {
    const { header } = this.#open.recording;
    const { run } = this.#open.state;
    const leads = run && run.leads.length > 0 ? run.leads : [...header.leads.keys()];
    const { quality } = this.#runEvidence(leads.length);
    return (this.#evidence!.lanes ??= leadQuality(quality, leads));
  }

  /** Evidence of the run that is shown, read once. */
  #runEvidence(leads: number): RunEvidence {
    const { db, recording } = this.#open;
    const { run } = this.#open.state;
    const of = `${run?.runId} ${run?.analysedTo}`;
    if (this.#evidence?.of !== of) this.#evidence = { of, evidence: db.runs.evidence(run?.runId ?? 0, leads, recording.header.sampleRate, 'when-asked') };
    return this.#evidence.evidence;
  }

  /** Findings as people left them: all, and those that count. */
  get findings(): PeoplesFindings {
    return (this.#told.findings ??= withPeople(this.found.findings, this.found.series, this.#open.state.edit, this.settingsOf()));
  }

  /** The tables that findings fill. */
  get tables(): FindingTables {
    return (this.#told.tables ??= tablesOf({ findings: this.findings.counted, series: this.found.series, waves: this.found.waves, ventricular: this.found.ventricular, ectopy: this.found.ectopy, pacing: this.found.pacing, said: this.findings.said }, this.settingsOf()));
  }

  /** What the beats are counted against. */
  get frame(): SummaryFrame {
    return this.#frameOf(this.#open.state.edit);
  }

  #frameOf(edit: EditState): SummaryFrame {
    const { sampleRate, sampleCount } = this.#open.recording.header;
    return { sampleRate, sampleCount, unreadable: this.#open.unreadableOf(edit), gaps: this.#open.gaps, analysedTo: this.#open.state.run?.analysedTo ?? 0, fibrillation: this.#fibrillation(edit) };
  }

  /** Ventricular fibrillation in force in a state, from, to pairs of samples: beats inside are not counted. */
  #fibrillation(edit: EditState): readonly number[] {
    if (!this.#open.state.run) return [];
    this.#ventricular = ventricularDay(this.#inputOf(edit), this.settingsOf(edit), this.#ventricular);
    return this.#ventricular.fibrillation;
  }

  /** The day of the present state, or of what an edit would make of it. */
  picture(edit: EditState): DayPicture {
    if (edit === this.#open.state.edit) return { summary: this.summary, tables: this.tables, findings: this.findings.counted };
    const day = this.findingsOf(edit);
    const { counted, said } = withPeople(day.findings, day.series, edit, this.settingsOf(edit));
    return { summary: summarise(edit.beats, this.#frameOf(edit), countedBeats(day)), tables: tablesOf({ findings: counted, series: day.series, waves: day.waves, ventricular: day.ventricular, ectopy: day.ectopy, pacing: day.pacing, said }, this.settingsOf(edit)), findings: counted };
  }

  /** All that is told of the day. */
  get told(): ToldDay {
    const { findings } = this;
    return { summary: this.summary, findings, tables: this.tables, sketch: this.sketch, hrv: this.hrv, trends: this.trends, quality: this.quality };
  }
}
