/** One study as a line of the worklist. */
import { memo, type ReactElement, type ReactNode } from 'react';
import type { StudyRow } from '../../../core/contract/types.ts';
import { DaySparkline } from '../../charts/thumb.tsx';
import { age, clock, duration, parseLocal, percent, startDay, fixed, momentHere } from '../../parts/format.ts';
import { Full, Half, Soon, Tick, Urgent, Warning, Working } from '../../parts/icons.tsx';
import { Mark } from '../../parts/marks.tsx';
import { WF } from '../../parts/words-findings.ts';
import { STATE_NAME, W } from '../../parts/words.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { WL } from '../../parts/words-live.ts';
import { CaseChip } from '../../sections/case-people.tsx';
import { openStudy, useSession } from '../../state/session.ts';
import { analyseRow, cyclePriority, followRow, keepRow, isDone, isRunning, itemsOf, LIMITS, urgentLeft, useWorklist } from '../../state/worklist.ts';
import { inWords } from '../../parts/language.ts';

/** Something ended before its time: its words take the room of figures that are not there. */
const stops = ({ state }: StudyRow): boolean => state === 'failed' || state === 'broken-off';

function StateSign({ row }: { row: StudyRow }): ReactElement {
  if (stops(row) || row.state === 'part-readable') return <Warning />;
  if (isRunning(row)) return <Working />;
  if (row.state === 'signed') return <Tick />;
  if (row.state === 'in-review') return <Half />;
  return <Full />;
}

function State({ row, onCancel }: { row: StudyRow; onCancel: (() => void) | null }): ReactElement {
  const bad = stops(row) || row.state === 'part-readable';
  const running = isRunning(row);
  const { seen, items } = itemsOf(row);
  const urgent = urgentLeft(row);
  const share = running ? row.progress : items > 0 ? seen / items : 0;
  const bar = (running && row.state !== 'waiting' && row.state !== 'recording') || (row.state === 'in-review' && items > 0);
  const words = row.blind
    ? WC.worklist.blind
    : row.signed
    ? `${row.signed.author}, ${momentHere(row.signed.time)}`
    : bad
    ? inWords(row.trouble)
    : running
      ? row.state === 'recording'
        ? row.trouble !== '' ? inWords(row.trouble) : WL.length(duration(row.seconds))
        : row.state === 'waiting'
        ? ''
        : row.analysed ? WL.comesIn(W.worklist.percentDone(row.progress), duration(row.analysed * row.seconds)) : W.worklist.percentDone(row.progress)
      : row.state === 'ready'
        ? W.worklist.toLook(items)
        : W.worklist.items(seen, items);
  // That a part of the recording is missing stays told while it is reviewed.
  const missing = !bad && !running && row.trouble !== '' && !row.blind;
  return (
    <div className="state-cell">
      <div className={bad ? 'state err' : 'state'} data-testid="study-state" data-state={row.state}>
        {missing ? (
          <span title={inWords(row.trouble)} aria-label={inWords(row.trouble)} role="img">
            <Warning />
          </span>
        ) : (
          <StateSign row={row} />
        )}
        {row.state === 'failed' && row.progress > 0 ? W.worklist.stopped(row.progress) : STATE_NAME[row.state]}
      </div>
      {bar && (
        <div className={row.state === 'in-review' ? 'pb y' : 'pb'}>
          <i style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {row.state === 'broken-off' ? (
        <div className="sub actions">
          <span title={words}>{words}</span>
          <button
            type="button"
            className="num"
            title={WL.keepHint}
            data-testid="row-keep"
            onClick={(event) => {
              event.stopPropagation();
              keepRow(row.caseId);
            }}
          >
            {WL.keep}
          </button>
        </div>
      ) : row.state === 'failed' ? (
        <div className="sub actions">
          <span title={words}>{words}</span>
          <button
            type="button"
            className="num"
            data-testid="retry"
            onClick={(event) => {
              event.stopPropagation();
              analyseRow(row, true);
            }}
          >
            {W.worklist.goOn}
          </button>
          <button
            type="button"
            className="num"
            data-testid="restart"
            onClick={(event) => {
              event.stopPropagation();
              analyseRow(row, false);
            }}
          >
            {W.worklist.again}
          </button>
        </div>
      ) : (
        <div className="sub actions">
          {urgent > 0 ? (
            <button type="button" className="urgent-note" title={WF.worklist.urgent(urgent)} data-testid="row-urgent" data-count={urgent} onClick={() => openStudy(row.caseId, 'episodes')}>
              <Warning size={12} /> {WF.worklist.urgentShort(urgent)}, {WF.worklist.notReviewed.toLowerCase()}
            </button>
          ) : (
            <span title={words}>{words}</span>
          )}
          {row.state === 'recording' && row.trouble !== '' && (
            <button type="button" className="num" data-testid="row-follow" onClick={() => followRow(row)}>
              {WL.followAgain}
            </button>
          )}
          {running && onCancel && (
            <button type="button" className="num" data-testid="cancel-import" onClick={onCancel}>
              {W.cancel}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Finding({ value, past, mark, label }: { value: string | null; past: boolean; mark?: ReactNode; label: string }): ReactElement {
  if (value === null) return <span className="v none">–</span>;
  return (
    <span className={past ? 'v hi' : 'v'} title={label}>
      {past && mark}
      {value}
    </span>
  );
}

/** @param reached by Tab: one line of the list is, the selected one, and arrows go on from it. @param place in the list, the head being 1 */
export const StudyLine = memo(function StudyLine({ row, selected, reached, place, theme, onCancel }: { row: StudyRow; selected: boolean; reached: boolean; place: number; theme: string; onCancel: (() => void) | null }): ReactElement {
  const start = parseLocal(row.facts.start);
  const years = age(row.facts, row.facts.start);
  const who = [row.facts.id || W.worklist.noNumber, [years ?? '', row.facts.sex].filter((part) => part !== '').join(' ')].filter(Boolean).join(', ');
  const name = row.facts.name || W.worklist.unnamed(row.record);
  const open = !isDone(row);
  const stopped = stops(row);
  return (
    <div
      className={['row', selected ? 'sel' : '', isDone(row) ? 'done' : ''].filter(Boolean).join(' ')}
      role="row"
      aria-selected={selected}
      aria-rowindex={place}
      tabIndex={reached ? 0 : -1}
      data-testid="study-row"
      data-case={row.caseId}
      data-record={row.record}
      onPointerDown={() => useWorklist.setState({ selected: row.caseId })}
      onDoubleClick={() => openStudy(row.caseId)}
    >
      <div role="gridcell">
        <button
          type="button"
          className="pri"
          aria-label={W.worklist.priorityOf(name, W.worklist.priorities[row.priority])}
          data-testid="priority"
          data-priority={row.priority}
          onClick={() => cyclePriority(row)}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {row.priority === 'urgent' ? <Urgent size={14} /> : row.priority === 'soon' ? <Soon size={14} /> : null}
          <span>{W.worklist.priorities[row.priority]}</span>
        </button>
      </div>
      <div role="gridcell" className="clip">
        <button type="button" className="nm" data-testid="open-study" onClick={() => openStudy(row.caseId)}>
          <bdi>{name}</bdi>
        </button>
        <div className="q clip" title={who}>
          {who}
        </div>
      </div>
      <div role="gridcell" className="clip">
        <div className="nw">
          {start === null ? row.record : `${startDay(start, W.study.noDate)}, `}
          {start !== null &&
            (row.facts.startAssumed ? (
              <button type="button" className="assumed" title={W.study.assumedHint} onClick={() => useSession.setState({ details: row.caseId })}>
                {clock(start)} {W.study.assumed}
              </button>
            ) : (
              clock(start)
            ))}
        </div>
        <div className="sub">
          {row.readings.first !== null && <b>{WC.worklist.secondOf}, </b>}
          {duration(row.seconds)}, {W.worklist.leads(row.leadCount)}, {row.format.toUpperCase()}
        </div>
      </div>
      <div role="gridcell">{row.sketch && row.sketch.rate.length > 0 ? <DaySparkline sketch={row.sketch} theme={theme} /> : <div className="skel" style={{ width: 150 }} title={W.worklist.noSketch} />}</div>
      <div role="gridcell" className={stopped ? 'clip wide' : 'clip'} aria-colspan={stopped ? 4 : undefined}>
        <State row={row} onCancel={onCancel} />
      </div>
      {!stopped && (
        <>
        <div role="gridcell">
          <Finding label={W.worklist.columns.rr} value={row.longestRrSeconds === null ? null : `${fixed(row.longestRrSeconds, 1)} s`} past={open && (row.longestRrSeconds ?? 0) > LIMITS.rrSeconds} />
        </div>
        <div role="gridcell">
          <Finding label={W.worklist.columns.ve} value={row.burdenV === null ? null : percent(row.burdenV)} past={open && (row.burdenV ?? 0) > LIMITS.burdenV} mark={<Mark of="V" size={9} />} />
        </div>
        <div role="gridcell">
          <Finding label={W.worklist.columns.af} value={row.burdenAf === undefined ? null : percent(row.burdenAf)} past={open && (row.burdenAf ?? 0) > LIMITS.burdenAf} />
        </div>
        </>
      )}
      <div role="gridcell" className="rd">
        <span className="q">{row.edits > 0 ? row.edits : ''}</span>
        <CaseChip row={row} />
        <button type="button" className="ic more" aria-label={`${W.details.title}: ${name}`} title={W.details.title} data-testid="row-details" onClick={() => useSession.setState({ details: row.caseId })}>
          <svg width="14" height="14" viewBox="0 0 14 14" fill="currentColor" aria-hidden="true">
            <circle cx="3" cy="7" r="1.2" />
            <circle cx="7" cy="7" r="1.2" />
            <circle cx="11" cy="7" r="1.2" />
          </svg>
        </button>
      </div>
    </div>
  );
});
