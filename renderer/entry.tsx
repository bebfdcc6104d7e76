/** Before the window: where the data folder is encrypted, it is unlocked first; then the window connects anew and finds everything. */
import { useCallback, useState, type ReactElement } from 'react';
import { errorShape, type ErrorShape } from '../core/contract/errors.ts';
import { App, type Connection } from './app.tsx';
import { VaultScreen, type VaultScreenProps } from './screens/vault/vault-screen.tsx';
import { setTheme } from './state/session.ts';

interface Waiting {
  connection: Connection;
  opened(connection: Connection): void;
}

export function Entry({ connect }: { connect: () => Promise<Connection> }): ReactElement {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const throughVault = useCallback(async (): Promise<Connection> => {
    const connection = await connect();
    const { state } = await connection.client.vault.status({});
    if (state !== 'locked') return connection;
    // Whose theme it is, nobody can say yet: that of the system.
    setTheme(window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    return new Promise((opened) => setWaiting({ connection, opened }));
  }, [connect]);
  const unlock: VaultScreenProps['unlock'] = async (secret): Promise<ErrorShape | null> => {
    if (!waiting) return null;
    try {
      await waiting.connection.client.vault.unlock(secret);
      const fresh = await connect();
      setWaiting(null);
      waiting.opened(fresh);
      return null;
    } catch (thrown) {
      return errorShape(thrown);
    }
  };
  return (
    <>
      {waiting && <VaultScreen unlock={unlock} />}
      <div style={{ display: waiting ? 'none' : 'contents' }}>
        <App connect={throughVault} />
      </div>
    </>
  );
}
