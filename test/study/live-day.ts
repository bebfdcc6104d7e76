/** A day for the conclusion's tests: numbers by hand, each of them to be changed. */
import type { EventState } from '../../core/review/event-ledger.ts';
import type { EctopyCounts } from '../../core/rhythm/ectopy.ts';
import type { Finding, FindingKind } from '../../core/rhythm/finding.ts';
import type { FindingTables } from '../../core/rhythm/findings.ts';
import type { LiveDay } from '../../core/study/live-numbers.ts';
import type { StudySummary } from '../../core/study/summary-types.ts';

const ectopy = (more: Partial<EctopyCounts> = {}): EctopyCounts => ({ beats: 0, burden: 0, perHour: 0, singles: 0, triplets: 0, couplets: 0, runs: 0, sustained: 0, longest: null, fastest: null, bigeminyCycles: 0, trigeminyCycles: 0, interpolated: 0, rOnT: 0, shapes: null, ...more });

export function finding(kind: FindingKind, state: EventState, more: Partial<Finding> = {}): { finding: Finding; state: EventState } {
  return { finding: { kind, from: 7200, to: 9000, severity: 'important', rate: null, leads: [], confidence: 0.9, reason: '', anchors: [0], evidence: {}, ...more }, state };
}

export function day({ summary = {}, tables = {}, ...more }: Partial<Omit<LiveDay, 'summary' | 'tables'>> & { summary?: Partial<StudySummary>; tables?: Partial<FindingTables> } = {}): LiveDay {
  return {
    summary: {
      counts: { N: 100_000, S: 0, V: 1409, F: 0, Q: 0 },
      artefacts: 0,
      beats: 101_409,
      burden: { S: 0, V: 1.39 },
      heartRate: { mean: 73.2, lowest: { rate: 48, sample: 3600 }, highest: { rate: 131, sample: 7200 }, windowSeconds: 15 },
      longestRr: { seconds: 1.5, sample: 100 },
      recordedSeconds: 86_400,
      unreadableSeconds: 600,
      analysableSeconds: 85_800,
      hours: [],
      ...summary,
    },
    tables: {
      V: ectopy({ beats: 1409, couplets: 26, runs: 3, longest: { beats: 5, rate: 148, sample: 5000 }, fastest: { beats: 4, rate: 160, sample: 6000 } }),
      S: ectopy(),
      af: { burden: 0, seconds: 0, episodes: 0, least: 30, longest: null },
      pauses: { steps: [{ seconds: 2, count: 0 }], longest: null, notPauses: 0 },
      fibrillation: { episodes: 0, longest: null },
      asystoles: 0,
      bradycardias: 0,
      tachycardias: 0,
      pacing: null,
      waves: null,
      ...tables,
    },
    findings: [],
    symptoms: [],
    unseen: [],
    clock: (sample) => `10:${String(Math.floor(sample / 600)).padStart(2, '0')}`,
    ...more,
  };
}
