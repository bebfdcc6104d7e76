/** The window: connects, shows the screen that is open, and what floats over every screen. */
import { Fragment, useEffect, useRef, useState, type ReactElement } from 'react';
import { errorShape, type ErrorShape } from '../core/contract/errors.ts';
import { notice } from '../core/contract/notice.ts';
import { Dialog, Trouble } from './parts/controls.tsx';
import { Brand } from './parts/icons.tsx';
import { rowName, shownKeys } from './parts/bindings.ts';
import { keyCaps } from './parts/key-caps.ts';
import type { KeyMode, KeyScreen } from './parts/keymap.ts';
import { WO } from './parts/words-overview.ts';
import { KEY_MODES, KEY_WORDS } from './parts/words-keys.ts';
import { WK } from './parts/words-rebinding.ts';
import { W } from './parts/words.ts';
import { LockScreen, LoginScreen } from './screens/login/login-screen.tsx';
import { SettingsScreen } from './screens/settings/settings-screen.tsx';
import { CompareScreen } from './screens/compare/compare-screen.tsx';
import { DetailsDialog } from './screens/details/details-dialog.tsx';
import { WorklistScreen } from './screens/worklist/worklist-screen.tsx';
import { ColleagueCards } from './sections/case-people.tsx';
import { useBindings } from './state/bindings.ts';
import { findHeld } from './state/held-edits.ts';
import { wouldLose } from './state/held-keeping.ts';
import type { Host } from './state/host.ts';
import { actByClick, isOffered, useActions, useKeyboard } from './state/keys.ts';
import { useLanguage } from './state/language.ts';
import { needsLogin } from './state/may.ts';
import { lock, useIdleLock } from './state/people.ts';
import { takeWaiting, useReview } from './state/review.ts';
import { begin, openSettings, sayFailure, toggleTheme, useSession, type IsolineClient } from './state/session.ts';
import { useAsks } from './state/asks.ts';
import { useMerging } from './state/merging.ts';
import { useOverlay } from './state/overlay.ts';
import { useView } from './state/view.ts';
import { StudyFrame } from './study-frame.tsx';

export interface Connection {
  client: IsolineClient;
  host: Host;
  onClose?: (listener: () => void) => void;
}

function where(): { screen: KeyScreen; mode: KeyMode | null } {
  const { route } = useSession.getState();
  const screen = route.page === 'study' ? route.tab : route.page;
  return { screen, mode: modeOf(screen) };
}

function modeOf(screen: KeyScreen): KeyMode | null {
  const { crosshair, caliper, bounds, choosing, conflict, mark, spanHand, lasso, panel, preview } = useView.getState();
  if (screen === 'episodes') return choosing ? 'kind' : bounds ? 'bounds' : null;
  if (screen !== 'beats') return null;
  const { cut } = useOverlay.getState();
  // What is previewed is applied first: Enter means that then.
  if (panel === 'scan' && !preview) return 'scan';
  return lasso?.byKey ? 'lasso' : useMerging.getState().asked ? 'merge' : cut ? 'cut' : crosshair ? 'insert' : caliper ? 'calipers' : spanHand ? 'span' : mark !== null ? 'diary' : conflict !== null ? 'conflict' : useAsks.getState().open ? 'ask' : null;
}

function KeysDialog(): ReactElement {
  const { screen, mode } = where();
  const table = useBindings((bindings) => bindings.table);
  const close = (): void => useSession.setState({ dialog: null });
  return (
    <Dialog
      title={W.keys.title}
      wide
      onClose={close}
      testid="keys-dialog"
      foot={
        <button
          type="button"
          className="btn"
          data-testid="change-keys"
          onClick={() => {
            close();
            openSettings('keys');
          }}
        >
          {WK.change}
        </button>
      }
    >
      <p className="q">
        {W.keys.lead} {WK.click}
      </p>
      <div className="keytable">
        {table.filter((row) => row.screens.includes(screen)).map((row) => (
          <button
            key={rowName(row)}
            type="button"
            // What the mode that is on takes, and what nobody offers now, does nothing.
            disabled={row.action === 'keys' || (row.mode !== undefined && row.mode !== mode) || row.action.endsWith('-letter') || !isOffered(row.action)}
            onClick={() => {
              close();
              actByClick(row.action);
            }}
            data-testid="key-line"
            data-action={row.action}
          >
            <kbd>{keyCaps(shownKeys(row))}</kbd>
            <span>
              {row.mode ? <b>{KEY_MODES[row.mode]}: </b> : null}
              {KEY_WORDS[row.words]}
            </span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function AboutDialog(): ReactElement {
  const about = useSession((session) => session.about);
  return (
    <Dialog title={W.about.title} onClose={() => useSession.setState({ dialog: null })} testid="about-dialog">
      <p data-testid="notice" lang="en">
        {about?.notice ?? notice('')}
      </p>
      {WO.frame.notice !== '' && <p className="q">{WO.frame.notice}</p>}
      <dl className="about">
        <dt>{W.about.licence}</dt>
        <dd>{about?.licence}</dd>
        <dt>{W.about.folder}</dt>
        <dd>{about?.dataFolder}</dd>
      </dl>
    </Dialog>
  );
}

function Floating(): ReactElement {
  const { toast, lost, dialog, details } = useSession();
  const held = useReview((review) => review.held.length > 0);
  return (
    <>
      {details !== null && <DetailsDialog key={details} caseId={details} />}
      <ColleagueCards />
      {dialog === 'keys' && <KeysDialog />}
      {dialog === 'about' && <AboutDialog />}
      {toast && (
        <div className={toast.bad ? 'toast bad' : 'toast'} role={toast.bad ? 'alert' : 'status'} data-testid="toast">
          <span>
            <b>{toast.text}</b> {toast.hint}
          </span>
          {toast.bad && (
            <button type="button" className="btn" onClick={() => useSession.setState({ toast: null })}>
              {W.close}
            </button>
          )}
        </div>
      )}
      {lost && (
        <div className="toast bad" role="alert" data-testid="lost">
          <span>
            {W.lost} {held && !wouldLose() && W.lostKept}
          </span>
          <button type="button" className="btn" onClick={() => window.location.reload()}>
            {W.reload}
          </button>
        </div>
      )}
    </>
  );
}

function Waiting({ failure }: { failure: ErrorShape | null }): ReactElement {
  return (
    <main className="centre">
      <div>
        <Brand />
        {failure ? <Trouble message={failure.message || W.noBackend} hint={failure.hint || W.noBackendHint} testid="connect-failed" /> : <p className="q">{W.connecting}</p>}
        {failure && (
          <button type="button" className="btn" onClick={() => window.location.reload()}>
            {W.reload}
          </button>
        )}
      </div>
    </main>
  );
}

export function App({ connect }: { connect: () => Promise<Connection> }): ReactElement {
  const [ready, setReady] = useState(false);
  const [failure, setFailure] = useState<ErrorShape | null>(null);
  const route = useSession((session) => session.route);
  const shut = useSession((session) => needsLogin(session.who));
  const locked = useSession((session) => session.who?.locked === true);
  const reader = useSession((session) => session.about?.reader ?? '');
  const language = useLanguage((state) => state.language);
  const started = useRef(false);

  useEffect(() => {
    if (started.current) return;
    started.current = true;
    connect()
      .then(async (connection) => {
        connection.onClose?.(() => useSession.setState({ lost: true }));
        await begin(connection);
        setReady(true);
      })
      .catch((thrown: unknown) => setFailure(errorShape(thrown)));
  }, [connect]);

  useEffect(() => {
    // A file let go beside the worklist must not take the window's place.
    const stay = (event: DragEvent): void => event.preventDefault();
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (wouldLose()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);
  // Whoever came in finds what an earlier page could not save.
  useEffect(() => {
    if (reader !== '') findHeld().then(takeWaiting, sayFailure);
  }, [reader]);
  useKeyboard(where);
  useIdleLock();
  useActions({
    dark: toggleTheme,
    keys: () => !shut && useSession.setState({ dialog: 'keys' }),
    about: () => !shut && useSession.setState({ dialog: 'about' }),
    settings: () => !shut && openSettings(),
    lock: () => void lock(),
    escape: () => useSession.setState({ toast: null }),
  });

  if (!ready) return <Waiting failure={failure} />;
  if (shut) return <LoginScreen key={language} />;
  return (
    // In another language everything is drawn anew; what was done lies in the stores.
    <Fragment key={language}>
      {/* Locked, the screens stay as they are behind the card: what was typed is there when it opens again. */}
      <div className={locked ? 'veiled' : undefined} inert={locked}>
        {route.page === 'worklist' && <WorklistScreen />}
        {route.page === 'settings' && <SettingsScreen section={route.section} />}
        {route.page === 'compare' && <CompareScreen key={`${route.first} ${route.second}`} first={route.first} second={route.second} />}
        {route.page === 'study' && <StudyFrame key={route.caseId} caseId={route.caseId} tab={route.tab} />}
        <Floating />
      </div>
      {locked && <LockScreen />}
    </Fragment>
  );
}
