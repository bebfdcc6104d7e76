/** The pacemaker in the report's words. */
import type { FindingTables } from '../rhythm/findings.ts';
import { LEAST_SPIKE_RATE } from '../signal/spikes.ts';
import { durationInWords } from './clock.ts';
import type { ReportLine } from './report-line.ts';

type Tables = Pick<FindingTables, 'pacing'>;

/** Lines of the table of pacing; none where there is nothing to say. */
export function pacingLines({ pacing }: Tables, at: (sample: number | undefined) => string): ReportLine[] {
  if (pacing === null || pacing.episodes + pacing.captureLost + pacing.sensingLost + pacing.outputMissing === 0) return [];
  const faults = ([['Loss of capture, suspected', pacing.captureLost], ['Loss of sensing, suspected', pacing.sensingLost], ['Failure to pace, suspected', pacing.outputMissing]] as const).filter(([, number]) => number > 0);
  return [
    { label: 'Paced rhythm', value: `${pacing.episodes}, ${durationInWords(pacing.seconds)}`, at: at(pacing.longest?.sample) },
    { label: 'Spikes: ventricle, atrium', value: `${pacing.ventricle}, ${pacing.atrium}`, at: '' },
    ...faults.map(([label, number]) => ({ label, value: String(number), at: '' })),
  ];
}

/** What the report says is not assessed of pacing, or null where all of it was. */
export function pacingNotAssessed({ pacing }: Tables, sampleRate: number): string | null {
  if (pacing !== null) return null;
  return sampleRate < LEAST_SPIKE_RATE ? `pacing (${Math.round(sampleRate)} samples a second are too few for its spikes)` : 'pacing (not looked for by this analysis)';
}
