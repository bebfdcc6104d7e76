/** The window: connects, shows the screen that is open, and what floats over every screen. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { errorShape, type ErrorShape } from '../core/contract/errors.ts';
import { notice } from '../core/contract/notice.ts';
import { Dialog, Trouble } from './parts/controls.tsx';
import { Brand } from './parts/icons.tsx';
import { KEYMAP, printed, type KeyMode, type KeyScreen } from './parts/keymap.ts';
import { W } from './parts/words.ts';
import { DetailsDialog } from './screens/details/details-dialog.tsx';
import { WorklistScreen } from './screens/worklist/worklist-screen.tsx';
import type { Host } from './state/host.ts';
import { useActions, useKeyboard } from './state/keys.ts';
import { begin, toggleTheme, useSession, type IsolineClient } from './state/session.ts';
import { useView } from './state/view.ts';
import { StudyFrame } from './study-frame.tsx';

export interface Connection {
  client: IsolineClient;
  host: Host;
  onClose?: (listener: () => void) => void;
}

function where(): { screen: KeyScreen; mode: KeyMode | null } {
  const { route } = useSession.getState();
  const screen = route.page === 'worklist' ? 'worklist' : route.tab;
  const { crosshair, caliper } = useView.getState();
  return { screen, mode: screen !== 'beats' ? null : crosshair ? 'insert' : caliper ? 'calipers' : null };
}

function KeysDialog(): ReactElement {
  const { screen } = where();
  return (
    <Dialog title={W.keys.title} wide onClose={() => useSession.setState({ dialog: null })} testid="keys-dialog">
      <p className="q">{W.keys.lead}</p>
      <div className="keytable">
        {KEYMAP.filter((row) => row.screens.includes(screen)).map((row) => (
          <div key={`${row.mode ?? ''}${row.action}`}>
            <kbd>{printed(row)}</kbd>
            <span>
              {row.mode ? <b>{row.mode}: </b> : null}
              {row.words}
            </span>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function AboutDialog(): ReactElement {
  const about = useSession((session) => session.about);
  return (
    <Dialog title={W.about.title} onClose={() => useSession.setState({ dialog: null })} testid="about-dialog">
      <p data-testid="notice">{about?.notice ?? notice('')}</p>
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
  return (
    <>
      {details !== null && <DetailsDialog key={details} caseId={details} />}
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
          <span>{W.lost}</span>
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
  useKeyboard(where);
  useActions({
    dark: toggleTheme,
    keys: () => useSession.setState({ dialog: 'keys' }),
    about: () => useSession.setState({ dialog: 'about' }),
    escape: () => useSession.setState({ toast: null }),
  });

  if (!ready) return <Waiting failure={failure} />;
  return (
    <>
      {route.page === 'worklist' ? <WorklistScreen /> : <StudyFrame key={route.caseId} caseId={route.caseId} tab={route.tab} />}
      <Floating />
    </>
  );
}
