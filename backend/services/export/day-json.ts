/** A case as the day in JSON (core/study/day-json.ts). */
import { notice } from '../../../core/contract/notice.ts';
import { longestRrOf } from '../../../core/study/longest-rr.ts';
import type { DayJson, EpisodeJson, SymptomJson } from '../../../core/study/day-json.ts';
import { symptomsOfCase } from '../../database/case-diary.ts';
import type { OpenCase } from '../../database/open-case.ts';

function episodesOf(open: OpenCase): EpisodeJson[] {
  const { sampleRate } = open.recording.header;
  return open.findings.counted.map(({ kind, from, to, severity, rate, leads, confidence, reason, evidence }) => ({
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

function symptomsOf(open: OpenCase): SymptomJson[] {
  const { sampleRate } = open.recording.header;
  return symptomsOfCase(open).map(({ mark, verdict, rate, low, high, rhythm, findings, S, V, readable }) => ({
    sample: mark.sample,
    seconds: mark.sample / sampleRate,
    symptom: mark.symptom,
    words: mark.words,
    origin: mark.origin,
    verdict,
    rate,
    low,
    high,
    rhythm,
    findings: findings.map(({ kind, from, to }) => ({ kind, from, to })),
    S,
    V,
    readable,
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
    longestRrSeconds: longestRrOf(summary, open.findingTables)?.seconds ?? null,
    episodes: episodesOf(open),
    findings: open.findingTables,
    hrv: open.hrv,
    symptoms: symptomsOf(open),
    recordedSeconds: summary.recordedSeconds,
    analysableSeconds: summary.analysableSeconds,
    unreadableSeconds: summary.unreadableSeconds,
    device: run?.device ?? null,
    model: run ? { name: run.modelName, version: run.modelVersion, sha256: run.modelSha256 } : null,
    stages: run?.stages ?? {},
    leads: (run && run.leads.length > 0 ? run.leads : [...header.leads.keys()]).map((lead) => header.leads[lead]?.name ?? String(lead)),
    sampleRate: header.sampleRate,
    sampleCount: header.sampleCount,
    analysedTo: run ? Math.min(run.analysedTo, header.sampleCount) : 0,
    edits: open.db.journal.ledger().standing.length,
    warnings: recording.warnings,
    program: version,
    notice: notice(version),
  };
}

export function dayJsonFile(open: OpenCase, version: string): Uint8Array {
  return Buffer.from(`${JSON.stringify(dayJson(open, version), null, 2)}\n`, 'utf8');
}
