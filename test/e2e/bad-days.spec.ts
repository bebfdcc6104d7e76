/**
 * Days that are none: no beat, noise alone, a pacemaker or fibrillation throughout, a middle that cannot be read,
 * one minute of one lead, names from right to left and in Chinese, a night in which the clocks go back. Each by its
 * picture, as `screens.spec.ts` holds those of the screens; `ISOLINE_SCREENSHOTS=compare` takes them anew.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebSocketRoute } from '@playwright/test';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { keyOf, noiseAt, uniformAt } from '../../core/synthesis/chance.ts';
import { Album, DESIGNED } from './pictures.ts';
import { isoline } from './recordings.ts';
import { expect, fullDisk, test, type Program } from './shells.ts';
import { openBeats } from './window.ts';

const RATE = 250;
const START = '2026-10-25T02:56:00';
/** When the clocks of the computer go back by an hour: within the recordings. */
const BACK = Date.UTC(2026, 9, 25, 3);

/** A wave of so many millivolts, its middle and deviation in seconds from the R peak. */
type Wave = readonly [mv: number, at: number, deviation: number];
const T: Wave = [0.25, 0.28, 0.05];
const QRS: readonly Wave[] = [[1.1, 0, 0.011], [-0.25, 0.035, 0.012], T];
const SINUS: readonly Wave[] = [[0.12, -0.16, 0.022], ...QRS];
const PACED: readonly Wave[] = [[2.2, -0.05, 0.002], [0.9, 0.02, 0.035], [-0.3, 0.3, 0.06]];

interface Day {
  record: string;
  name: string;
  seconds: number;
  leads: number;
  /** Seconds that its file really holds, where that is less. Its start is not known then either. */
  kept?: number;
  /** mV at a sample of a lead. */
  signal: (lead: number) => Float32Array;
  /** What is looked at. */
  tabs: readonly ('overview' | 'beats')[];
  /** What the window must say or hold, by test id. */
  says?: string;
}

const noise = keyOf(5, 1);
const hiss = (seconds: number, mv: number, lead: number): Float32Array => Float32Array.from({ length: seconds * RATE }, (_, i) => mv * noiseAt(noise + lead, i));

/** Beats of one shape, so many seconds apart. */
function beating(seconds: number, waves: readonly Wave[], apart: (beat: number) => number): (lead: number) => Float32Array {
  return (lead) => {
    const out = hiss(seconds, 0.012, lead);
    for (let at = 0.5, beat = 0; at < seconds; at += apart(beat++))
      for (const [mv, from, deviation] of waves)
        for (let i = Math.max(0, Math.floor((at + from - 5 * deviation) * RATE)); i < Math.min(out.length, (at + from + 5 * deviation) * RATE); i++) out[i]! += mv * (1 - 0.3 * lead) * Math.exp(-0.5 * ((i / RATE - at - from) / deviation) ** 2);
    return out;
  };
}

const regular = (): number => 0.84;
const steps = keyOf(6, 1);
const irregular = (beat: number): number => 0.42 + 0.55 * uniformAt(steps, beat);

/** Clean, then noise, then clean. */
function brokenInTheMiddle(lead: number): Float32Array {
  const out = beating(360, SINUS, regular)(lead);
  out.set(hiss(120, 1.6, lead), 120 * RATE);
  return out;
}

const DAYS: readonly Day[] = [
  { record: 'B-none', name: 'No Beat', seconds: 80, leads: 1, signal: () => new Float32Array(80 * RATE), tabs: ['beats'], says: 'no-beats' },
  { record: 'B-noise', name: 'All Noise', seconds: 240, leads: 2, signal: (lead) => hiss(240, 1.2, lead), tabs: ['beats'] },
  { record: 'B-paced', name: 'All Paced', seconds: 240, leads: 2, signal: beating(240, PACED, regular), tabs: ['beats'], says: 'by-spike' },
  { record: 'B-fibrillation', name: 'All Fibrillation', seconds: 360, leads: 2, signal: beating(360, QRS, irregular), tabs: ['overview'] },
  { record: 'B-middle', name: 'Unreadable Middle', seconds: 360, leads: 2, signal: brokenInTheMiddle, tabs: ['overview'], says: 'clock-change' },
  { record: 'B-minute', name: 'محمد بن موسى', seconds: 60, leads: 1, signal: beating(60, SINUS, regular), tabs: ['beats'] },
  { record: 'B-short', name: '', seconds: 360, leads: 2, signal: beating(360, SINUS, regular), kept: 150, tabs: ['overview'] },
  { record: 'B-name', name: '王小明', seconds: 90, leads: 1, signal: beating(90, SINUS, regular), tabs: ['overview'] },
];

/** Writes a day as WFDB; the path of its header. */
function written(folder: string, { record, seconds, leads, signal, kept }: Day): string {
  const length = seconds * RATE;
  const frames = new Int16Array(length * leads);
  for (let lead = 0; lead < leads; lead++) signal(lead).forEach((mv, i) => (frames[i * leads + lead] = Math.round(200 * mv)));
  const header = join(folder, `${record}.hea`);
  const lines = Array.from({ length: leads }, (_, lead) => `${record}.dat 16 200/mV 16 0 0 0 0 ${['II', 'V1'][lead]}`);
  writeFileSync(header, `${record} ${leads} ${RATE} ${length}\n${lines.join('\n')}\n`);
  writeFileSync(join(folder, `${record}.dat`), Buffer.from(frames.buffer, 0, 2 * leads * RATE * (kept ?? seconds)));
  return header;
}

/**
 * What goes between the page and its program, kept back and let go by hand: the page while it waits for a study, a second window
 * that is faster, a disk that is full, a connection that ends under an edit, and the page that finds that edit again.
 */
async function withheld(program: Program, album: Album): Promise<void> {
  const { page } = program;
  const back: (string | Buffer)[] = [];
  let hold = false;
  let line: WebSocketRoute | undefined;
  const letGo = (): void => {
    hold = false;
    for (const message of back.splice(0)) line?.send(message);
  };
  await page.routeWebSocket(/./, (socket) => {
    line = socket;
    const server = socket.connectToServer();
    server.onMessage((message) => (hold ? void back.push(message) : socket.send(message)));
  });
  await page.reload();
  const study = page.locator('[data-testid="study-row"][data-record="B-fibrillation"]').getByTestId('open-study');
  await expect(study).toBeVisible();
  hold = true;
  await study.click();
  await album.keep(page, 'loading', { withheld: true });
  await page.getByTestId('tab-beats').click();
  await album.keep(page, 'loading-beats', { withheld: true });
  letGo();
  await expect(page.getByTestId('count-N')).not.toHaveAttribute('data-count', '0');
  const beat = page.getByTestId('current-beat');
  await expect(beat).not.toHaveAttribute('data-key', '');

  const other = await page.context().newPage();
  await other.goto(page.url());
  await openBeats(other, 'B-fibrillation');
  const edits = await page.getByTestId('edit').count();
  hold = true;
  for (const key of ['v', 'Enter']) await other.keyboard.press(key);
  await expect(other.getByTestId('edit')).toHaveCount(edits + 1);
  for (const key of ['ArrowRight', 's', 'Enter']) await page.keyboard.press(key);
  letGo();
  await expect(page.getByTestId('toast')).toBeVisible();
  await expect(page.getByTestId('edit')).toHaveCount(edits + 1);
  await album.keep(page, 'two-windows');
  await page.keyboard.press('Escape');
  await other.close();

  if (process.platform === 'linux') {
    fullDisk(program, true);
    for (const key of ['s', 'Enter']) await page.keyboard.press(key);
    await expect(page.getByTestId('send-held')).toBeVisible();
    await album.keep(page, 'full-disk');
    fullDisk(program, false);
    await page.getByTestId('send-held').click();
    await expect(page.getByTestId('send-held')).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('edit').first()).toHaveAttribute('data-undone', 'true');
  }

  await line?.close();
  await expect(page.getByTestId('lost')).toBeVisible();
  for (const key of ['ArrowRight', 's', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByTestId('send-held')).toBeVisible();
  // It lies in the window's own storage: the page may be left.
  await expect(page.getByTestId('lost')).toContainText('kept');
  await album.both(page, 'lost');
  await page.reload();
  await expect(page.getByTestId('open-held')).toBeVisible();
  await album.keep(page, 'held');
  await page.getByTestId('open-held').click();
  await page.getByTestId('send-held').click();
  await expect(page.getByTestId('send-held')).toHaveCount(0);
  await expect(page.getByTestId('saved')).toContainText('Saved');
}

test('every bad day looks as its picture', async ({ start, chromium, dataFolder, scratch }, info) => {
  info.setTimeout(600_000);
  isoline('import', ...DAYS.map((day) => written(scratch, day)), '--data', dataFolder);
  const backend = await openBackend(nodeEnvironment(dataFolder));
  const { client } = backend.connect();
  for (const { caseId, record } of await client.library.list({})) {
    const { name, kept } = DAYS.find((day) => day.record === record)!;
    if (kept !== undefined) continue;
    for (const [field, value] of [['name', name], ['start', START]] as const) {
      const { revision } = await client.library.study({ caseId });
      await client.review.edit({ caseId, baseRevision: revision, request: { kind: 'fact', field, value } });
    }
  }
  await backend.close();

  const program = await start(dataFolder);
  const { page, close, troubles } = program;
  // The browser of the tests keeps UTC: a zone is put in its place for as much as the window asks of it.
  await page.evaluate((back) => {
    Date.prototype.getTimezoneOffset = function offset() {
      return this.getTime() < back ? -120 : -60;
    };
  }, BACK);
  await page.setViewportSize(DESIGNED);
  const album = await Album.open(chromium, info);
  await expect(page.getByTestId('study-row')).toHaveCount(DAYS.length);
  await album.keep(page, 'bad-worklist');
  for (const { record, name, tabs, says } of DAYS) {
    await test.step(record, async () => {
      await page.locator(`[data-testid="study-row"][data-record="${record}"]`).getByTestId('open-study').click();
      if (name !== '') await expect(page.getByTestId('patient').locator('bdi').first()).toHaveText(name);
      for (const tab of tabs) {
        await page.getByTestId(`tab-${tab}`).click();
        await page.mouse.move(0, 0);
        await album.keep(page, `${record.toLowerCase().replace('b-', 'bad-')}-${tab}`);
      }
      if (says !== undefined) await expect(page.getByTestId(says)).toBeVisible();
      await page.getByTestId('back').click();
      await expect(page.getByTestId('worklist')).toBeVisible();
    });
  }
  // Withheld on the WebSocket of `serve`, and another page there: Electron has neither.
  if (test.info().project.name === 'served') await test.step('a program that is slow, gone, or spoken to by another window', () => withheld(program, album));
  expect(album.unlike).toEqual([]);
  expect(troubles).toEqual([]);
  await album.close();
  await close();
});
