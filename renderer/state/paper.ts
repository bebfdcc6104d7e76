/** Speed and gain of the paper. */
import { useReview } from './review.ts';
import { across, currentRow, GAINS, SPEEDS, useView } from './view.ts';

const get = useView.getState;
const set = useView.setState;

function cycle<T>(values: readonly T[], value: T, direction: 1 | -1): T {
  const at = Math.max(0, Math.min(values.length - 1, values.indexOf(value) + direction));
  return values[at]!;
}

/** Another paper speed; what stood at the current beat (or in the middle) stays where it is. */
export function changeSpeed(direction: 1 | -1): void {
  const { beats } = useReview.getState();
  const { from, speed } = get();
  const next = cycle(SPEEDS, speed as (typeof SPEEDS)[number], direction);
  const wide = across();
  const row = currentRow();
  const here = row >= 0 && beats.sample[row]! > from && beats.sample[row]! < from + wide ? beats.sample[row]! : from + wide / 2;
  set({ speed: next, from: here - ((here - from) * speed) / next });
}

export function changeGain(direction: 1 | -1): void {
  set({ gain: cycle(GAINS, get().gain as (typeof GAINS)[number], direction) });
}
