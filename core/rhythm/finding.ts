/**
 * A finding: something a cardiologist signs or turns down. Findings are never
 * stored as truth; they are computed from the current beats, the evidence of the
 * run and the study's settings, and known again by their kind and anchor beats.
 *
 * `docs/findings.md` states the rule, the source and the measured figures of each kind.
 */
import type { QtFormula } from '../waves/intervals.ts';

/** Every kind of finding; a closed list. */
export const FINDING_KINDS = [
  'ventricular-couplet',
  'ventricular-fibrillation',
  'ventricular-tachycardia',
  'idioventricular-rhythm',
  'ventricular-bigeminy',
  'ventricular-trigeminy',
  'supraventricular-couplet',
  'supraventricular-run',
  'supraventricular-bigeminy',
  'supraventricular-trigeminy',
  'atrial-fibrillation',
  'pause',
  'pause-after-ectopic-beat',
  'pause-with-blocked-p-wave',
  'pause-in-atrial-fibrillation',
  'pause-at-end-of-atrial-fibrillation',
  'asystole',
  'no-pause',
  'bradycardia',
  'tachycardia',
  'atrial-flutter',
  'r-on-t',
  'suspected-wenckebach-block',
  'suspected-mobitz-block',
  'suspected-two-to-one-block',
  'suspected-complete-block',
  'suspected-bundle-branch-block',
  'paced-rhythm',
  'suspected-loss-of-capture',
  'suspected-loss-of-sensing',
  'suspected-failure-to-pace',
  'suspected-first-degree-block',
  'qt-prolonged',
  'st-depression',
  'st-elevation',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Kinds that are pauses, asystole among them. */
export const PAUSE_KINDS = ['pause', 'pause-after-ectopic-beat', 'pause-with-blocked-p-wave', 'pause-in-atrial-fibrillation', 'pause-at-end-of-atrial-fibrillation', 'asystole'] as const satisfies readonly FindingKind[];
/** Kinds that are ventricular runs, fast and slow. */
export const V_RUN_KINDS = ['ventricular-tachycardia', 'idioventricular-rhythm'] as const satisfies readonly FindingKind[];
/** Kinds of ST episodes. */
export const ST_KINDS = ['st-depression', 'st-elevation'] as const satisfies readonly FindingKind[];

/** What to look at first. */
export const SEVERITIES = ['urgent', 'important', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  kind: FindingKind;
  /** Samples of the recording; the first and the last R peak, or the ends of the interval. */
  from: number;
  to: number;
  severity: Severity;
  /** Beats a minute within; null where a rate means nothing. */
  rate: number | null;
  /** Numbers of the leads it was seen in; empty where it rests on beats alone, which are of all leads. */
  leads: number[];
  /** 0…1: how sure the rule is of it. */
  confidence: number;
  /** Why, in words and with its numbers. */
  reason: string;
  /** Identities (`BeatColumns.key`) of the beats it stands on: first and last of it. */
  anchors: number[];
  /** The numbers of the reason, by name. */
  evidence: Readonly<Record<string, number>>;
  /** Given by a person: `added` where the rules found nothing, `changed` where it stands in the place of what they found. */
  hand?: 'added' | 'changed';
}

/** Thresholds of a study; a person may change each of them. */
export interface FindingSettings {
  /** A ventricular run at this rate or faster is tachycardia, a slower one idioventricular. Beats a minute. */
  vtRate: number;
  /** Tachycardia is sustained from here on. Seconds. */
  sustainedSeconds: number;
  /** Tachycardia of this many beats is urgent. */
  urgentVtBeats: number;
  /** Two ventricular beats that follow each other more slowly are two escape beats, no couplet. Beats a minute. */
  coupletRate: number;
  /** Supraventricular run at this rate or faster. Slower ones are no finding. Beats a minute. */
  svRunRate: number;
  /** Bigeminy and trigeminy count from this many cycles, and are an episode of their own from these seconds. */
  patternCycles: number;
  patternSeconds: number;
  /** A pause is an RR interval of at least this. Seconds. */
  pauseSeconds: number;
  /** Steps in which pauses are counted. Seconds. */
  pauseSteps: number[];
  /** Pauses of this length are urgent. Seconds. */
  urgentPauseSeconds: number;
  /** Bounds of the rate over 15 s, by day and by night. Beats a minute. */
  bradycardia: { day: number; night: number };
  tachycardia: { day: number; night: number };
  /** Shortest episode of either. Seconds. */
  rateEpisodeSeconds: number;
  /** Night, hours of the wall clock; used where the start time is known. */
  night: { from: number; to: number };
  /** Shortest episode of atrial fibrillation, and the shortest gap between two. Seconds. */
  afSeconds: number;
  afGapSeconds: number;
  /** Added to the evidence for atrial fibrillation: above 0 finds more, below 0 less. */
  afBias: number;
  /** Fibrillation this fast is urgent. Beats a minute. */
  urgentAfRate: number;
  /** Shortest ventricular fibrillation or tachycardia that is told by the signal alone. Seconds. */
  ventricularSignalSeconds: number;
  /** No beat for this long is asystole. Seconds. */
  asystoleSeconds: number;
  /** A ventricular finding that its rule is less sure of is important, not urgent. 0…1. */
  urgentConfidence: number;
  /** Formula by which QT is corrected where one number stands, and from where on it is long; from `qtcLongMs` on it is important. Milliseconds. */
  qtFormula: QtFormula;
  qtcMs: number;
  qtcLongMs: number;
  /** A longer PR interval is suspected first-degree block. Milliseconds. */
  prMs: number;
  /** Shortest span of either. Minutes. */
  intervalMinutes: number;
  /** Deviation of ST that makes an episode, and its shortest length. Millivolts, minutes. */
  stMv: number;
  stMinutes: number;
}

export const DEFAULT_SETTINGS: FindingSettings = {
  vtRate: 100,
  sustainedSeconds: 30,
  urgentVtBeats: 6,
  coupletRate: 60,
  svRunRate: 100,
  patternCycles: 3,
  patternSeconds: 30,
  pauseSeconds: 2,
  pauseSteps: [2, 2.5, 3, 4],
  urgentPauseSeconds: 3,
  bradycardia: { day: 50, night: 40 },
  tachycardia: { day: 120, night: 100 },
  rateEpisodeSeconds: 30,
  night: { from: 22, to: 6 },
  afSeconds: 30,
  afGapSeconds: 30,
  afBias: 0,
  urgentAfRate: 110,
  ventricularSignalSeconds: 6,
  asystoleSeconds: 6,
  urgentConfidence: 0.45,
  qtFormula: 'fridericia',
  qtcMs: 460,
  qtcLongMs: 500,
  prMs: 200,
  intervalMinutes: 10,
  stMv: 0.1,
  stMinutes: 1,
};

/** What the severity of a kind may hang on. */
export interface SeverityFacts {
  beats?: number;
  seconds?: number;
  rate?: number | null;
  /** How sure the rule is, where its kind is one that artefact can mimic. */
  confidence?: number;
  /** An interval, milliseconds. */
  ms?: number;
  /** Whether a change of posture may be behind it. */
  posture?: boolean;
}

/**
 * The severity table. Urgent are those of the kinds here that clinics want
 * reported at once: ventricular tachycardia of six beats and more, sustained
 * supraventricular tachycardia, fibrillation faster than 110, pauses of 3 s and
 * more. First fibrillation is important whatever its rate: whether it is new,
 * the recording cannot know.
 */
export function severityOf(kind: FindingKind, facts: SeverityFacts, settings: FindingSettings): Severity {
  const { beats = 0, seconds = 0, rate = null, confidence = 1, ms = 0, posture = false } = facts;
  const sure = confidence >= settings.urgentConfidence;
  switch (kind) {
    case 'ventricular-fibrillation':
      return sure ? 'urgent' : 'important';
    case 'ventricular-tachycardia':
      return sure && (beats >= settings.urgentVtBeats || seconds >= settings.sustainedSeconds) ? 'urgent' : 'important';
    case 'asystole':
      return 'urgent';
    case 'supraventricular-run':
      return seconds >= settings.sustainedSeconds ? 'urgent' : 'note';
    case 'atrial-fibrillation':
    case 'atrial-flutter':
      return rate !== null && rate > settings.urgentAfRate ? 'urgent' : 'important';
    case 'pause':
    case 'pause-after-ectopic-beat':
    case 'pause-with-blocked-p-wave':
    case 'pause-in-atrial-fibrillation':
    case 'pause-at-end-of-atrial-fibrillation':
      return seconds >= settings.urgentPauseSeconds ? 'urgent' : 'important';
    // Urgent is what clinics want at once: second-degree block of Mobitz's kind, 2:1 and complete block.
    case 'suspected-mobitz-block':
    case 'suspected-two-to-one-block':
    case 'suspected-complete-block':
      return 'urgent';
    case 'qt-prolonged':
      return ms >= settings.qtcLongMs ? 'important' : 'note';
    case 'st-depression':
    case 'st-elevation':
      return posture ? 'note' : 'important';
    case 'suspected-wenckebach-block':
    case 'suspected-loss-of-capture':
    case 'suspected-loss-of-sensing':
    case 'suspected-failure-to-pace':
    case 'idioventricular-rhythm':
      return sure ? 'important' : 'note';
    case 'ventricular-bigeminy':
    case 'ventricular-trigeminy':
      return 'important';
    case 'ventricular-couplet':
    case 'supraventricular-couplet':
    case 'supraventricular-bigeminy':
    case 'supraventricular-trigeminy':
    case 'bradycardia':
    case 'tachycardia':
    case 'no-pause':
    case 'r-on-t':
    case 'suspected-first-degree-block':
    case 'suspected-bundle-branch-block':
    case 'paced-rhythm':
      return 'note';
  }
}

const WEIGHT: Readonly<Record<Severity, number>> = { urgent: 0, important: 1, note: 2 };

/** Urgent kinds, what kills soonest first; kinds that lie alike stand together. What is not named comes behind. */
const DANGER: readonly (readonly FindingKind[])[] = [
  ['ventricular-fibrillation'],
  ['asystole'],
  ['ventricular-tachycardia'],
  ['suspected-complete-block'],
  ['suspected-mobitz-block', 'suspected-two-to-one-block'],
  PAUSE_KINDS,
  ['supraventricular-run'],
  ['atrial-fibrillation', 'atrial-flutter'],
];

function dangerOf(kind: FindingKind): number {
  const rank = DANGER.findIndex((kinds) => kinds.includes(kind));
  return rank < 0 ? DANGER.length : rank;
}

const byDanger = (a: Finding, b: Finding): number => dangerOf(a.kind) - dangerOf(b.kind) || b.to - b.from - (a.to - a.from);
const byDoubt = (a: Finding, b: Finding): number => a.confidence - b.confidence;

/**
 * Order of the event list: by severity; urgent ones by danger, the longest of a kind first, since each of them is looked at and the
 * worst should not wait; others the doubtful first; then in time.
 */
export function byUrgency(a: Finding, b: Finding): number {
  const within = a.severity === 'urgent' ? byDanger : byDoubt;
  return WEIGHT[a.severity] - WEIGHT[b.severity] || within(a, b) || a.from - b.from || FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind);
}

/** Identity of a finding over recomputations: its kind and its anchor beats. */
export function findingKey(finding: Pick<Finding, 'kind' | 'anchors'>): string {
  return `${finding.kind}:${finding.anchors.join(',')}`;
}

/** `3.12` without trailing noise, for a reason. */
export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}
