/**
 * Asystole: no beat for `asystoleSeconds` where beats could be seen.
 *
 * Between two beats the rules of `pauses.ts` tell it from a drop-out; a pause as
 * long as that is asystole. Behind fibrillation, before it, at the ends of
 * the recording and where the signal can no longer be read there are no two beats: there the same evidence is asked, and
 * anything against it leaves the stretch untold. So a heart that stops before all is
 * unreadable is told by what could still be read.
 */
import { union } from '../study/spans.ts';
import { lowerBound } from '../beats/search.ts';
import { severityOf, seconds, type Finding, type FindingSettings } from './finding.ts';
import { peaksWithin, quietSeconds, readableShare, type PauseEvidence } from './interval-evidence.ts';
import type { BeatSeries } from './series.ts';

/** Pauses as they are, those of `asystoleSeconds` and more as asystole. */
export function asystoleAmong(pauses: readonly Finding[], settings: FindingSettings): Finding[] {
  return pauses.map((finding) => {
    const length = finding.evidence['seconds'] ?? 0;
    if (!finding.kind.startsWith('pause') || length < settings.asystoleSeconds) return finding;
    return { ...finding, kind: 'asystole', severity: severityOf('asystole', { seconds: length }, settings) };
  });
}

/** What a stretch without beats ends with. */
interface Bound {
  at: number;
  /** Row of the series, or -1 for an edge of fibrillation, of what cannot be read, or of the recording. */
  row: number;
  what: 'beat' | 'fibrillation' | 'unread' | 'end';
}

const WORDS: Readonly<Record<Bound['what'], string>> = { beat: 'a beat', fibrillation: 'ventricular fibrillation', unread: 'a stretch that cannot be read', end: 'the end of the recording' };
const CONFIDENCE = { whole: 0.8, cut: 0.6 } as const;

/**
 * Asystole beside fibrillation, before what cannot be read, and at the ends of the recording.
 *
 * @param fibrillation ventricular fibrillation as from, to pairs of samples, ascending and apart
 * @param shut what was unreadable or never measured, the same way
 */
export function asystoleBeside(series: BeatSeries, fibrillation: readonly number[], shut: { unreadable: ArrayLike<number>; gaps: ArrayLike<number> }, evidence: PauseEvidence, settings: FindingSettings): Finding[] {
  const { sample, sampleRate, sampleCount, key } = series;
  if (sample.length === 0 || !evidence.quality) return [];
  const { quality } = evidence;
  const closed = union(shut.unreadable, shut.gaps);
  const least = settings.asystoleSeconds * sampleRate;
  const findings: Finding[] = [];
  const beatAt = (row: number): Bound => ({ at: sample[row]!, row, what: 'beat' });
  /** The stretches: before and behind each fibrillation, before what cannot be read, before the first and behind the last beat. */
  const pairs: [Bound, Bound][] = [];
  const edges: Bound[] = [{ at: 0, row: -1, what: 'end' }, ...edgesOf(fibrillation, closed), { at: sampleCount, row: -1, what: 'end' }];
  for (let e = 0; e < edges.length; e += 2) {
    // Between two edges beats count; edges in pairs enclose fibrillation, or what cannot be read.
    const left = edges[e]!;
    const right = edges[e + 1]!;
    const first = lowerBound(sample, left.at);
    const last = lowerBound(sample, right.at) - 1;
    if (last < first) {
      if (left.what === 'fibrillation' || right.what === 'fibrillation') pairs.push([left, right]);
    } else pairs.push([left, beatAt(first)], [beatAt(last), right]);
  }
  for (const [left, right] of pairs) {
    const from = left.at;
    const to = right.at;
    // Contact that is only just back tells nothing.
    if (to - from < least || left.what === 'unread') continue;
    if (peaksWithin(from, to, evidence.doubtful, series.artefacts, sampleRate).length > 0) continue;
    if ((quietSeconds(evidence.evidence?.quietness, from / sampleRate, to / sampleRate)?.seconds ?? 0) > 0) continue;
    const cut = right.what === 'unread';
    const read = readableShare(quality, from / sampleRate, cut ? Math.floor(to / sampleRate) : to / sampleRate);
    // Silence here would be a lead that is off; only a line with noise on it shows that nothing beats.
    if (read.share < 1 || read.silent > 0 || read.fallen > 0 || read.restless > 0) continue;
    const span = (to - from) / sampleRate;
    const nearest = lowerBound(sample, from);
    const anchor = (bound: Bound, row: number): number => key[bound.row >= 0 ? bound.row : Math.max(0, Math.min(sample.length - 1, row))]!;
    findings.push({
      kind: 'asystole',
      from,
      to,
      severity: severityOf('asystole', { seconds: span }, settings),
      rate: null,
      leads: read.leads,
      confidence: cut ? CONFIDENCE.cut : CONFIDENCE.whole,
      reason: `${seconds(span)} without an R peak in ${read.leads.length} of ${quality.leads} leads, quality good, between ${left.what === 'end' ? 'the start of the recording' : WORDS[left.what]} and ${WORDS[right.what]}`,
      anchors: [anchor(left, nearest - 1), anchor(right, nearest)],
      evidence: { seconds: span, readableShare: read.share },
    });
  }
  return findings;
}

/** Bounds of what has no beats, in pairs: fibrillation, and what cannot be read; where the two meet they are one. */
function edgesOf(fibrillation: readonly number[], closed: ArrayLike<number>): Bound[] {
  const spans: [Bound, Bound][] = [];
  for (const [list, what] of [[fibrillation, 'fibrillation'], [closed, 'unread']] as const) {
    for (let i = 0; i < list.length; i += 2) spans.push([{ at: list[i]!, row: -1, what }, { at: list[i + 1]!, row: -1, what }]);
  }
  const joined: [Bound, Bound][] = [];
  for (const span of spans.sort((a, b) => a[0].at - b[0].at)) {
    const last = joined.at(-1);
    if (!last || span[0].at > last[1].at) joined.push(span);
    else if (span[1].at > last[1].at) last[1] = span[1];
  }
  return joined.flat();
}
