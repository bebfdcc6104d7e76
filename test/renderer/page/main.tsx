/// <reference types="vite/client" />
/** The window over the fake client: `?hours=24`, `?empty`, `?analysed=0.6`, `?failed`, `?conflicts`, `?dark`. */
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import '@fontsource/inter/latin-600.css';
import '../../../renderer/parts/tokens.css';
import '../../../renderer/parts/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../../renderer/app.tsx';
import { fakeClient } from '../fake-client.ts';

const query = new URLSearchParams(window.location.search);
const host = { kind: 'browser' as const, openFiles: () => Promise.resolve([]), saveFile: () => Promise.resolve(null), pathOf: () => '' };

async function connect(): Promise<{ client: ReturnType<typeof fakeClient>; host: typeof host }> {
  const pdf = await fetch('report.pdf').then(async (answer) => (answer.ok && answer.headers.get('content-type') === 'application/pdf' ? new Uint8Array(await answer.arrayBuffer()) : undefined));
  const client = fakeClient({ hours: Number(query.get('hours') ?? 24), empty: query.has('empty'), failed: query.has('failed'), conflicts: query.has('conflicts'), analysed: Number(query.get('analysed') ?? 1), ...(pdf ? { pdf } : {}) });
  if (query.has('dark')) await client.settings.set({ name: 'theme', value: 'dark' });
  return { client, host };
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<App connect={connect} />);
