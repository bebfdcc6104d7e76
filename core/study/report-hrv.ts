/** Lines of the report about heart rate variability. */
import { isRefused, type Hrv, type HrvDay } from '../rhythm/hrv.ts';
import type { ReportLine } from './report-line.ts';

const ms = (value: number | null): string => (value === null ? '–' : value.toFixed(0));
const plain = (label: string, value: string): ReportLine => ({ label, value, at: '' });

/** The recording's figures, those of day and night, and how much could be used; why there are none where there are none. */
export function hrvLines(hrv: HrvDay | null): ReportLine[] {
  if (hrv === null) return [plain('not computed', '')];
  const { whole } = hrv;
  if (isRefused(whole)) return [plain(`Not told: ${whole.refused}`, '')];
  const part = (name: string, of: Hrv | null): ReportLine[] =>
    of === null
      ? []
      : isRefused(of)
        ? [plain(`${name} not told: ${of.refused}`, '')]
        : [plain(`${name}: SDNN, RMSSD`, `${ms(of.sdnn)}, ${ms(of.rmssd)} ms`), plain(`${name}: LF, HF`, `${ms(of.bands?.lf ?? null)}, ${ms(of.bands?.hf ?? null)} ms²`)];
  return [
    plain('SDNN', `${ms(whole.sdnn)} ms`),
    plain('SDANN', `${ms(whole.sdann)} ms`),
    plain('SDNN index, 5 min', `${ms(whole.sdnnIndex)} ms`),
    plain('RMSSD, pNN50', `${ms(whole.rmssd)} ms, ${whole.pnn50.toFixed(1)}\u00a0%`),
    plain('VLF, LF, HF', `${ms(whole.bands?.vlf ?? null)}, ${ms(whole.bands?.lf ?? null)}, ${ms(whole.bands?.hf ?? null)} ms²`),
    plain('SD1, SD2', `${ms(whole.sd1)}, ${ms(whole.sd2)} ms`),
    ...part('Day', hrv.day),
    ...part('Night', hrv.night),
    plain('Between normal beats', `${(100 * whole.usable).toFixed(0)}\u00a0% of the time`),
  ];
}
