/** Who has a study, and who reads it a second time: a chip on the line of the worklist, and the card behind it. */
import './case-people.css';
import { useState, type ReactElement } from 'react';
import type { StudyRow } from '../../core/contract/types.ts';
import { Dialog } from '../parts/controls.tsx';
import { STATE_NAME, W } from '../parts/words.ts';
import { WC } from '../parts/words-colleagues.ts';
import { assign, beginSecond, openPeople, useColleagues } from '../state/colleagues.ts';
import { ownName } from '../state/own-name.ts';
import { openCompare } from '../state/session.ts';
import { useWorklist } from '../state/worklist.ts';
import { AskDialog } from './questions.tsx';
import { initials } from './person-menu.tsx';

/** Chip of a line: who has it, how many questions wait, whether it is read twice. */
export function CaseChip({ row }: { row: StudyRow }): ReactElement {
  const { assignedTo, questions, readings, blind } = row;
  const me = ownName();
  const forMe = questions.filter((to) => to === me).length;
  const twice = readings.first !== null || readings.seconds.length > 0;
  const said = [
    assignedTo === '' ? WC.people.has + ': ' + WC.nobody : WC.worklist.has(assignedTo),
    questions.length > 0 ? WC.worklist.questions(questions.length) : '',
    readings.first !== null ? WC.worklist.secondOf : twice ? WC.worklist.readAgain : '',
    blind ? WC.worklist.blind : '',
  ].filter((part) => part !== '');
  return (
    <button type="button" className={['people-chip', assignedTo === '' && !twice && questions.length === 0 ? 'idle' : '', assignedTo === me && me !== '' ? 'me' : ''].filter(Boolean).join(' ')} title={said.join(', ')} aria-label={`${WC.worklist.open}: ${said.join(', ')}`} data-testid="case-people" data-assigned={assignedTo} onClick={() => openPeople(row.caseId)} onDoubleClick={(event) => event.stopPropagation()}>
      {questions.length > 0 && <i className={forMe > 0 ? 'ask me' : 'ask'}>?{questions.length > 1 ? questions.length : ''}</i>}
      {twice && <i className="twice">{readings.first !== null ? '2' : '1'}</i>}
      <span className="disc" aria-hidden="true">
        {assignedTo === '' ? '+' : initials(assignedTo)}
      </span>
    </button>
  );
}

function Give({ row }: { row: StudyRow }): ReactElement {
  const names = useColleagues((colleagues) => colleagues.names);
  const [to, setTo] = useState(row.assignedTo);
  const [sending, setSending] = useState(false);
  const signed = row.state === 'signed';
  const give = async (): Promise<void> => {
    setSending(true);
    await assign(row.caseId, to);
    setSending(false);
  };
  return (
    <div className="field give">
      <label htmlFor="give-to">{WC.people.has}</label>
      <select id="give-to" value={to} disabled={signed} title={signed ? W.signed.lockedHint : undefined} onChange={(event) => setTo(event.target.value)} data-testid="give-to">
        <option value="">{WC.nobody}</option>
        {[...new Set([...names, row.assignedTo])].filter((name) => name !== '').map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <button type="button" className="btn" disabled={sending || signed || to === row.assignedTo} onClick={() => void give()} data-testid="give">
        {WC.people.give}
      </button>
    </div>
  );
}

/** How the other reading stands, and the way to the comparison. */
function Other({ row, otherId, onClose }: { row: StudyRow; otherId: string; onClose: () => void }): ReactElement {
  const other = useWorklist((worklist) => worklist.rows.find(({ caseId }) => caseId === otherId));
  if (!other) return <p className="q">{WC.people.gone}</p>;
  const [first, second] = row.readings.first === null ? [row, other] : [other, row];
  const settling = first.readings.settling.some((one) => one.second === second.caseId);
  const both = first.state === 'signed' && second.state === 'signed';
  return (
    <>
      <p>{row.readings.first === null ? WC.people.of(second.assignedTo) : WC.people.isSecond}</p>
      <p className="q" data-testid="readings-state">
        {settling ? WC.people.settling : both ? WC.people.both : `${first.assignedTo || WC.compare.first}: ${STATE_NAME[first.state]}. ${second.assignedTo || WC.compare.second}: ${STATE_NAME[second.state]}. ${WC.people.notBoth}`}
      </p>
      {(settling || both) && (
        <div className="acts">
          <button
            type="button"
            className="btn"
            data-testid="compare"
            onClick={() => {
              onClose();
              openCompare(first.caseId, second.caseId);
            }}
          >
            {WC.people.compare}
          </button>
        </div>
      )}
    </>
  );
}

function Begin({ row }: { row: StudyRow }): ReactElement {
  const names = useColleagues((colleagues) => colleagues.names);
  const [to, setTo] = useState('');
  const [making, setMaking] = useState(false);
  const begin = async (): Promise<void> => {
    setMaking(true);
    await beginSecond(row.caseId, to);
    setMaking(false);
  };
  return (
    <>
      <p className="q">{WC.people.secondLead}</p>
      <div className="field give">
        <label htmlFor="second-to">{WC.people.reader}</label>
        <select id="second-to" value={to} onChange={(event) => setTo(event.target.value)} data-testid="second-to">
          <option value="">{WC.people.choose}</option>
          {names.filter((name) => name !== row.assignedTo).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <button type="button" className="btn" disabled={making || to === ''} onClick={() => void begin()} data-testid="begin-second">
          {making ? WC.people.making : WC.people.begin}
        </button>
      </div>
    </>
  );
}

function PeopleDialog({ caseId }: { caseId: string }): ReactElement | null {
  const row = useWorklist((worklist) => worklist.rows.find((one) => one.caseId === caseId));
  const close = (): void => useColleagues.setState({ people: null });
  if (!row) return null;
  const others = row.readings.first === null ? row.readings.seconds : [row.readings.first];
  const fresh = row.readings.first === null && row.readings.seconds.every((second) => row.readings.settling.some((one) => one.second === second));
  return (
    <Dialog title={`${WC.people.title}: ${row.facts.name || W.worklist.unnamed(row.record)}`} onClose={close} testid="people-dialog">
      <Give key={row.assignedTo} row={row} />
      <h3 className="sub-head">{WC.people.second}</h3>
      {others.map((otherId) => (
        <Other key={otherId} row={row} otherId={otherId} onClose={close} />
      ))}
      {fresh && <Begin row={row} />}
    </Dialog>
  );
}

/** Cards about colleagues, over every screen. */
export function ColleagueCards(): ReactElement {
  const { asking, people } = useColleagues();
  return (
    <>
      {asking !== null && <AskDialog key={asking} at={asking} />}
      {people !== null && <PeopleDialog key={people} caseId={people} />}
    </>
  );
}
