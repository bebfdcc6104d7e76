/** Signing the report, and reopening what was signed. */
import { useState, type ReactElement } from 'react';
import { Dialog } from '../../parts/controls.tsx';
import { momentHere, startDay } from '../../parts/format.ts';
import { Lock, Tick, Unseen } from '../../parts/icons.tsx';
import { W } from '../../parts/words.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { QuestionStops } from '../../sections/questions.tsx';
import { Key } from '../../sections/key.tsx';
import { useUnconfirmed } from '../../state/conclusion.ts';
import { isOpen } from '../../state/derived.ts';
import { useActions } from '../../state/keys.ts';
import { useMayNot } from '../../state/may.ts';
import { reopenReport, signReport, useReport } from '../../state/report.ts';
import { useQueue } from '../../state/queue-now.ts';
import { startOf, useReview } from '../../state/review.ts';
import { OpenItems, SignEvents } from './not-reviewed.tsx';
import { useSession } from '../../state/session.ts';

/** What keeps the report from being signed now, in words; empty where nothing does. */
function useStop(): string {
  const mayNot = useMayNot('reader');
  const { pdf, rendering, revision: drawn } = useReport();
  const { revision, held, analysing, questions } = useReview();
  const again = useUnconfirmed();
  const asked = questions.filter(({ state }) => state === 'open').length;
  if (mayNot !== '') return mayNot;
  if (analysing !== null) return W.signed.stops.analysing;
  if (asked > 0) return WC.questions.stop(asked);
  if (again > 0) return WN.stop(again);
  if (held.length > 0) return W.signed.stops.held;
  if (rendering !== null) return W.signed.stops.drawing;
  if (!pdf) return W.signed.stops.none;
  return drawn === revision ? '' : W.signed.stops.outdated;
}

function SignDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { pages, revision } = useReport();
  const { study, derived } = useReview();
  const queue = useQueue();
  const reader = useSession((session) => session.about?.reader ?? '');
  const [signing, setSigning] = useState(false);
  const [now] = useState(() => new Date().toISOString());
  const stop = useStop();
  const open = derived.groups.filter(isOpen).length;
  const who = study?.facts.name || (study ? W.worklist.unnamed(study.recording.record) : '');
  const patient = [who, study?.facts.id ?? '', study ? startDay(startOf(study), study.facts.startAssumed, W.study.noDate) : ''].filter((part) => part !== '').join(', ');
  const sign = async (): Promise<void> => {
    setSigning(true);
    await signReport();
    onClose();
  };
  return (
    <Dialog
      title={W.signed.sign}
      onClose={onClose}
      testid="sign-dialog"
      foot={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="button" className="btn p" disabled={signing || stop !== ''} title={stop} onClick={() => void sign()} data-testid="sign-now">
            {W.signed.now}
          </button>
        </>
      }
    >
      <p data-testid="sign-what">{W.signed.what(patient, pages, revision)}</p>
      <p className="said-line" data-testid="sign-unseen" data-open={open}>
        {open === 0 ? <Tick /> : <Unseen />} {W.signed.unseen(open, derived.groups.length)}
      </p>
      <SignEvents />
      <OpenItems items={queue.filter((item) => item.open && item.kind !== 'template')} />
      <p data-testid="sign-who">{W.signed.who(reader, momentHere(now))}</p>
      <p className="q">{W.signed.lock}</p>
      {stop !== '' && <p role="alert">{stop}</p>}
      <QuestionStops />
    </Dialog>
  );
}

function ReopenDialog({ onClose }: { onClose: () => void }): ReactElement {
  const [reason, setReason] = useState('');
  const [sending, setSending] = useState(false);
  const reopen = async (): Promise<void> => {
    setSending(true);
    await reopenReport(reason.trim());
    onClose();
  };
  return (
    <Dialog
      title={W.signed.reopenTitle}
      onClose={onClose}
      testid="reopen-dialog"
      foot={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {W.cancel} <kbd>Esc</kbd>
          </button>
          <button type="button" className="btn p" disabled={sending || reason.trim() === ''} onClick={() => void reopen()} data-testid="reopen-now">
            {W.signed.reopenNow}
          </button>
        </>
      }
    >
      <label htmlFor="reopen-reason">{W.signed.reason}</label>
      <textarea id="reopen-reason" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} data-testid="reopen-reason" />
      <p className="q">{W.signed.reasonHint}</p>
    </Dialog>
  );
}

/** `Draft, not signed`, or who signed and when. */
export function Standing(): ReactElement {
  const signed = useReview((review) => review.study?.signed ?? null);
  return signed ? (
    <span className="draft signed" data-testid="signed" title={`sha256 ${signed.sha256}`}>
      <Tick /> <span>{W.signed.by(signed.author, momentHere(signed.time))}</span>
    </span>
  ) : (
    <span className="draft" data-testid="draft" title={W.report.draftHint}>
      {W.report.draft}
    </span>
  );
}

export function SignBlock(): ReactElement {
  const mayNot = useMayNot('reader');
  const signed = useReview((review) => review.study?.signed ?? null);
  const [asked, setAsked] = useState<'sign' | 'reopen' | null>(null);
  const stop = useStop();
  useActions({
    sign: () => {
      if (!signed && stop === '') setAsked('sign');
    },
  });
  return (
    <section aria-label={W.signed.title} data-testid="sign-block">
      <h2>{signed ? W.signed.locked : W.signed.title}</h2>
      {signed ? (
        <>
          <p className="said">
            <Lock /> {W.signed.by(signed.author, momentHere(signed.time))}
          </p>
          <p className="q">
            {W.signed.lockedHint} {W.signed.withdrawn}
          </p>
          <div className="acts">
            <button type="button" className="btn" disabled={mayNot !== ''} title={mayNot} onClick={() => setAsked('reopen')} data-testid="reopen">
              {W.signed.reopen}
            </button>
          </div>
        </>
      ) : (
        <>
          <p className="q">{stop || W.signed.lead}</p>
          <QuestionStops />
          <div className="acts">
            <button type="button" className="btn p" disabled={stop !== ''} title={stop} onClick={() => setAsked('sign')} data-testid="sign">
              {W.signed.sign} <Key>Ctrl Shift Enter</Key>
            </button>
          </div>
        </>
      )}
      {asked === 'sign' && <SignDialog onClose={() => setAsked(null)} />}
      {asked === 'reopen' && <ReopenDialog onClose={() => setAsked(null)} />}
    </section>
  );
}
