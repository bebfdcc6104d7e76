/** Patient and study facts. What is changed goes into the journal, fact by fact. */
import { useEffect, useState, type ReactElement } from 'react';
import { FACT_FIELDS, type FactField, type Study } from '../../../core/contract/types.ts';
import { HoldKeys } from '../../parts/held-keys.tsx';
import { Dialog } from '../../parts/controls.tsx';
import { duration } from '../../parts/format.ts';
import { typedDate, typedMoment } from '../../parts/typed-date.ts';
import { W } from '../../parts/words.ts';
import { useMayNot } from '../../state/may.ts';
import { reload, useReview } from '../../state/review.ts';
import { client, openWorklist, sayFailure, useSession } from '../../state/session.ts';
import { WO } from '../../parts/words-overview.ts';
import { inWords } from '../../parts/language.ts';
import { draftOf, draftOver, type Draft } from './draft.ts';

function wrongIn(draft: Draft): Partial<Record<FactField, string>> {
  const wrong: Partial<Record<FactField, string>> = {};
  if (draft.birth.trim() && typedDate(draft.birth) === null) wrong.birth = W.details.badBirth;
  if (draft.start.trim() && typedMoment(draft.start) === null) wrong.start = W.details.badStart;
  return wrong;
}

const FIELDS: readonly { field: FactField; kind: 'line' | 'text' | 'sex' }[] = [
  { field: 'name', kind: 'line' },
  { field: 'id', kind: 'line' },
  { field: 'birth', kind: 'line' },
  { field: 'age', kind: 'line' },
  { field: 'sex', kind: 'sex' },
  { field: 'start', kind: 'line' },
  { field: 'indication', kind: 'line' },
  { field: 'referredBy', kind: 'line' },
  { field: 'medicines', kind: 'text' },
];

export function DetailsDialog({ caseId }: { caseId: string }): ReactElement | null {
  const [study, setStudy] = useState<Study | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [confirmStart, setConfirmStart] = useState(false);
  const [reason, setReason] = useState('');
  const [saving, setSaving] = useState(false);
  const [tried, setTried] = useState(false);
  const [asked, setAsked] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const mayNot = useMayNot('technician');
  const mayNotRemove = useMayNot('lead');
  const close = (): void => useSession.setState({ details: null });

  useEffect(() => {
    let here = true;
    client()
      .library.study({ caseId })
      .then((fresh) => {
        if (!here) return;
        setStudy(fresh);
        setDraft(draftOf(fresh.facts));
      })
      .catch((thrown: unknown) => {
        sayFailure(thrown);
        close();
      });
    return () => {
      here = false;
    };
  }, [caseId]);

  if (!study || !draft) return <HoldKeys closing={false} />;
  const before = draftOf(study.facts);
  const signed = study.signed !== null;
  const closed = signed || mayNot !== '';
  const changed = FACT_FIELDS.filter((field) => draft[field].trim() !== before[field] || (field === 'start' && confirmStart));
  // Another name or number means another person; filling an empty one in does not.
  const moves = (['name', 'id'] as const).some((field) => before[field] !== '' && draft[field].trim() !== before[field]);
  // An age only where the file states one and nobody knows the birth.
  const hasAge = before.age !== '' && draft.birth === '';
  const wrong = wrongIn(draft);
  const blocked = Object.keys(wrong).length > 0 || (moves && reason.trim() === '');

  const save = async (): Promise<void> => {
    setTried(true);
    if (blocked) return;
    setSaving(true);
    let revision = study.revision;
    try {
      for (const field of changed) {
        const typed = draft[field].trim();
        const value = (field === 'birth' ? typedDate(typed) : field === 'start' ? typedMoment(typed) : null) ?? typed;
        const result = await client().review.edit({ caseId, baseRevision: revision, request: { kind: 'fact', field, value, reason: field === 'name' || field === 'id' ? reason.trim() : '' } });
        revision = result.revision;
      }
      if (useReview.getState().caseId === caseId && useSession.getState().route.page === 'study') await reload();
      close();
    } catch (thrown) {
      sayFailure(thrown);
      // Somebody else may have edited the case meanwhile, and a part may be kept by now: trying again is against what stands. What went wrong is said already.
      await client()
        .library.study({ caseId })
        .then((fresh) => {
          setDraft(draftOver(draft, before, draftOf(fresh.facts)));
          setStudy(fresh);
        })
        .catch(() => undefined);
      setSaving(false);
    }
  };

  const remove = async (): Promise<void> => {
    try {
      if (useSession.getState().route.page === 'study') openWorklist();
      await client().library.remove({ caseId });
      close();
    } catch (thrown) {
      sayFailure(thrown);
    }
  };

  const put = (field: FactField, value: string): void => {
    setDraft({ ...draft, [field]: value });
    setLeaving(false);
  };
  // What was typed is not lost by one Esc too many; Cancel says what it does.
  const leave = (): void => (changed.length > 0 && !leaving ? setLeaving(true) : close());
  const { recording } = study;
  return (
    <Dialog
      title={W.details.title}
      onClose={leave}
      testid="details"
      sent={saving}
      foot={
        <>
          <button type="button" className="btn quiet" disabled={mayNotRemove !== ''} title={mayNotRemove} onClick={() => setAsked(!asked)} data-testid="remove-study">
            {asked ? W.details.keep : W.worklist.remove}
          </button>
          <button type="button" className="btn" onClick={close}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="submit" form="details-form" className="btn p" disabled={saving || closed || changed.length === 0} data-testid="save-details">
            {W.save}
          </button>
        </>
      }
    >
      {asked && (
        <p className="note danger" role="alert">
          <span>{W.worklist.removeAsk(study.facts.name || W.worklist.unnamed(study.recording.record))}</span>
          <button type="button" className="btn danger" onClick={() => void remove()} data-testid="remove-now">
            {W.details.removeNow}
          </button>
        </p>
      )}
      {leaving && changed.length > 0 && (
        <p className="note" role="alert" data-testid="details-unsaved">
          {W.details.unsaved}
        </p>
      )}
      {signed ? (
        <p className="note" data-testid="details-locked">
          {W.signed.refused} {W.signed.refusedHint}
        </p>
      ) : (
        <p className="q">{mayNot || W.details.lead}</p>
      )}
      <form
        id="details-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset className="plain" disabled={closed}>
          {FIELDS.filter(({ field }) => field !== 'age' || hasAge).map(({ field, kind }) => (
            <div className="field" key={field}>
              <label htmlFor={`fact-${field}`}>{W.details[field]}</label>
              {kind === 'sex' ? (
                <select id={`fact-${field}`} value={draft.sex} onChange={(event) => put('sex', event.target.value)} data-testid="fact-sex">
                  {['', 'F', 'M', 'X'].map((value) => (
                    <option key={value} value={value}>
                      {W.details.sexes[value]}
                    </option>
                  ))}
                </select>
              ) : kind === 'text' ? (
                <textarea id={`fact-${field}`} rows={2} value={draft[field]} onChange={(event) => put(field, event.target.value)} data-testid={`fact-${field}`} />
              ) : (
                <input
                  id={`fact-${field}`}
                  type="text"
                  dir="auto"
                  autoComplete="off"
                  placeholder={field === 'birth' ? '1963-03-03' : field === 'start' ? '2026-11-14 09:12' : ''}
                  value={draft[field]}
                  onChange={(event) => {
                    put(field, event.target.value);
                    if (field === 'start') setConfirmStart(false);
                  }}
                  data-testid={`fact-${field}`}
                />
              )}
              {wrong[field] && (
                <span className="err" role="alert">
                  {wrong[field]}
                </span>
              )}
              {/* Its place is kept once a start is typed: nothing of the card moves. */}
              {field === 'start' && study.facts.startAssumed && (
                <label className="hint check" style={{ visibility: draft.start === before.start ? 'visible' : 'hidden' }}>
                  <input type="checkbox" disabled={draft.start !== before.start} checked={confirmStart} onChange={(event) => setConfirmStart(event.target.checked)} data-testid="confirm-start" />
                  <span>
                    <span className="assumed">{W.study.assumed}</span>: {WO.facts.began}
                  </span>
                </label>
              )}
            </div>
          ))}
        </fieldset>
        {moves && (
          <div className="field moves">
            <label htmlFor="fact-reason">{W.details.reason}</label>
            <textarea id="fact-reason" rows={2} value={reason} aria-required onChange={(event) => setReason(event.target.value)} data-testid="fact-reason" />
            <span className={tried && reason.trim() === '' ? 'err' : 'hint'}>{tried && reason.trim() === '' ? W.details.reasonNeeded : W.details.reasonHint}</span>
          </div>
        )}
      </form>
      <h3 className="sub-head">{W.details.recording}</h3>
      <p className="m">
        {recording.record}, {recording.format.toUpperCase()}, {duration(recording.sampleCount / recording.sampleRate)}, {recording.sampleRate} Hz, {recording.leads.map((lead) => lead.name).join(', ')}
      </p>
      {recording.comments.length > 0 && <p className="q">{recording.comments.join(' · ')}</p>}
      {recording.warnings.length > 0 && (
        <>
          <h3 className="sub-head">{W.details.warnings}</h3>
          {recording.warnings.map((warning) => (
            <p className="note" key={warning}>
              {inWords(warning)}
            </p>
          ))}
        </>
      )}
    </Dialog>
  );
}
