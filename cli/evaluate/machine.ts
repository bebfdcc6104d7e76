/** The machine's own labels for one record: what is scored where no annotation files are named. */
import { AppError } from '../../core/contract/errors.ts';
import { analyseSource } from '../../backend/engine/analyse.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { leadsOf } from './leads.ts';
import type { MachineJob, MachineOutput } from './machine-labels.ts';

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
      ...(job.peaks === null ? {} : { givenPeaks: job.peaks.map((sample) => Math.round(sample * scale)) }),
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
