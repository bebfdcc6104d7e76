/**
 * Every screen, light and dark, against the pictures that are committed.
 *
 * `ISOLINE_SCREENSHOTS=compare npm run e2e -- --project=served screens` takes
 * those anew, `ISOLINE_SCREENSHOTS=docs …` takes the pictures of docs/screens,
 * on days of 24 and 3 hours.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { commit, committed, Darkroom, MOST_CHANGED, still } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, root, test } from './shells.ts';
import { openBeats, templatesOf } from './window.ts';

const asked = process.env['ISOLINE_SCREENSHOTS'] ?? '';
const forDocs = asked === 'docs';
const DOCS = join(root, 'docs/screens');
/** The size that the screens were designed for. */
const DESIGNED = { width: 1440, height: 900 };

interface Person {
  record: string;
  name: string;
  id: string;
  birth: string;
  sex: string;
  indication: string;
  start: string;
  hours: number;
  leads: number;
}

const PEOPLE: readonly Person[] = [
  { record: 'H-2041', name: 'Example, Anna', id: 'DX-1', birth: '1951-03-14', sex: 'F', indication: 'Palpitations', start: '2026-11-14T09:12:00', hours: forDocs ? 24 : 0.5, leads: 3 },
  { record: 'H-1877', name: 'Example, Anna', id: 'DX-1', birth: '1951-03-14', sex: 'F', indication: 'Palpitations', start: '2026-03-12T08:50:00', hours: forDocs ? 24 : 0.5, leads: 3 },
  { record: 'H-2042', name: 'Sample, Bruno', id: 'DX-2', birth: '1964-11-02', sex: 'M', indication: 'Syncope', start: '2026-11-15T08:30:00', hours: forDocs ? 3 : 0.1, leads: 12 },
];

test('every screen looks as its picture', async ({ start, chromium, dataFolder, scratch }, info) => {
  info.setTimeout(forDocs ? 900_000 : 240_000);
  const empty = await start(dataFolder);
  const darkroom = await Darkroom.open(chromium);
  const unlike: string[] = [];
  const keep = async (page: Page, name: string): Promise<void> => {
    const taken = await still(page);
    if (forDocs) {
      if (!name.endsWith('-dark') || name === 'review-dark') writeFileSync(join(DOCS, `${name}.png`), taken);
      return;
    }
    const small = await darkroom.shrunk(taken);
    if (asked === 'compare') return commit(name, small);
    const before = committed(name);
    const share = before === undefined ? 1 : await darkroom.difference(before, small);
    if (share <= MOST_CHANGED) return;
    unlike.push(`${name}: ${before === undefined ? 'no picture is committed' : `${(100 * share).toFixed(1)} % of it`}`);
    writeFileSync(info.outputPath(`${name}.png`), taken);
  };
  /** A screen in both themes; in one alone where a field would take the key. */
  const picture = async (page: Page, name: string, themes: 'both' | 'light' = 'both'): Promise<void> => {
    await keep(page, name);
    if (themes === 'light') return;
    await page.keyboard.press('d');
    await keep(page, `${name}-dark`);
    await page.keyboard.press('d');
  };

  await empty.page.setViewportSize(DESIGNED);
  await expect(empty.page.getByTestId('first-run')).toBeVisible();
  await picture(empty.page, 'first-run');
  await empty.close();

  isoline('import', ...PEOPLE.map(({ record, hours, leads }, seed) => synthetic(scratch, hours, seed + 1, record, leads).header), '--data', dataFolder);
  const backend = await openBackend(nodeEnvironment(dataFolder));
  const { client } = backend.connect();
  for (const row of await client.library.list({})) {
    const person = PEOPLE.find(({ record }) => record === row.record);
    if (person === undefined) throw new Error(`nobody wears ${row.record}`);
    for (const field of ['name', 'id', 'birth', 'sex', 'indication', 'start'] as const) {
      const { revision } = await client.library.study({ caseId: row.caseId });
      await client.review.edit({ caseId: row.caseId, baseRevision: revision, request: { kind: 'fact', field, value: person[field] } });
    }
  }
  await backend.close();

  const { page, close, troubles } = await start(dataFolder);
  await page.setViewportSize(DESIGNED);
  await expect(page.getByTestId('study-row')).toHaveCount(PEOPLE.length);
  // The last key of the first start may have come too late for a program that was closing: then that theme is kept, and this one begins dark.
  if (await page.locator('html.dark').count()) await page.keyboard.press('d');
  await expect(page.locator('html.dark')).toHaveCount(0);
  await picture(page, 'worklist');
  await openBeats(page, 'H-2041');
  const common = (await templatesOf(page)).filter(({ name }) => name.startsWith('V')).toSorted((a, b) => b.count - a.count)[0];
  if (common === undefined) throw new Error('there is no V template');
  await page.locator(`[data-testid="template"][data-id="${common.id}"]`).click();
  await page.getByTestId('tile').nth(1).click();
  await picture(page, 'review');
  await page.keyboard.press('s');
  await expect(page.getByTestId('preview')).toHaveAttribute('data-to', 'S');
  await picture(page, 'preview');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.getByTestId('template-view')).toHaveAttribute('data-loaded', String(common.count));
  await picture(page, 'template');
  await page.keyboard.press('t');
  await page.keyboard.press('l');
  await expect(page.getByTestId('plots')).toBeVisible();
  await picture(page, 'plots');
  await page.keyboard.press('l');

  // The day beat over beat: it runs, stops, goes a beat on, and leads to the strip there.
  await page.keyboard.press('Shift+Space');
  const scan = page.getByTestId('scan');
  const rowOf = async (): Promise<number> => Number(await scan.getAttribute('data-row'));
  const began = await rowOf();
  await expect.poll(rowOf).toBeGreaterThan(began + 5);
  await page.keyboard.press('Space');
  await expect(scan).toHaveAttribute('data-playing', 'false');
  const stopped = await rowOf();
  await page.keyboard.press('ArrowRight');
  await expect(scan).toHaveAttribute('data-row', String(stopped + 1));
  await page.keyboard.press('Enter');
  await expect(scan).toHaveCount(0);
  await expect(page.getByTestId('current-beat')).toBeAttached();
  await page.keyboard.press('1');
  await expect(page.getByTestId('queue-item').first()).toBeVisible();
  await picture(page, 'overview');
  // The tour goes through the tabs and ends by itself; keys go to the screen all the while.
  const tour = page.getByTestId('tour');
  for (const step of ['queue', 'templates', 'strip', 'relabel', 'findings', 'report', 'keys']) {
    await page.keyboard.press('F2');
    await expect(tour).toHaveAttribute('data-step', step);
    // Where the frame lies is asked of the page four times a second: for the pages of the manual, not to be compared.
    if (step !== 'templates' || !forDocs) continue;
    await expect(page.locator('.tour-frame')).toBeVisible();
    await picture(page, 'tour');
  }
  await page.keyboard.press('F2');
  await expect(tour).toHaveCount(0);
  await page.keyboard.press('1');
  await expect(page.getByTestId('queue-item').first()).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByTestId('one-clock')).toBeVisible();
  await picture(page, 'earlier');
  // The sentence goes into the conclusion, and nowhere else.
  const sentence = (await page.getByTestId('earlier-sentence').textContent()) ?? '';
  expect(sentence).not.toContain('ventricular beats');
  await page.keyboard.press('3');
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await picture(page, 'episodes');
  await page.locator('[data-testid="finding"][data-kind="atrial-fibrillation"]').first().click();
  await expect(page.getByTestId('rr-detail')).not.toHaveAttribute('data-outside', '0');
  await picture(page, 'fibrillation');
  await page.keyboard.press('5');
  await expect(page.getByTestId('disclosure-canvas')).toHaveAttribute('data-whole', 'true');
  await picture(page, 'disclosure');
  await page.keyboard.press('4');
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true');
  await picture(page, 'report');
  await page.keyboard.press('?');
  await expect(page.getByTestId('keys-dialog')).toBeVisible();
  await picture(page, 'keys', 'light');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  for (const section of ['thresholds', 'keys']) {
    await page.getByTestId(`section-${section}`).click();
    await expect(page.getByTestId(section === 'keys' ? 'key-screens' : 'thresholds')).toBeVisible();
    await picture(page, `settings-${section}`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await openBeats(page, 'H-2042');
  await page.keyboard.press('Shift+E');
  await picture(page, 'twelve');

  if (!forDocs) {
    // The comparison sees what it is there for: another screen, and another theme, are not the same picture.
    const [one, two, dark] = ['overview', 'episodes', 'overview-dark'].map(committed);
    if (!one || !two || !dark) throw new Error('pictures are missing');
    expect(await darkroom.difference(one, two)).toBeGreaterThan(5 * MOST_CHANGED);
    expect(await darkroom.difference(one, dark)).toBeGreaterThan(0.9);
    expect(await darkroom.difference(one, one)).toBe(0);
  }
  await darkroom.close();
  expect({ unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await close();
});
