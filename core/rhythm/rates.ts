/**
 * Episodes of slow and fast heart rate, by the rule of core/study/heart-rate.ts: the
 * ventricular rate over 15 s, sliding from beat to beat, ectopic beats counted.
 */
import { lowerBound } from '../beats/search.ts';
import { RATE_WINDOW_SECONDS, rateTrack, type RateTrack } from '../study/heart-rate.ts';
import { severityOf, type Finding, type FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';

/** Whether it is night at a sample. Where the start is not known, it is day throughout. */
export function nightAt(sample: number, sampleRate: number, startSecond: number | null, night: FindingSettings['night']): boolean {
  if (startSecond === null) return false;
  const hour = ((startSecond + sample / sampleRate) / 3600) % 24;
  return night.from > night.to ? hour >= night.from || hour < night.to : hour >= night.from && hour < night.to;
}

/**
 * Episodes in which the 15-second rate stays below the bound for bradycardia or
 * above that for tachycardia for `rateEpisodeSeconds` and more, the window's
 * middle being what counts.
 *
 * @param startSecond wall time of sample 0 in seconds of the day, null where it is not known
 * @param track rates of the series, where they are known
 */
export function rateFindings(series: BeatSeries, settings: FindingSettings, startSecond: number | null, track: RateTrack = rateTrack(series.sample, series.rr, series.sampleRate)): Finding[] {
  const findings: Finding[] = [];
  interface Open {
    kind: 'bradycardia' | 'tachycardia';
    from: number;
    to: number;
    extreme: number;
    bound: number;
  }
  let open: Open | null = null;
  const close = (): void => {
    if (open !== null) {
      const span = (open.to - open.from) / series.sampleRate;
      if (span >= settings.rateEpisodeSeconds) findings.push(episode(series, open, span, settings));
    }
    open = null;
  };
  let before = Number.NEGATIVE_INFINITY;
  const { bradycardia, tachycardia } = settings;
  const never = { low: Math.max(bradycardia.day, bradycardia.night), high: Math.min(tachycardia.day, tachycardia.night) };
  for (let i = 0; i < track.rate.length; i++) {
    const rate = track.rate[i]!;
    if (Number.isNaN(rate)) continue;
    const middle = track.middle[i]!;
    // Neither by day nor by night: the common case, for which no clock is asked.
    if (rate >= never.low && rate <= never.high) {
      if (open !== null) close();
      before = middle;
      continue;
    }
    const night = nightAt(middle, series.sampleRate, startSecond, settings.night) ? 'night' : 'day';
    const low = bradycardia[night];
    const high = tachycardia[night];
    const kind = rate < low ? 'bradycardia' : rate > high ? 'tachycardia' : null;
    // A window anew behind a drop-out begins a new episode.
    if (open !== null && (kind !== open.kind || middle - before > RATE_WINDOW_SECONDS * series.sampleRate)) close();
    if (kind !== null) {
      open ??= { kind, from: middle, to: middle, extreme: rate, bound: kind === 'bradycardia' ? low : high };
      open.to = middle;
      open.extreme = kind === 'bradycardia' ? Math.min(open.extreme, rate) : Math.max(open.extreme, rate);
    }
    before = middle;
  }
  close();
  return findings;
}

function episode(series: BeatSeries, open: { kind: 'bradycardia' | 'tachycardia'; from: number; to: number; extreme: number; bound: number }, span: number, settings: FindingSettings): Finding {
  const { kind, extreme, bound } = open;
  const from = Math.round(open.from);
  const to = Math.round(open.to);
  const first = Math.min(series.sample.length - 1, lowerBound(series.sample, from));
  const last = Math.max(first, lowerBound(series.sample, to + 1) - 1);
  const slow = kind === 'bradycardia';
  const words = slow ? `below ${bound}/min, lowest` : `above ${bound}/min, highest`;
  return {
    kind,
    from,
    to,
    severity: severityOf(kind, { seconds: span, rate: extreme }, settings),
    rate: extreme,
    leads: [],
    confidence: 1,
    reason: `rate over ${RATE_WINDOW_SECONDS} s ${words} ${Math.round(extreme)}/min, for ${Math.round(span)} s`,
    anchors: [series.key[first]!, series.key[last]!],
    evidence: { seconds: span, extreme, bound },
  };
}
