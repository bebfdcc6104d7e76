/** A made paced day through detection and findings, without the network: beats are N but where a spike says otherwise. */
import { codeOf } from '../../core/beats/classes.ts';
import { markPaced } from '../../core/beats/paced-beats.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { detectIn, blockCount, readBlock } from '../../core/signal/detect.ts';
import { SPIKE_VALUES, takePacing } from '../../core/signal/pacing-block.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { pacedDay, type PacedDay } from '../signal/planting-spikes.ts';
import { beatsOf } from './made-day.ts';

export interface ReadDay {
  truth: PacedDay;
  rate: number;
  /** R peaks and their codes, spikes found (samples), findings. */
  peaks: number[];
  codes: string[];
  spikes: number[];
  findings: Finding[];
}

/** A source over arrays. */
export function sourceOf(leads: readonly Float32Array[], sampleRate: number): SampleSource {
  const length = leads[0]!.length;
  return {
    sampleRate,
    length,
    leadNames: leads.map((_, i) => `L${i}`),
    read: (from, to) =>
      leads.map((lead) => {
        const out = new Float32Array(to - from).fill(Number.NaN);
        out.set(lead.subarray(Math.max(0, from), Math.min(length, to)), Math.max(0, -from));
        return out;
      }),
  };
}

export async function readPaced(options: Parameters<typeof pacedDay>[0]): Promise<ReadDay> {
  const truth = pacedDay(options);
  const source = sourceOf(truth.leads, options.rate);
  const peaks: number[] = [];
  const column: number[] = [];
  const doubtful: number[] = [];
  const quality: Uint8Array[] = [];
  for (let block = 0; block < blockCount(source); block++) {
    const read = await readBlock(source, block);
    const { signal, spikes } = takePacing(read, detectIn(read).peaks, (clean) => detectIn(clean).peaks);
    const detection = detectIn(signal);
    peaks.push(...detection.peaks);
    doubtful.push(...detection.doubtful);
    column.push(...(spikes ?? []));
    quality.push(detection.quality);
  }
  const spikes = column.filter((_, i) => i % SPIKE_VALUES === 0);
  const code = new Uint8Array(peaks.length).fill(codeOf('N'));
  markPaced(code, peaks, Float64Array.from(spikes), options.rate);
  const codes = Array.from(code, (value) => (value === codeOf('N') ? 'N' : value === codeOf('/') ? '/' : '|'));
  const findings = findingsOf({ beats: beatsOf(peaks, codes), sampleRate: options.rate, sampleCount: source.length, unreadable: [], gaps: [], doubtful: Float64Array.from(doubtful), evidence: { spikes: Float64Array.from(column) } });
  return { truth, rate: options.rate, peaks, codes, spikes, findings };
}
