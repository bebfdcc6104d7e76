/**
 * The one door: every procedure of the program, with its schema and its kind.
 * Services implement it (`Handlers`), windows, the command line and a second
 * program call it (`Client`), three carriers bring it across.
 */
import { z } from 'zod';
import { ULID } from '../review/ulid.ts';
import { command, job, query, subscription } from './define.ts';
import type {
  AccessLine,
  AnalysisProgress,
  AnalysisResult,
  BackupInfo,
  EditResult,
  EngineState,
  EnvelopeWindow,
  ExportFile,
  ImportProgress,
  ImportResult,
  ReviewState,
  Signature,
  SignalWindow,
  Study,
  ThresholdChange,
  StudyRow,
} from './types.ts';
import { FACT_FIELDS } from './types.ts';
import { annotatorSchema } from './annotator.ts';
import { benchmarkGroup } from './benchmark.ts';
import { asksGroup } from './asks.ts';
import { deviceSchema } from './device.ts';
import { devicesGroup } from './devices.ts';
import { colleaguesGroup } from './colleagues.ts';
import { liveGroup } from './live.ts';
import { OWN_SETTINGS, peopleGroup } from './people.ts';
import { vaultGroup } from './vault.ts';
import type { CarryConflict } from '../review/carry.ts';
import { DIARY_WORDS, SYMPTOMS } from '../review/diary.ts';
import { EVENT_MARKS } from '../review/event-ledger.ts';
import type { EventReview } from '../review/event-ledger.ts';
import type { JournalEntry } from '../review/edit.ts';
import type { Impact } from '../review/impact.ts';
import type { EditPlace } from '../review/place.ts';
import { FINDING_KINDS } from '../rhythm/finding.ts';
import type { HrvDay } from '../rhythm/hrv.ts';
import { REASON } from '../study/open-items.ts';
import type { Finding } from '../rhythm/finding.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import type { WaveTrends } from '../rhythm/wave-trends.ts';
import type { LeadQuality } from '../study/lead-quality.ts';
import type { Picture } from '../study/picture.ts';
import type { ReportDraft } from '../study/narrative.ts';
import type { ReportPlace } from '../study/report-sections.ts';
import type { StudySummary } from '../study/summary-types.ts';
import type { BeatMeasurement } from '../waves/measure-beat.ts';
import type { PackedLines } from '../study/worklist-lines.ts';

const caseId = z.string().min(1).max(64);
const sample = z.number().finite();
const keys = z.instanceof(Int32Array);
const code = z.number().int().min(0).max(255);
const inCase = z.object({ caseId });
/** An event is named by its kind and its anchor beats. */
const eventName = { event: z.enum(FINDING_KINDS), anchors: z.array(z.number().int()).min(1).max(8) };
/** Why, in the author's words. */
const reason = z.string().max(2000).default('');

/** What a reader wants done, before it is a difference. Reasons are kept in the journal. */
export const editRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('relabel'), keys, code }),
  z.object({ kind: z.literal('relabel-template'), template: z.number().int(), code }),
  /** An answer to an ask: the beats are of this code, whether or not they are labelled so already. */
  z.object({ kind: z.literal('answer'), keys, code }),
  /** The group that was asked about is of several classes. */
  z.object({ kind: z.literal('ask-mixed'), group: z.string().regex(/^\d+\+\d+$/) }),
  /** Takes over what the machine proposes from the answers; `codes` are those of `keys`, one each. */
  z.object({ kind: z.literal('accept-proposal'), keys, codes: z.instanceof(Uint8Array) }),
  /** A list of beats in doubt was looked along (`core/review/doubt-lists.ts`), or is open again. */
  z.object({ kind: z.literal('doubt'), list: z.string().regex(/^[NSVFQ] -?\d+$/), state: z.enum(['seen']).nullable() }),
  z.object({ kind: z.literal('insert'), sample, code }),
  z.object({ kind: z.literal('delete'), keys }),
  z.object({ kind: z.literal('move'), key: z.number().int(), sample }),
  z.object({ kind: z.literal('regroup'), keys, template: z.number().int().min(0).max(65535).nullable() }),
  z.object({ kind: z.literal('mark'), template: z.number().int(), state: z.enum(['confirmed', 'changed', 'rejected', 'reopened']).nullable() }),
  /** A finding was looked at; null takes the mark off. Named by its kind and its anchor beats. */
  z.object({ kind: z.literal('mark-event'), ...eventName, state: z.enum(EVENT_MARKS).nullable(), reason }),
  /** As `mark-event`, for events that are decided together: one edit. */
  z.object({ kind: z.literal('mark-events'), events: z.array(z.object(eventName)).min(1).max(200_000), state: z.enum(EVENT_MARKS).nullable(), reason }),
  /** An event where the rules found none, and another kind or other bounds for one that is there. */
  z.object({ kind: z.literal('event-add'), event: z.enum(FINDING_KINDS), from: sample, to: sample, reason }),
  z.object({ kind: z.literal('event-change'), ...eventName, becomes: z.enum(FINDING_KINDS), from: sample, to: sample, reason }),
  /** Another kind for events that are decided together: one edit. Each keeps its bounds. */
  z.object({ kind: z.literal('events-change'), events: z.array(z.object(eventName)).min(1).max(20_000), becomes: z.enum(FINDING_KINDS), reason }),
  /** Who was told of an urgent event, how, and when (local wall time); nobody takes the note off. */
  z.object({ kind: z.literal('told'), ...eventName, whom: z.string().max(200), how: z.string().max(200), at: z.string().max(40) }),
  /** A span cannot be read, or can. `instead`: the unreadable span that had other bounds until now; what is left of it can be read. */
  z.object({ kind: z.literal('span'), from: sample, to: sample, readable: z.boolean(), instead: z.object({ from: sample, to: sample }).optional() }),
  z.object({ kind: z.literal('fact'), field: z.enum(FACT_FIELDS), value: z.string().max(2000), reason: z.string().max(2000).default('') }),
  z.object({ kind: z.literal('setting'), name: z.string().max(100), value: z.string().max(2000).nullable() }),
  z.object({ kind: z.literal('text'), name: z.enum(['conclusion', 'comment']), value: z.string().max(20000) }),
  z.object({ kind: z.literal('strip-add'), from: sample, to: sample, caption: z.string().max(300) }),
  z.object({ kind: z.literal('strip-caption'), id: z.string().max(64), caption: z.string().max(300) }),
  z.object({ kind: z.literal('strip-remove'), id: z.string().max(64) }),
  /** A place where people and a new analysis differ was looked at: it leaves the list of `conflicts`. `take`: what the analysis says is done there. */
  z.object({ kind: z.literal('conflict-settle'), sample, take: z.boolean().default(false) }),
  /** What the patient felt or did, and when: a mark by hand; another time, symptom or words for one that is there (what is left out stays), or that it was looked at; one taken out. */
  z.object({ kind: z.literal('diary-add'), sample, symptom: z.enum(SYMPTOMS), words: z.string().max(DIARY_WORDS).default('') }),
  z.object({ kind: z.literal('diary-change'), id: z.string().max(64), sample: sample.optional(), symptom: z.enum(SYMPTOMS).optional(), words: z.string().max(DIARY_WORDS).optional(), seen: z.boolean().optional() }),
  z.object({ kind: z.literal('diary-remove'), id: z.string().max(64) }),
]);
export type EditRequest = z.input<typeof editRequest>;

export const contract = {
  library: {
    /** Every case, newest import first. */
    list: query<StudyRow[]>()(z.object({})),
    /** The same in one piece, for `unpackLines`: what a window with thousands of lines asks for. */
    lines: query<PackedLines>()(z.object({})),
    /** Opens a case for reading: goes into its access log. */
    open: query<Study>()(inCase),
    /** As `open`, without the mark in the access log: for windows that only refresh. */
    study: query<Study>()(inCase),
    /** The whole line again whenever a case changes, and `null` line when one is gone. */
    changes: subscription<{ caseId: string; row: StudyRow | null }>()(z.object({})),
    setPriority: command<StudyRow>()(z.object({ caseId, priority: z.enum(['urgent', 'soon', 'routine']) })),
    remove: command<{ caseId: string }>()(inCase),
    access: query<AccessLine[]>()(inCase),
    /** Recomputes current state from run and journal and compares hashes. `head`: a chain head that was printed or written down, whole or shortened by `…`; the chain must hold it. */
    verify: job<{ fraction: number }, { ok: boolean; edits: number; head: string; troubles: string[] }>()(z.object({ caseId, head: z.string().max(100).default('') })),
    /** Takes away for ever what names the patient, from the case, its reports, its backups and the worklist. The chain stays valid. */
    erase: command<StudyRow>()(inCase),
    /** Backups of a case or of the workplace (`of`), newest first. */
    backups: query<BackupInfo[]>()(z.object({ of: caseId })),
    /** Makes one now. */
    backup: command<BackupInfo>()(z.object({ of: caseId })),
    /** Puts a backup back, the newest where none is named; what was there is kept beside it. */
    restore: command<BackupInfo>()(z.object({ of: caseId, name: z.string().max(200).default('') })),
    /** Takes in a case that `export.whole` wrote, with its id, journal and reports. */
    receive: command<{ caseId: string }>()(z.object({ path: z.string().min(1), passphrase: z.string().optional() })),
    /** Reads the worklist in anew from the cases. */
    rebuild: command<{ cases: number }>()(z.object({})),
  },
  import: {
    formats: query<{ name: string; label: string; extensions: string[] }[]>()(z.object({})),
    /** Which of several files that were named together are recordings of their own, in their order: segments of a record that is among them are none. */
    recordings: query<string[]>()(z.object({ paths: z.array(z.string().min(1)).max(10_000) })),
    /** Imports a recording that lies on this computer. */
    file: job<ImportProgress, ImportResult>()(
      z.object({
        path: z.string().min(1),
        /** Analysed while it is read where that can be; nobody waits for the end of it but who asks for it (`analysis.start` with `begun`). */
        analyse: z.boolean().default(true),
        device: deviceSchema.default('auto'),
        model: z.string().max(1000).default(''),
      }),
    ),
    /** Imports uploaded files: first `uploadStart`, then chunks, then `upload`. */
    uploadStart: command<{ upload: string }>()(z.object({})),
    uploadChunk: command<{ bytes: number }>()(z.object({ upload: z.string(), name: z.string().max(255), offset: z.number().int().min(0), bytes: z.instanceof(Uint8Array) })),
    upload: job<ImportProgress, ImportResult[]>()(z.object({ upload: z.string(), analyse: z.boolean().default(true) })),
    /** Ends an import that was broken off with what came in, and analyses that. */
    keep: command<Study>()(inCase),
    /** Makes the synthetic demo recording and imports it. */
    demo: job<ImportProgress, ImportResult>()(z.object({ hours: z.number().positive().max(336).default(24), seed: z.number().int().default(1), analyse: z.boolean().default(true) })),
  },
  analysis: {
    start: job<AnalysisProgress, AnalysisResult>()(
      z.object({
        caseId,
        /** A server only where it was named on the command line or a lead reader switched it on. */
        device: deviceSchema.default('auto'),
        model: z.string().max(1000).default(''),
        leads: z.array(z.number().int().min(0)).nullable().default(null),
        /** Go on with a run that was broken off rather than start anew. */
        resume: z.boolean().default(true),
        /** Go along with the analysis that was begun with the import, to its end; where it has ended, its run is the answer. */
        begun: z.boolean().default(false),
      }),
    ),
    engine: query<EngineState>()(z.object({})),
    engineChanges: subscription<EngineState>()(z.object({})),
    models: query<{ name: string; version: string; sha256: string; folder: string }[]>()(z.object({})),
  },
  review: {
    state: query<ReviewState>()(inCase),
    signal: query<SignalWindow>()(
      z.object({ caseId, from: sample, to: sample, leads: z.array(z.number().int().min(0)).nullable().default(null), filter: z.enum(['display', 'none']).default('display') }),
    ),
    envelope: query<EnvelopeWindow>()(z.object({ caseId, from: sample, to: sample, buckets: z.number().int().min(1).max(8192), leads: z.array(z.number().int().min(0)).nullable().default(null), filter: z.enum(['display', 'none']).default('none') })),
    /** Waves and intervals of one beat, measured by the engine now: behind an analysis that runs. */
    measure: query<BeatMeasurement>()(z.object({ caseId, key: z.number().int() })),
    /** Widths of QRS complexes, estimated from the signal: ms, NaN where no lead shows the beat, and a bit for each lead that it was told by. */
    widths: query<{ ms: Float32Array; leads: Uint32Array }>()(z.object({ caseId, keys })),
    /** Short display-filtered windows around beats, one after the other: `keys.length × samples` values, mV. */
    thumbnails: query<{ samples: number; before: number; values: Float32Array }>()(
      z.object({ caseId, keys, lead: z.number().int().min(0), beforeSeconds: z.number().min(0).max(5).default(0.25), afterSeconds: z.number().min(0).max(5).default(0.45) }),
    ),
    /**
     * Makes an edit on a revision. `id`: of its entry; one that is in the journal already is answered with what stands there, so that an
     * edit whose answer was lost can be sent again. `knows`: entries since that revision that its maker made: they stand in no way.
     */
    edit: command<EditResult>()(z.object({ caseId, baseRevision: z.number().int().min(0), request: editRequest, id: z.string().regex(ULID).optional(), knows: z.array(z.number().int().min(1)).max(10_000).optional() })),
    /** The key under which a window keeps edits of this case that could not be saved, in a storage of its own (AES-256). */
    heldKey: command<{ key: Uint8Array }>()(inCase),
    /** What an edit would change in counts, burdens, rates and findings: exactly what it does once it is made. */
    impact: query<Impact & { revision: number; label: string; reopened: EventReview[] }>()(z.object({ caseId, request: editRequest })),
    /** Takes back the newest edit that stands, or the one named. */
    undo: command<EditResult>()(z.object({ caseId, sequence: z.number().int().nullable().default(null) })),
    redo: command<EditResult>()(inCase),
    history: query<JournalEntry[]>()(z.object({ caseId, limit: z.number().int().min(1).max(100000).default(200) })),
    /** Where edits were made, in the order asked for; null where an edit has no place. */
    places: query<(EditPlace | null)[]>()(z.object({ caseId, sequences: z.array(z.number().int().min(1)).max(1000) })),
    changes: subscription<EditResult>()(inCase),
    /** Where people and the analysis in force both differ from the one before, and nobody has settled it. People's word stands. */
    conflicts: query<CarryConflict[]>()(inCase),
    /** How each finding stands in the review, ascending by place. `by`: the edit that reopened it, where it is known. */
    events: query<{ revision: number; events: (EventReview & { by: number | null })[] }>()(inCase),
    summary: query<StudySummary>()(inCase),
    /** QT, QTc and ST minute by minute; empty where the analysis measured none. */
    waveTrends: query<WaveTrends>()(inCase),
    /** How each analysed lead could be read through the day. */
    leadQuality: query<LeadQuality>()(inCase),
    /** Heart rate variability of the recording, of day and night; why not where it is not told. */
    variability: query<HrvDay>()(inCase),
    /**
     * Findings of the day from the beats as they stand, ascending by place: the ones that the report counts, and its tables of them.
     * `fibrillation`: where no beat counts by them, from, to pairs of samples, as in `state`.
     */
    findings: query<{ revision: number; findings: Finding[]; tables: FindingTables; fibrillation: Float64Array }>()(inCase),
  },
  report: {
    /** The very bytes that are shown and saved. `places`: where the sections of a draft stand on them. */
    render: job<{ fraction: number }, { pdf: Uint8Array; sha256: string; pages: number; revision: number; places: ReportPlace[] }>()(z.object({ caseId, purpose: z.enum(['preview', 'print']).default('preview') })),
    /** What the conclusion is written from: the live numbers as they stand, and what may be said of what was reviewed. */
    draft: query<ReportDraft>()(inCase),
    /** Writes the PDF to a folder of this computer and notes it in the access log. */
    save: command<{ path: string; sha256: string }>()(z.object({ caseId, path: z.string().min(1) })),
    /**
     * Full disclosure of `[from, to)` as PDF: every beat of one lead, so many seconds a line. `path`: where on this computer it is written, too.
     * Noted in the access log.
     */
    disclosure: job<{ fraction: number }, { pdf: Uint8Array; sha256: string; pages: number }>()(
      z.object({ caseId, from: sample, to: sample, lead: z.number().int().min(0).default(0), seconds: z.union([z.literal(30), z.literal(60), z.literal(120)]).default(60), path: z.string().max(4096).default('') }),
    ),
    /**
     * Draws the report without "Draft", keeps it, and locks the case. `baseRevision` is what the signer saw; `reason` why it is signed with
     * open items, without which it is not; `unreadableSeen`: the signer has looked at what cannot be read.
     */
    sign: command<Signature>()(z.object({ caseId, baseRevision: z.number().int().min(0), reason: z.string().max(REASON.most).default(''), unreadableSeen: z.boolean().default(false) })),
    /** Takes the lock off again; the report that was signed stays, as withdrawn. */
    reopen: command<EditResult>()(z.object({ caseId, reason: z.string().max(2000) })),
  },
  export: {
    /** Corrected labels as files: WFDB annotations, CSV, JSON summary. */
    labels: command<{ files: ExportFile[] }>()(z.object({ caseId, formats: z.array(z.enum(['wfdb', 'csv', 'json'])).min(1), annotator: annotatorSchema.default('cnn') })),
    /**
     * The whole case as one file: samples, runs, journal, signed reports. With a passphrase nobody reads it without. `deidentified`: a copy
     * that names nobody and has an id of its own (docs/encryption.md says what it leaves out).
     */
    whole: command<{ path: string; bytes: number }>()(z.object({ caseId, path: z.string().min(1), passphrase: z.string().optional(), deidentified: z.boolean().optional() })),
    /** Plain tables for those who query; written beside nothing else at `path`. */
    sqlite: command<{ path: string }>()(z.object({ caseId, path: z.string().min(1) })),
  },
  settings: {
    /** The workplace's, and over them what the person at this connection has set for themselves. */
    get: query<Record<string, string>>()(z.object({})),
    /** For oneself; the workplace's where nobody is logged in. */
    setOwn: command<Record<string, string>>()(z.object({ name: z.enum(OWN_SETTINGS), value: z.string().max(20000) })),
    set: command<Record<string, string>>()(z.object({ name: z.string().max(100), value: z.string().max(30_000) })),
    /** Changes of the laboratory's thresholds, newest first. */
    thresholdChanges: query<ThresholdChange[]>()(z.object({})),
    /** The laboratory's logo, as it stands on reports; null where there is none. */
    logo: query<Picture | null>()(z.object({})),
    /** Puts another logo in its place; null takes it away. Refused where it is no picture that can be printed (`core/study/picture.ts`). */
    setLogo: command<Picture | null>()(z.object({ bytes: z.instanceof(Uint8Array).nullable() })),
    /** `reader`: under which name the edits and signatures of this window are kept. */
    about: query<{ version: string; notice: string; dataFolder: string; licence: string; freeBytes: number; reader: string }>()(z.object({})),
  },
  devices: devicesGroup,
  benchmark: benchmarkGroup,
  people: peopleGroup,
  vault: vaultGroup,
  asks: asksGroup,
  colleagues: colleaguesGroup,
  live: liveGroup,
} as const;

export type Contract = typeof contract;
