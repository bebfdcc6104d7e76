/** The machine's own labels for one record: what is scored where no annotation files are named. */
import { AppError } from '../../core/contract/errors.ts';
import { BEAT_SOURCE } from '../../core/beats/columns.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { analyseSource, type AnalysedRecord } from '../../backend/engine/analyse.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { leadsOf } from './leads.ts';
import type { FoundEvent, MachineJob, MachineOutput } from './machine-labels.ts';

/** Analyses one record as `isoline analyze` does. Throws what reading and analysing throw. */
export async function analyseRecord(job: MachineJob, onProgress?: (fraction: number) => void): Promise<MachineOutput> {
  const reader = await openRecording(`${job.path}.hea`);
  try {
    const indices = job.leads.length === 0 ? null : leadsOf(reader.header, job.leads);
    const source = await memorySource(reader);
    const scale = source.sampleRate / job.rate;
    const result = await analyseSource(source, {
      ...(job.model === null ? {} : { model: job.model }),
      ...(job.device === null ? {} : { device: job.device }),
      ...(indices === null ? {} : { leads: indices }),
      // A mark may stand on the very end, one behind the last sample (`svdb` 860).
      ...(job.peaks === null ? {} : { givenPeaks: job.peaks.map((sample) => Math.min(Math.round(sample * scale), source.length - 1)) }),
      ...(onProgress === undefined ? {} : { onProgress: (done: number, total: number) => onProgress(total > 0 ? done / total : 0) }),
    });
    if (job.peaks !== null && result.peaks.length !== job.peaks.length) {
      throw new AppError('analysis-failed', `${reader.header.record}: ${job.peaks.length} R peaks were given and ${result.peaks.length} came back.`, {
        details: { given: job.peaks.length, returned: result.peaks.length },
      });
    }
    return {
      samples: job.peaks ?? result.peaks.map((sample) => Math.round(sample / scale)),
      codes: result.codes,
      probabilities: Uint8Array.from(result.probabilities, (share) => Math.round(255 * share)),
      template: result.template,
      shares: result.probabilities,
      embedding: result.embedding,
      bias: { ...result.operatingPoint.bias, F: result.operatingPoint.fusionBias },
      findings: eventsOf(result, source, indices).map((event) => ({ ...event, from: Math.round(event.from / scale), to: Math.round(event.to / scale) })),
      unreadable: result.unreadable.map(({ from, to }) => ({ from: Math.round(from / scale), to: Math.round(to / scale) })),
      length: Math.round(source.length / scale),
      leads: (indices ?? source.leadNames.map((_, i) => i)).map((index) => source.leadNames[index]!),
      modelName: result.modelName,
      modelSha256: result.modelSha256,
      seconds: result.seconds,
    };
  } finally {
    await reader.close();
  }
}

/** All findings of an analysed record by the program's own rules, at the recording's rate. */
function eventsOf(result: AnalysedRecord, source: SampleSource, leads: readonly number[] | null): FoundEvent[] {
  const { evidence } = result;
  const found = findingsOf({
    beats: {
      key: Int32Array.from(result.peaks, (_, i) => i),
      sample: result.peaks,
      code: result.codes,
      probability: Uint8Array.from(result.probabilities, (share) => Math.round(255 * share)),
      source: new Uint8Array(result.peaks.length).fill(BEAT_SOURCE.model),
    },
    sampleRate: source.sampleRate,
    sampleCount: source.length,
    unreadable: result.unreadable.flatMap(({ from, to }) => [from, to]),
    gaps: [],
    doubtful: evidence.doubtful,
    quality: { ...evidence.quality, numbers: leads ?? source.leadNames.map((_, i) => i) },
    evidence: evidence.columns,
  });
  return found.map(({ kind, from, to, severity, confidence, reason }) => ({ kind, from, to, severity, confidence, reason }));
}
