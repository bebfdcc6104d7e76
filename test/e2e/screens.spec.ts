/**
 * Pictures of the screens for docs/screens, on synthetic days: `ISOLINE_SCREENSHOTS=1 npm run e2e -- --project=served screens`.
 * Without that variable the same walk is made on a short recording and writes its pictures to the results only.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, root, test } from './shells.ts';
import { openBeats, templatesOf } from './window.ts';

const wanted = Boolean(process.env['ISOLINE_SCREENSHOTS']);
const PEOPLE = [
  { record: 'H-2041', name: 'Example, Anna', id: 'H-2041', birth: '1951-03-14', sex: 'F', indication: 'Palpitations', hours: wanted ? 24 : 0.5 },
  { record: 'H-2042', name: 'Sample, Bruno', id: 'H-2042', birth: '1964-11-02', sex: 'M', indication: 'Syncope', hours: wanted ? 3 : 0.1 },
  { record: 'H-2043', name: 'Test, Clara', id: 'H-2043', birth: '1978-06-30', sex: 'F', indication: 'Follow-up', hours: 0.1 },
];

test('pictures of every screen', async ({ start, dataFolder, scratch }, info) => {
  info.setTimeout(600_000);
  const folder = wanted ? join(root, 'docs/screens') : info.outputDir;
  mkdirSync(folder, { recursive: true });
  const recordings = PEOPLE.map(({ record, hours }, seed) => synthetic(scratch, hours, seed + 1, record).header);
  isoline('import', ...recordings.toReversed(), '--data', dataFolder);
  const backend = await openBackend(nodeEnvironment(dataFolder));
  const { client } = backend.connect();
  for (const row of await client.library.list({})) {
    const person = PEOPLE.find(({ record }) => record === row.record);
    if (person === undefined) throw new Error(`nobody wears ${row.record}`);
    for (const field of ['name', 'id', 'birth', 'sex', 'indication'] as const) {
      const { revision } = await client.library.study({ caseId: row.caseId });
      await client.review.edit({ caseId: row.caseId, baseRevision: revision, request: { kind: 'fact', field, value: person[field] } });
    }
  }
  await backend.close();

  const { page, close, troubles } = await start(dataFolder);
  const picture = async (name: string): Promise<void> => {
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  };
  await expect(page.getByTestId('study-row')).toHaveCount(PEOPLE.length);
  await picture('worklist');

  await openBeats(page, 'H-2041');
  const common = (await templatesOf(page)).filter(({ name }) => name.startsWith('V')).toSorted((a, b) => b.count - a.count)[0];
  if (common === undefined) throw new Error('there is no V template');
  await page.locator(`[data-testid="template"][data-id="${common.id}"]`).click();
  await page.getByTestId('tile').nth(30).click();
  await page.keyboard.press('s');
  await picture('review');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.getByTestId('template-view')).toHaveAttribute('data-loaded', String(common.count), { timeout: 60_000 });
  await picture('template');
  await page.keyboard.press('t');
  await page.keyboard.press('l');
  await expect(page.getByTestId('plots')).toBeVisible();
  await picture('plots');
  await page.keyboard.press('l');
  await page.keyboard.press('1');
  await expect(page.getByTestId('queue-item').first()).toBeVisible();
  await picture('overview');
  await page.keyboard.press('3');
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await picture('episodes');

  await page.getByTestId('tab-report').click();
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await picture('report');
  expect(troubles).toEqual([]);
  await close();
});
