/** Ten seconds of a strip to labels, with session and code warm: what somebody waits for who has a strip and no day. */
import { analyseSource } from '../engine/analyse.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import type { Reports, StripJob, StripOutcome } from './jobs.ts';

/** Length of a strip, seconds. */
export const STRIP_SECONDS = 10;
/** Strips that are labelled before one is timed. */
const WARM_UP = 30;

/** Labels strips of a synthetic recording one after the other, a new one each time. Throws what the analysis throws. */
export async function labelStrips(job: StripJob, reports: Reports): Promise<StripOutcome> {
  const { leads, sampleRate } = job;
  const recording = synthesise({ hours: 1, seed: 10, leads, rate: sampleRate });
  const outcome: StripOutcome = { beats: 0, seconds: [], cores: [] };
  const width = STRIP_SECONDS * sampleRate;
  const places = Math.floor(recording.header.sampleCount / width);
  for (let i = 0; i < WARM_UP + job.repetitions; i++) {
    const from = (i % places) * width;
    const strip = recording.readAdu(from, from + width).map((lead, l) => {
      const { gain, baseline } = recording.header.leads[l]!;
      return Float32Array.from(lead, (value) => (value - baseline) / gain);
    });
    const before = process.cpuUsage();
    const start = performance.now();
    const { peaks } = await analyseSource(sourceOf(strip, sampleRate), { device: job.device });
    if (i < WARM_UP) continue;
    outcome.seconds.push((performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    outcome.cores.push((user + system) / 1e6);
    outcome.beats = peaks.length;
    reports.progress((i + 1 - WARM_UP) / job.repetitions);
  }
  return outcome;
}

/** A strip as a recording of its own; what lies outside was never measured. */
function sourceOf(leads: readonly Float32Array[], sampleRate: number): SampleSource {
  const length = leads[0]?.length ?? 0;
  return {
    sampleRate,
    leadNames: leads.map((_, l) => `L${l + 1}`),
    length,
    read: (from, to) =>
      leads.map((lead) => {
        const out = new Float32Array(Math.max(0, to - from)).fill(Number.NaN);
        const first = Math.max(0, from);
        const last = Math.min(length, to);
        if (last > first) out.set(lead.subarray(first, last), first - from);
        return out;
      }),
  };
}
