/// <reference types="vite/client" />
/** The window over the fake client: `?hours=24`, `?empty`, `?analysed=0.6`, `?failed`, `?conflicts`, `?diary`, `?dark`, `?language=de`. */
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import '@fontsource/inter/latin-600.css';
import '../../../renderer/parts/tokens.css';
import '../../../renderer/parts/base.css';
import { createRoot } from 'react-dom/client';
import type { DiaryMark } from '../../../core/review/diary.ts';
import { App } from '../../../renderer/app.tsx';
import { fakeClient } from '../fake-client.ts';

const query = new URLSearchParams(window.location.search);
const host = { kind: 'browser' as const, openFiles: () => Promise.resolve([]), saveFile: () => Promise.resolve(null), pathOf: () => '' };

/** A palpitation in the ectopy, a press at rest, and the patient's own words. */
const DIARY: readonly DiaryMark[] = [
  { id: 'file-1', sample: 360 * 3600 * 2.1, symptom: 'palpitations', words: 'heart skips on the stairs', origin: 'file', seen: false },
  { id: 'file-2', sample: 360 * 3600 * 6.6, symptom: 'button', words: '', origin: 'file', seen: true },
  { id: 'file-3', sample: 360 * 3600 * 13.4, symptom: 'dizziness', words: 'after getting up, had to sit down again for some minutes', origin: 'file', seen: false },
];

async function connect(): Promise<{ client: ReturnType<typeof fakeClient>; host: typeof host }> {
  const pdf = await fetch('report.pdf').then(async (answer) => (answer.ok && answer.headers.get('content-type') === 'application/pdf' ? new Uint8Array(await answer.arrayBuffer()) : undefined));
  const client = fakeClient({ hours: Number(query.get('hours') ?? 24), empty: query.has('empty'), failed: query.has('failed'), conflicts: query.has('conflicts'), ...(query.has('diary') ? { diary: DIARY } : {}), analysed: Number(query.get('analysed') ?? 1), ...(pdf ? { pdf } : {}) });
  const language = query.get('language');
  if (language !== null) await client.settings.set({ name: 'language', value: language });
  if (query.has('dark')) await client.settings.set({ name: 'theme', value: 'dark' });
  return { client, host };
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<App connect={connect} />);
