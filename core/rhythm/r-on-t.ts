/**
 * Ventricular beats that begin before the T wave of the beat before has ended.
 *
 * The end of the T wave is not looked for beat by beat: it is taken to lie
 * where a QT of 400 ms by Fridericia's formula ends at the usual interval. Coupled
 * closer than that, R peak to R peak, a beat's own beginning falls into the T wave.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { seconds, severityOf, type Finding, type FindingSettings } from './finding.ts';
import { usualRrBefore, type BeatSeries, type BeatTrust } from './series.ts';

const QTC = 0.4;

export interface EarlyBeat {
  row: number;
  coupling: number;
  usual: number;
  /** Where the T wave is taken to end, seconds behind the R peak before. */
  bound: number;
}

/** Ventricular beats behind a normal or supraventricular one that fall on its T wave; later beats of a run are told as the run. */
export function earlyBeats(series: BeatSeries): EarlyBeat[] {
  const { beatClass, rr } = series;
  const found: EarlyBeat[] = [];
  for (let i = 1; i < rr.length; i++) {
    if (beatClass[i] !== CLASS_INDEX.V || (beatClass[i - 1] !== CLASS_INDEX.N && beatClass[i - 1] !== CLASS_INDEX.S)) continue;
    const usual = usualRrBefore(series, i);
    const bound = QTC * Math.cbrt(usual);
    if (rr[i]! < bound) found.push({ row: i, coupling: rr[i]!, usual, bound });
  }
  return found;
}

/** One finding a beat, ascending. */
export function rOnTFindings(series: BeatSeries, settings: FindingSettings, trust: BeatTrust): Finding[] {
  const { sample, key } = series;
  return earlyBeats(series).map(({ row, coupling, usual, bound }) => ({
    kind: 'r-on-t',
    from: sample[row - 1]!,
    to: sample[row]!,
    severity: severityOf('r-on-t', { beats: 1, seconds: coupling }, settings),
    rate: null,
    leads: [],
    confidence: trust(row, 'V'),
    reason: `ventricular beat ${seconds(coupling)} after the R peak before it: the T wave there ends at about ${seconds(bound)}, by a QTc of ${QTC * 1000} ms (Fridericia) at a usual RR of ${seconds(usual)}`,
    anchors: [key[row - 1]!, key[row]!],
    evidence: { seconds: coupling, usualRr: usual, bound },
  }));
}
