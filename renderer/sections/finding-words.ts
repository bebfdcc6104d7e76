/** A finding in a line: what it measures, in the fewest figures. */
import type { Finding } from '../../core/rhythm/finding.ts';
import { count, duration, fixed } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { filterOf, lengthsOf } from '../state/findings.ts';

/** `2.21 s`, `48 s`, `6 h 12`: exact where a second matters. */
export function lengthWords(seconds: number): string {
  return seconds < 10 ? `${fixed(seconds, 2)} s` : duration(seconds);
}

const perMinute = (rate: number): string => `${Math.round(rate)}${W.episodes.perMinute}`;

/** `3.08 s`, `6 beats, 162/min`, `6 h 12, 118/min`. */
export function measure(finding: Finding, sampleRate: number): string {
  const length = lengthWords((finding.to - finding.from) / sampleRate);
  const { beats, extreme } = finding.evidence;
  const rate = finding.rate === null ? [] : [perMinute(finding.rate)];
  switch (filterOf(finding)) {
    case 'pause':
    case 'no-pause':
      return length;
    case 'couplet':
      return rate.join('');
    case 'v-run':
    case 's-run':
      return [...(beats === undefined ? [] : [W.beats(beats)]), ...rate].join(', ');
    case 'slow':
    case 'fast':
      return [...(extreme === undefined ? [] : [perMinute(extreme)]), length].join(', ');
    case 'r-on-t':
      return [...(beats === undefined || beats === 1 ? [] : [W.beats(beats)]), length].join(', ');
    case 'waves':
      return `${waveFigure(finding.evidence)}${length}`;
    case 'conduction':
    case 'pacing':
    case 'vf':
    case 'af':
    case 'pattern':
      return [length, ...rate].join(', ');
  }
}

/** `512 ms, ` of a long QTc, `−1.4 mm, ` of ST. */
function waveFigure({ longestMs, worstMv }: Finding['evidence']): string {
  if (longestMs !== undefined) return `${Math.round(longestMs)} ms, `;
  return worstMv === undefined ? '' : `${fixed(10 * worstMv, 1)} mm, `;
}

/** What many findings of one kind have between them: `2.00–2.21 s`, `40–48/min`. */
export function span(findings: readonly Finding[], sampleRate: number): string {
  const [first] = findings;
  if (!first) return '';
  if (filterOf(first) === 'couplet') {
    const rates = findings.flatMap(({ rate }) => (rate === null ? [] : [Math.round(rate)]));
    return rates.length === 0 ? '' : `${count(Math.min(...rates))}–${count(Math.max(...rates))}${W.episodes.perMinute}`;
  }
  const [least, greatest] = lengthsOf(findings, sampleRate);
  const [from, to] = [lengthWords(least), lengthWords(greatest)];
  if (from === to) return from;
  return least < 10 && greatest < 10 ? `${fixed(least, 2)}–${to}` : `${from} – ${to}`;
}
