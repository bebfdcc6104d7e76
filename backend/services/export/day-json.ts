/** The day in JSON: what `isoline analyze` writes as `<record>.json`. Keys are only ever added. */
import { notice } from '../../../core/contract/notice.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import type { FindingTables } from '../../../core/rhythm/findings.ts';
import type { StudySummary } from '../../../core/study/summary-types.ts';
import type { OpenCase } from '../../database/open-case.ts';

export interface DayJson {
  record: string;
  /** Beats per class. */
  counts: StudySummary['counts'];
  artefacts: number;
  beats: number;
  /** Beats a minute: mean of the day, and least and greatest mean of 15 seconds. */
  heartRate: { min: number | null; mean: number | null; max: number | null; windowSeconds: number };
  longestRrSeconds: number | null;
  /** Findings, ascending: kind, bounds in samples and seconds, severity, rate, confidence, reason, evidence. */
  episodes: EpisodeJson[];
  /** Tables of ectopy, atrial fibrillation and pauses (docs/findings.md). */
  findings: FindingTables;
  recordedSeconds: number;
  analysableSeconds: number;
  unreadableSeconds: number;
  device: string | null;
  model: { name: string; version: string; sha256: string } | null;
  /** Seconds per stage of the analysis. */
  stages: Record<string, number>;
  leads: string[];
  sampleRate: number;
  sampleCount: number;
  /** Edits by people that stand. */
  edits: number;
  warnings: string[];
  program: string;
  notice: string;
}

export type EpisodeJson = Pick<Finding, 'kind' | 'from' | 'to' | 'severity' | 'rate' | 'leads' | 'confidence' | 'reason' | 'evidence'> & { seconds: number; durationSeconds: number };

function episodesOf(open: OpenCase): EpisodeJson[] {
  const { sampleRate } = open.recording.header;
  return open.day.findings.map(({ kind, from, to, severity, rate, leads, confidence, reason, evidence }) => ({
    kind,
    from,
    to,
    seconds: from / sampleRate,
    durationSeconds: (to - from) / sampleRate,
    severity,
    rate,
    leads,
    confidence: Math.round(confidence * 1000) / 1000,
    reason,
    evidence,
  }));
}

export function dayJson(open: OpenCase, version: string): DayJson {
  const { summary, recording } = open;
  const { run } = open.state;
  const { header } = recording;
  return {
    record: header.record,
    counts: summary.counts,
    artefacts: summary.artefacts,
    beats: summary.beats,
    heartRate: {
      min: summary.heartRate.lowest?.rate ?? null,
      mean: summary.heartRate.mean,
      max: summary.heartRate.highest?.rate ?? null,
      windowSeconds: summary.heartRate.windowSeconds,
    },
    longestRrSeconds: summary.longestRr?.seconds ?? null,
    episodes: episodesOf(open),
    findings: open.findingTables,
    recordedSeconds: summary.recordedSeconds,
    analysableSeconds: summary.analysableSeconds,
    unreadableSeconds: summary.unreadableSeconds,
    device: run?.device ?? null,
    model: run ? { name: run.modelName, version: run.modelVersion, sha256: run.modelSha256 } : null,
    stages: run?.stages ?? {},
    leads: (run && run.leads.length > 0 ? run.leads : [...header.leads.keys()]).map((lead) => header.leads[lead]?.name ?? String(lead)),
    sampleRate: header.sampleRate,
    sampleCount: header.sampleCount,
    edits: open.db.journal.ledger().standing.length,
    warnings: recording.warnings,
    program: version,
    notice: notice(version),
  };
}

export function dayJsonFile(open: OpenCase, version: string): Uint8Array {
  return Buffer.from(`${JSON.stringify(dayJson(open, version), null, 2)}\n`, 'utf8');
}
