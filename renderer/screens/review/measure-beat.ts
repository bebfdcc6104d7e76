/** Intervals of the current beat, measured by the engine: the calipers go onto its QT, the numbers to the foot of the window. */
import { QT_FORMULA_NAMES } from '../../../core/waves/intervals.ts';
import type { BeatMeasurement } from '../../../core/waves/measure-beat.ts';
import { rateOf, useReview } from '../../state/review.ts';
import { noteMeasured } from '../../state/qrs-widths.ts';
import { client, say, sayFailure } from '../../state/session.ts';
import { currentRow, useView } from '../../state/view.ts';
import { whileOpen } from '../../state/while-open.ts';
import { WO } from '../../parts/words-overview.ts';

/** `PR 158, QRS 92, QT 388, QTc 412 ms (Fridericia) at RR 870 ms`. */
export function measurementWords({ pr, qrs, qt, rr, qtc }: BeatMeasurement): string {
  if (qrs === null) return WO.beat.cannot;
  const ms = (value: number | null): string => (value === null ? WO.beat.not : String(Math.round(value)));
  const corrected = qtc.fridericia === null ? '' : `, QTc ${ms(qtc.fridericia)} (${QT_FORMULA_NAMES.fridericia}), ${ms(qtc.bazett)} (${QT_FORMULA_NAMES.bazett})`;
  return `PR ${ms(pr)}, QRS ${ms(qrs)}, QT ${ms(qt)}${corrected} ms${rr === null ? '' : ` ${WO.beat.atRr} ${ms(rr)} ms`}`;
}

/** Measures the beat that the window stands on. */
export async function measureCurrentBeat(): Promise<void> {
  const { beats, study } = useReview.getState();
  const row = currentRow();
  if (row < 0 || !study) return say(WO.beat.choose);
  const key = beats.key[row]!;
  const peak = beats.sample[row]!;
  const here = whileOpen();
  try {
    const measured = await client().review.measure({ caseId: study.caseId, key });
    if (!here()) return;
    const { qrsOnset, qrsEnd, tEnd } = measured;
    const end = tEnd ?? qrsEnd;
    const at = (seconds: number): number => Math.round(peak + seconds * rateOf(study));
    if (qrsOnset !== null && end !== null) useView.setState({ caliper: { a: at(qrsOnset), b: at(end), hand: 'b', march: false } });
    if (measured.qrs !== null) noteMeasured(key, peak, measured.qrs);
    say(measurementWords(measured));
  } catch (thrown) {
    sayFailure(thrown);
  }
}
