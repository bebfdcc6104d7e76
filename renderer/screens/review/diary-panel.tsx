/** The mark of the diary that is looked at: what was felt, and what the heart did. */
import type { ReactElement } from 'react';
import { SYMPTOM_WINDOW } from '../../../core/study/symptoms.ts';
import { Fact } from '../../parts/controls.tsx';
import { count } from '../../parts/format.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { SYMPTOM_NAME, WY } from '../../parts/words-diary.ts';
import { foundInWords, useWhen } from '../../sections/diary.tsx';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { changeMark, removeMark, seeMark, stripInReport, toggleMarkStrip, useSymptoms, walkDiary } from '../../state/diary.ts';
import { useReview } from '../../state/review.ts';
import { useView } from '../../state/view.ts';

const figure = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

export function DiaryPanel(): ReactElement | null {
  const rows = useSymptoms();
  const current = useView((view) => view.mark);
  const closed = useClosed();
  const strips = useReview((review) => review.strips);
  const when = useWhen();
  if (rows.length === 0) return null;
  const row = rows.find(({ mark }) => mark.id === current);
  const open = rows.filter(({ mark }) => !mark.seen).length;
  return (
    <section className={row ? 'diary-panel' : 'diary-panel shut'} aria-label={WY.title} data-testid="diary-panel" data-count={rows.length} data-open={open}>
      <div className="hd">
        <h2>
          {WY.title}{' '}
          <span className="q" title={open > 0 ? WY.open(open) : WY.marks(rows.length)}>
            {count(open > 0 ? open : rows.length)}
          </span>
        </h2>
        {!row && (
          <button type="button" className="btn" onClick={walkDiary} data-testid="walk-diary">
            {WY.walk} <Key>Shift W</Key>
          </button>
        )}
      </div>
      {row && (
        <>
          <p>
            <b>{SYMPTOM_NAME[row.mark.symptom]}</b> {when(row.mark.sample)} <span className="q">{row.mark.origin === 'hand' ? WY.byHand : WY.byFile}</span>
          </p>
          {row.mark.words && <p className="m">{row.mark.words}</p>}
          <dl data-testid="diary-facts" data-verdict={row.verdict}>
            <Fact term={WY.rate}>{row.rate === null ? WY.noRate : WY.rateOf(figure(row.rate), figure(row.low), figure(row.high))}</Fact>
            <Fact term={WY.rhythm}>{row.rhythm === null ? WY.noRhythm : KIND_NAME[row.rhythm][0]}</Fact>
            <Fact term={WY.found}>{foundInWords(row)}</Fact>
          </dl>
          <p className="q">
            {WY.window(SYMPTOM_WINDOW.before, SYMPTOM_WINDOW.after)} {row.readable < 0.995 ? WY.readable(Math.round(100 * row.readable)) : ''}
          </p>
          <div className="acts">
            <button type="button" className="btn p" onClick={seeMark} data-testid="diary-seen">
              {WY.seen} <Key mode="diary">Space</Key>
            </button>
          </div>
          <div className="acts">
            <button type="button" className="btn" disabled={closed !== ''} title={closed} aria-pressed={stripInReport(strips, row.mark) !== null} onClick={() => void toggleMarkStrip(row.mark)} data-testid="diary-strip">
              {stripInReport(strips, row.mark) === null ? WY.toReport : WY.inReport} <Key mode="diary">P</Key>
            </button>
            <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={changeMark} data-testid="diary-change">
              {WY.change} <Key mode="diary">Enter</Key>
            </button>
            <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => void removeMark()} data-testid="diary-remove">
              {WY.remove} <Key mode="diary">Del</Key>
            </button>
          </div>
        </>
      )}
    </section>
  );
}
