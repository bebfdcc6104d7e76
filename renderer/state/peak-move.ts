/**
 * An R peak on its way to another place: by keys, sample after sample, or by the
 * mouse. It is shown at once and becomes one edit when the keys rest or the
 * mouse lets go; until then `Esc` takes it back where it was.
 */
import { create } from 'zustand';
import { BEAT_SOURCE, type BeatColumns } from '../../core/beats/columns.ts';
import { applyToBeats } from '../../core/review/state.ts';
import { edit, refusedAsSigned, reload, showBeats, useReview } from './review.ts';
import { currentRow, useView } from './view.ts';
import { whileOpen } from './while-open.ts';

/** Keys that rest for so long are done. */
const RESTS_MS = 700;

interface Moving {
  key: number;
  /** All beats as they were. */
  base: BeatColumns;
  from: number;
  to: number;
  /** Samples that it may go to: no beat is moved past another. */
  least: number;
  most: number;
  /** Absent while the mouse holds it. */
  timer: ReturnType<typeof setTimeout> | null;
}

/** Where the peak that is moved came from and is, samples; null where none is. */
export const usePeakMove = create<{ moving: { from: number; to: number } | null }>()(() => ({ moving: null }));

let moving: Moving | null = null;

/** The peak of the current beat in hand, on the way already or not; null where it may not be moved. */
function take(): Moving | null {
  const { current } = useView.getState();
  const { beats, study } = useReview.getState();
  const row = currentRow();
  if (current === null || row < 0 || refusedAsSigned()) return null;
  if (moving && moving.key !== current) settlePeak();
  if (moving?.timer) clearTimeout(moving.timer);
  const from = beats.sample[row]!;
  moving ??= { key: current, base: beats, from, to: from, least: (beats.sample[row - 1] ?? -1) + 1, most: (beats.sample[row + 1] ?? study?.recording.sampleCount ?? from + 1) - 1, timer: null };
  return moving;
}

function show(held: Moving, to: number): void {
  held.to = Math.max(held.least, Math.min(held.most, Math.round(to)));
  const source = Uint8Array.of(BEAT_SOURCE.person);
  const moved = applyToBeats(held.base, { entity: 'beat', op: 'move', keys: Int32Array.of(held.key), before: Float64Array.of(held.from), after: Float64Array.of(held.to), sourceBefore: source, sourceAfter: source });
  useReview.setState({ beats: moved });
  usePeakMove.setState({ moving: { from: held.from, to: held.to } });
}

/** The peak of the current beat one sample earlier or later. */
export function nudgePeak(direction: 1 | -1): void {
  const held = take();
  if (!held) return;
  held.timer = setTimeout(settlePeak, RESTS_MS);
  show(held, held.to + direction);
}

/** The mouse takes the peak of the current beat. False where it may not be moved. */
export function grabPeak(): boolean {
  settlePeak();
  return take() !== null;
}

/** The mouse has it at a sample. Nothing where it was let go, or taken back, meanwhile. */
export function dragPeak(to: number): void {
  if (moving && moving.timer === null) show(moving, to);
}

/** Puts back what the mouse holds. False where it holds nothing. */
export function dropPeak(): boolean {
  if (!moving || moving.timer !== null) return false;
  moving = null;
  usePeakMove.setState({ moving: null });
  showBeats();
  return true;
}

/** Writes the moved peak into the journal. */
export function settlePeak(): void {
  const held = moving;
  if (!held) return;
  if (held.timer) clearTimeout(held.timer);
  moving = null;
  usePeakMove.setState({ moving: null });
  if (held.to === held.from) return showBeats();
  // It stays where it was put until the answer is here.
  const here = whileOpen();
  void edit({ kind: 'move', key: held.key, sample: held.to }).then((done) => {
    if (!done && here()) void reload();
  });
}
