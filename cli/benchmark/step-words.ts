/** How far a benchmark is, as a terminal says it. */
import type { BenchmarkDoing, BenchmarkStep } from '../../core/contract/benchmark.ts';

const DOING: Readonly<Record<BenchmarkDoing, string>> = {
  idle: 'idle',
  write: 'writing',
  case: 'from file to case',
  use: 'opened case',
  unfused: 'unfused',
  strip: 'strips',
  live: 'live',
  'encrypted-case': 'encrypted, from file to case',
  'encrypted-use': 'encrypted, opened case',
  scale: 'scale',
  busy: 'keys while importing',
};

/** `5/11  from file to case, 24 h × 3 leads, 2/3   45 %`. */
export function stepWords({ doing, recording, turn, turns, share, part, parts }: BenchmarkStep): string {
  const what = [DOING[doing], ...(recording ? [`${recording.hours} h × ${recording.leads} lead${recording.leads === 1 ? '' : 's'}`] : []), ...(turns > 1 ? [`${turn}/${turns}`] : [])].join(', ');
  return `${part}/${parts}  ${what}  ${String(Math.round(share * 100)).padStart(3)} %`;
}
