/** Signing the report, and reopening what was signed. */
import { useState, type ReactElement } from 'react';
import { anyOpen, isReason, REASON, unreadableOpen, type OpenItems as Open } from '../../../core/study/open-items.ts';
import { Dialog } from '../../parts/controls.tsx';
import { duration, momentHere, startDay } from '../../parts/format.ts';
import { Again, Lock, Tick, Unseen } from '../../parts/icons.tsx';
import { W } from '../../parts/words.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { WF } from '../../parts/words-findings.ts';
import { QuestionStops } from '../../sections/questions.tsx';
import { Key } from '../../sections/key.tsx';
import { MOST_ASKS, useAsks } from '../../state/asks.ts';
import { useUnconfirmed } from '../../state/conclusion.ts';
import { isOpen } from '../../state/derived.ts';
import { isUndecided, stateOf, weighty } from '../../state/events.ts';
import { useActions } from '../../state/keys.ts';
import { useMayNot } from '../../state/may.ts';
import { reopenReport, signReport, useReport } from '../../state/report.ts';
import { useQueue } from '../../state/queue-now.ts';
import { startOf, useReview } from '../../state/review.ts';
import { OpenItems, SignEvents } from './not-reviewed.tsx';
import { say, useSession } from '../../state/session.ts';
import { unseenSpans } from '../../state/unreadable-spans.ts';
import { whenTyped } from '../../parts/typing.ts';

/** What keeps the report from being signed now, in words; empty where nothing does. */
function useStop(): string {
  const mayNot = useMayNot('reader');
  const { pdf, shown, rendering, revision: drawn } = useReport();
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
  // What is signed is what was seen.
  if (shown !== pdf) return W.signed.stops.drawing;
  return drawn === revision ? '' : W.signed.stops.outdated;
}

const openWords = (open: Open): string => WF.sign.list({ ...open, unreadable: open.unreadable > 0 ? duration(open.unreadable) : '' });

/** What is open, as the program will count it when the report is signed. */
function useOpen(unreadableSeen: boolean): Open {
  const { study, derived, findings, events, conflicts, diary } = useReview();
  return {
    templates: derived.groups.filter(isOpen).length,
    findings: weighty(findings ?? []).filter((finding) => isUndecided(stateOf(events, finding))).length,
    conflicts: conflicts.length,
    diary: diary.filter(({ seen }) => !seen).length,
    start: study?.facts.startAssumed ?? false,
    unreadable: unreadableOpen(derived.unreadableSeconds, unreadableSeen),
  };
}

/** The program would still like to know something. */
function useAsking(): boolean {
  const caseId = useReview((review) => review.caseId);
  return useAsks(({ view, of }) => of === caseId && view !== null && view.ask !== null && view.answered < MOST_ASKS);
}

function SignDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { pages, revision } = useReport();
  const { study, derived } = useReview();
  const queue = useQueue();
  const reader = useSession((session) => session.about?.reader ?? '');
  const [signing, setSigning] = useState(false);
  const [reason, setReason] = useState('');
  const [unreadableSeen, setUnreadableSeen] = useState(() => unseenSpans().length === 0);
  const left = useOpen(unreadableSeen);
  const asking = useAsking();
  const needs = anyOpen(left);
  const unreadable = unreadableOpen(derived.unreadableSeconds, false);
  const [now] = useState(() => new Date().toISOString());
  const cannot = useStop();
  const stop = cannot || (needs && !isReason(reason) ? WF.sign.reasonHint(REASON.least) : '');
  const open = derived.groups.filter(isOpen).length;
  const who = study?.facts.name || (study ? W.worklist.unnamed(study.recording.record) : '');
  const patient = [who, study?.facts.id ?? '', study ? startDay(startOf(study), W.study.noDate) : ''].filter((part) => part !== '').join(', ');
  const sign = async (): Promise<void> => {
    setSigning(true);
    await signReport({ reason: needs ? reason.trim() : '', unreadableSeen });
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
      {unreadable > 0 && (
        <label className="said-line">
          <input type="checkbox" checked={unreadableSeen} onChange={(event) => setUnreadableSeen(event.target.checked)} data-testid="sign-unreadable" /> {WF.sign.unreadable(duration(unreadable))}
        </label>
      )}
      {asking && (
        <p className="said-line q" data-testid="sign-asks">
          {WF.sign.asks}
        </p>
      )}
      {needs && (
        <div className="sign-open" data-testid="sign-open">
          <label htmlFor="sign-reason">
            <b>{WF.sign.reason}</b> <span className="q">{openWords(left)}</span>
          </label>
          <textarea id="sign-reason" rows={2} maxLength={REASON.most} value={reason} aria-describedby="sign-reason-hint" onChange={(event) => setReason(event.target.value)} data-testid="sign-reason" />
          <p className="q" id="sign-reason-hint">
            {WF.sign.reasonHint(REASON.least)}
          </p>
        </div>
      )}
      <p data-testid="sign-who">{W.signed.who(reader, momentHere(now))}</p>
      <p className="q">{W.signed.lock}</p>
      {cannot !== '' && <p role="alert">{cannot}</p>}
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
            {W.signed.reopenNow} <Key>Ctrl Enter</Key>
          </button>
        </>
      }
    >
      <label htmlFor="reopen-reason">{W.signed.reason}</label>
      <textarea
        id="reopen-reason"
        rows={3}
        maxLength={2000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={whenTyped((event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !sending && reason.trim() !== '') void reopen();
        })}
        data-testid="reopen-reason"
      />
      <p className="q">{W.signed.reasonHint}</p>
    </Dialog>
  );
}

function Reason({ why = '' }: { why?: string | undefined }): ReactElement | null {
  return why === '' ? null : <b>{WF.sign.because(why)}</b>;
}

/** Who opened the study again last, and why: it stands on the card until it is signed, and behind that. */
function Reopened(): ReactElement | null {
  const entry = useReview((review) => review.history.find(({ kind }) => kind === 'reopening'));
  if (!entry) return null;
  return (
    <p className="said-line" data-testid="reopened-why">
      <Again />{' '}
      <span>
        {WF.sign.reopened(entry.author, momentHere(entry.time))} <Reason why={entry.reason} />
      </span>
    </p>
  );
}

/** `Draft, not signed`, or who signed and when. */
export function Standing(): ReactElement {
  const signed = useReview((review) => review.study?.signed ?? null);
  return signed ? (
    <span className="draft signed" data-testid="signed" title={`${W.signed.by(signed.author, momentHere(signed.time))}, sha256 ${signed.sha256}`}>
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
      if (signed) return;
      if (stop === '') setAsked('sign');
      else say(stop);
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
          {signed.open && (
            <p className="said-line" data-testid="signed-open">
              <Unseen />{' '}
              <span>
                {WF.sign.signedOpen}: {openWords(signed.open)}. <Reason why={signed.reason} />
              </span>
            </p>
          )}
          <Reopened />
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
          <Reopened />
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
