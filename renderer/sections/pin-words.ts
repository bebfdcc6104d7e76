/** What a finding is in two words, beside its pin over the day. */
import type { Finding } from '../../core/rhythm/finding.ts';
import { count, duration, fixed } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { filterOf } from '../state/findings.ts';

/** `Pause 3.5 s`, `V run 8`, `34 min` of atrial fibrillation, which has a lane of its own. */
export function pinWords(finding: Finding, sampleRate: number): string {
  const of = filterOf(finding);
  const seconds = (finding.to - finding.from) / sampleRate;
  const name = W.episodes.filters[of];
  if (finding.kind === 'atrial-fibrillation') return duration(seconds);
  if (of === 'pause') return `${name} ${fixed(seconds, 1)} s`;
  const { beats } = finding.evidence;
  return (of === 'v-run' || of === 's-run') && beats !== undefined ? `${name} ${count(beats)}` : name;
}
