/** Thresholds in a report: those that differ from what is shipped are printed, for findings hang on them. */
import { readThresholds, THRESHOLD_NAMES, THRESHOLDS, type ThresholdName } from '../rhythm/thresholds.ts';
import type { ReportLine } from './report-line.ts';

const WORDS: Readonly<Record<ThresholdName, string>> = {
  pauseSeconds: 'Pause',
  urgentPauseSeconds: 'Urgent pause',
  vtRate: 'V tachycardia',
  svRunRate: 'S run',
  afSeconds: 'AF, shortest episode',
  afBias: 'AF, evidence',
  bradycardiaDay: 'Slow rate, day',
  bradycardiaNight: 'Slow rate, night',
  tachycardiaDay: 'Fast rate, day',
  tachycardiaNight: 'Fast rate, night',
  nightFrom: 'Night, from',
  nightTo: 'Night, to',
  qtcMs: 'Long QTc',
  stMv: 'ST',
};

/** A line for each threshold of the study that differs; none where all are as shipped. */
export function thresholdLines(value: string | undefined): ReportLine[] {
  const own = readThresholds(value) ?? {};
  return THRESHOLD_NAMES.flatMap((name): ReportLine[] => {
    const { unit, shipped } = THRESHOLDS[name];
    const now = own[name];
    return now === undefined || now === shipped ? [] : [{ label: WORDS[name], value: `${now}${unit.startsWith('/') ? unit : ` ${unit}`}`.trim(), at: `shipped ${shipped}` }];
  });
}
