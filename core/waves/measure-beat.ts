/** One beat measured on demand: bounds of its waves and the intervals between them. */
import { beatAt, type WaveNetwork } from './block-waves.ts';
import { correctedQt, QT_FORMULAS, type QtFormula } from './intervals.ts';
import { measureStretch } from './stretch.ts';
import { WAVE_RATE } from './wave-signal.ts';

/** Seconds of signal on either side of the R peak that the network is shown. */
export const BEAT_SECONDS = 4;

/** Bounds in seconds from the R peak, intervals in ms; null where a wave is not there or cannot be told. */
export interface BeatMeasurement {
  pOnset: number | null;
  pEnd: number | null;
  qrsOnset: number | null;
  qrsEnd: number | null;
  tPeak: number | null;
  tEnd: number | null;
  pr: number | null;
  qrs: number | null;
  qt: number | null;
  /** Interval from the beat before, ms; null where there is none. */
  rr: number | null;
  qtc: Record<QtFormula, number | null>;
}

const NOTHING: BeatMeasurement = { pOnset: null, pEnd: null, qrsOnset: null, qrsEnd: null, tPeak: null, tEnd: null, pr: null, qrs: null, qt: null, rr: null, qtc: { bazett: null, fridericia: null, framingham: null, hodges: null } };

/**
 * Measures the beat whose R peak lies at sample `place` of a stretch.
 *
 * @param raw mV at 250 Hz per lead, NaN where never measured
 * @param rr ms since the beat before, or null
 */
export async function measureBeat(raw: readonly Float32Array[], place: number, rr: number | null, network: WaveNetwork): Promise<BeatMeasurement> {
  const stretch = await measureStretch(raw, network);
  const beat = stretch && beatAt(stretch.beats, place);
  if (!stretch || !beat) return { ...NOTHING, rr };
  const seconds = (at: number | undefined): number | null => (at === undefined || Number.isNaN(at) ? null : (at - place) / WAVE_RATE);
  const ms = (from: number | undefined, to: number | undefined): number | null => (from === undefined || to === undefined ? null : ((to - from) * 1000) / WAVE_RATE);
  const { p, qrs, t } = beat;
  const qt = ms(qrs.from, t?.to);
  const qtc = { ...NOTHING.qtc };
  if (qt !== null && rr !== null) for (const formula of QT_FORMULAS) qtc[formula] = correctedQt(qt, rr, formula);
  return {
    pOnset: seconds(p?.from),
    pEnd: seconds(p?.to),
    qrsOnset: seconds(qrs.from),
    qrsEnd: seconds(qrs.to),
    tPeak: seconds(stretch.tPeaks[stretch.beats.indexOf(beat)]),
    tEnd: seconds(t?.to),
    pr: ms(p?.from, qrs.from),
    qrs: ms(qrs.from, qrs.to),
    qt,
    rr,
    qtc,
  };
}
