/** Figures of a benchmark as a person reads them. */
import type { BenchmarkResult } from '../../../core/contract/benchmark-report.ts';
import type { BenchmarkStep } from '../../../core/contract/benchmark.ts';
import { count, fixed } from '../../parts/format.ts';
import { WM } from '../../parts/words-benchmark.ts';

/** As many decimals as leave three digits that mean something. */
function threeDigits(n: number): string {
  return n >= 1000 ? count(Math.round(n)) : fixed(n, n >= 100 ? 0 : n >= 10 ? 1 : 2);
}

/** What three digits round to a second is told in seconds. */
const MOST_MILLISECONDS = 0.9995;

/** `2.20 s`, `23.1 ms`. */
export function took(seconds: number): string {
  return seconds === 0 ? '0' : seconds < MOST_MILLISECONDS ? WM.units.milliseconds(threeDigits(1000 * seconds)) : WM.units.seconds(threeDigits(seconds));
}

/** `12.5 ×`. */
export function times(ratio: number): string {
  return WM.units.times(fixed(ratio, ratio >= 100 ? 0 : 1));
}

/** A length of recording in one unit: `24 h`, `6 min`, `14 d`. */
export function lengthOf(hours: number): string {
  if (hours >= 72) return WM.units.days(count(Math.round(hours / 24)));
  if (hours >= 1) return WM.units.hours(count(Math.round(hours)));
  const seconds = Math.round(3600 * hours);
  return seconds >= 120 ? WM.units.minutes(count(Math.round(seconds / 60))) : WM.units.seconds(count(seconds));
}

/** What a figure is called, and the recording that it is of. */
export function nameOf({ name, recording }: Pick<BenchmarkResult, 'name' | 'recording'>): { what: string; of: string } {
  const words: Readonly<Record<string, string>> = WM.figures;
  return { what: words[name] ?? name, of: recording ? WM.recording(lengthOf(recording.hours), recording.leads) : '' };
}

/** `From file to case, 24 h, 3 leads, 2 of 3`. */
export function stepWords({ doing, recording, turn, turns }: BenchmarkStep): string {
  return [WM.doings[doing], ...(recording ? [WM.recording(lengthOf(recording.hours), recording.leads)] : []), ...(turns > 1 ? [WM.turn(turn, turns)] : [])].join(', ');
}
