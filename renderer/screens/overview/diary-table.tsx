/** The symptom table: what was felt, and what the heart did then. */
import type { ReactElement } from 'react';
import { SYMPTOM_WINDOW } from '../../../core/study/symptoms.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { W } from '../../parts/words.ts';
import { SYMPTOM_NAME, WY } from '../../parts/words-diary.ts';
import { foundInWords, foundParts, useWhen } from '../../sections/diary.tsx';
import { MiniStrip } from '../../sections/mini-strip.tsx';
import { useClosed } from '../../state/closed.ts';
import { goToMark, stripInReport, stripOfMark, toggleMarkStrip, useSymptoms } from '../../state/diary.ts';
import { useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';

/** Rows with a picture: signal of more than these is not kept in memory at once. */
const PICTURES = 24;

const figure = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

export function DiaryTable(): ReactElement {
  const rows = useSymptoms();
  const when = useWhen();
  const closed = useClosed();
  const strips = useReview((review) => review.strips);
  if (rows.length === 0) return <p className="q empty">{WY.none}</p>;
  return (
    <div className="hours-table">
      <table data-testid="diary-table" className="left">
        <thead>
          <tr>
            {Object.entries(WY.columns).map(([name, words]) => (
              <th key={name} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.mark.id} data-testid="diary-row" data-verdict={row.verdict} data-symptom={row.mark.symptom}>
              <th scope="row">
                <button
                  type="button"
                  className="num"
                  onClick={() => {
                    goToMark(row.mark);
                    openTab('beats');
                  }}
                >
                  {when(row.mark.sample)}
                </button>
              </th>
              <td title={row.mark.words}>
                <b>{SYMPTOM_NAME[row.mark.symptom]}</b>
                <span className="q">{row.mark.words}</span>
              </td>
              <td title={foundInWords(row)}>
                {row.rhythm === null ? foundParts(row)[0] : KIND_NAME[row.rhythm][0]}
                <span className="q">{foundParts(row).slice(row.rhythm === null ? 1 : 0).join(', ')}</span>
              </td>
              <td>
                {row.rate === null ? '–' : `${figure(row.rate)}${W.episodes.perMinute}`}
                <span className="q">{row.low === null ? '' : `${figure(row.low)}–${figure(row.high)}`}</span>
              </td>
              <td className="strip-cell">
                {i < PICTURES && <MiniStrip {...stripOfMark(row.mark)} at={row.mark.sample} />}
                <button type="button" className="btn" aria-pressed={stripInReport(strips, row.mark) !== null} disabled={closed !== ''} title={closed} onClick={() => void toggleMarkStrip(row.mark)} data-testid="row-strip">
                  {stripInReport(strips, row.mark) === null ? WY.toReport : WY.inReport}
                </button>
              </td>
              <td className="q">{row.mark.seen ? WY.seenState : WY.openState}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="q">{WY.window(SYMPTOM_WINDOW.before, SYMPTOM_WINDOW.after)}</p>
    </div>
  );
}
