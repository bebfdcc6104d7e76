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

/** Rows of ventricular beats that such a beat begins, itself included. */
function runLength({ beatClass, rr }: BeatSeries, row: number): number {
  let end = row + 1;
  while (end < beatClass.length && beatClass[end] === CLASS_INDEX.V && !Number.isNaN(rr[end]!)) end++;
  return end - row;
}

const RUN = 3;

/**
 * One finding for all single beats and couplets of the day, at the place of the
 * one that comes earliest against its T wave; one each for those that begin a run.
 * Ascending.
 *
 * @param early those of the series, where they are known
 */
export function rOnTFindings(series: BeatSeries, settings: FindingSettings, trust: BeatTrust, early: readonly EarlyBeat[] = earlyBeats(series)): Finding[] {
  const starts: EarlyBeat[] = [];
  const others: EarlyBeat[] = [];
  for (const beat of early) (runLength(series, beat.row) >= RUN ? starts : others).push(beat);
  const hours = (others.length * 3600) / Math.max(1, series.sampleCount / series.sampleRate);
  const [first] = others;
  const findings = starts.map((beat) => findingAt(series, settings, beat, trust(beat.row, 'V'), 1, `; a run of ${runLength(series, beat.row)} ventricular beats begins with it`));
  if (first !== undefined) {
    const earliest = others.reduce((held, beat) => (beat.coupling / beat.bound < held.coupling / held.bound ? beat : held), first);
    const mean = others.reduce((sum, { row }) => sum + trust(row, 'V'), 0) / others.length;
    const more = others.length === 1 ? '' : `; the earliest of ${others.length} such beats, ${hours < 1 ? 'less than one' : Math.round(hours)} an hour`;
    findings.push(findingAt(series, settings, earliest, mean, others.length, more));
  }
  return findings.sort((a, b) => a.from - b.from);
}

function findingAt({ sample, key }: BeatSeries, settings: FindingSettings, { row, coupling, usual, bound }: EarlyBeat, confidence: number, beats: number, more: string): Finding {
  return {
    kind: 'r-on-t',
    from: sample[row - 1]!,
    to: sample[row]!,
    severity: severityOf('r-on-t', { beats, seconds: coupling }, settings),
    rate: null,
    leads: [],
    confidence,
    reason: `ventricular beat ${seconds(coupling)} after the R peak before it: the T wave there ends at about ${seconds(bound)}, by a QTc of ${QTC * 1000} ms (Fridericia) at a usual RR of ${seconds(usual)}${more}`,
    anchors: [key[row - 1]!, key[row]!],
    evidence: { seconds: coupling, usualRr: usual, bound, beats },
  };
}
