/** Unusual recordings in the window: one minute of one lead under an Arabic name, twelve leads, a flat line without a beat, and one of which only a part came in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cases } from '../../backend/database/cases.ts';
import { stageSegment } from '../../backend/store/staging.ts';
import { header, RATE } from '../database/helpers.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

/** What a program leaves that ended while a recording came in which somebody had corrected. */
function brokenOff(dataFolder: string, scratch: string): void {
  const cases = new Cases({ dataFolder, version: '0', author: 'Ada', now: () => Date.now() });
  const { caseId } = cases.createCase(header(700, 'U-part'), '');
  cases.addSegment(caseId, 0, stageSegment(scratch, 0, 0, [0, 1].map(() => new Int16Array(300 * RATE))));
  cases.edit(caseId, { kind: 'fact', field: 'indication', value: 'syncope' }, 0, '');
  cases.close();
}

test('one minute of one lead, twelve leads, and nothing at all', async ({ start, dataFolder, scratch }) => {
  const flat = join(scratch, 'U-0.hea');
  writeFileSync(flat, 'U-0 1 250 20000\nU-0.dat 16 200/mV 16 0 0 0 0 MLII\n');
  writeFileSync(join(scratch, 'U-0.dat'), Buffer.alloc(40_000));
  isoline('import', flat, synthetic(scratch, 1 / 60, 3, 'U-1', 1).header, synthetic(scratch, 1 / 60, 3, 'U-12', 12).header, '--data', dataFolder);
  brokenOff(dataFolder, scratch);
  const { page, close, troubles } = await start(dataFolder);
  await test.step('an import that was broken off keeps what was said, and ends where a person says so', async () => {
    const row = page.locator('[data-testid="study-row"][data-record="U-part"]');
    await expect(row.getByTestId('study-state')).toHaveAttribute('data-state', 'broken-off');
    await expect(row).toContainText('Import the recording again');
    await row.getByTestId('row-keep').click();
    await expect(row.getByTestId('study-state')).toHaveAttribute('data-state', 'in-review');
    await expect(row.getByRole('img')).toHaveAttribute('aria-label', /ends early: 5 min of 12 min/);
  });
  const open = async (record: string): Promise<void> => {
    await page.locator(`[data-testid="study-row"][data-record="${record}"]`).getByTestId('open-study').click();
    await page.getByTestId('tab-beats').click();
  };
  const strip = page.getByTestId('ecg-strip');

  await test.step('no beat: the window says so; a name from right to left', async () => {
    await open('U-0');
    await expect(page.getByTestId('no-beats')).toContainText('beat');
    // Typed before the card is there: every key is in the field in the end.
    await page.keyboard.press('e');
    await page.keyboard.type('svn');
    await expect(page.getByTestId('fact-name')).toHaveValue('svn');
    await page.getByTestId('fact-name').fill('محمد 王');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('patient').locator('bdi').first()).toHaveText('محمد 王');
    await page.keyboard.press('0');
  });

  await test.step('one minute, one lead', async () => {
    await open('U-1');
    await expect(strip).toHaveAttribute('data-leads', /^\S+$/);
    await expect(page.getByTestId('lead-layout')).toHaveCount(0);
    await page.keyboard.press('0');
  });

  await test.step('twelve leads: three, in columns, one under the other; a click in a column takes its beat', async () => {
    await open('U-12');
    await expect(strip).toHaveAttribute('data-leads', /^\S+ \S+ \S+$/);
    for (const [columns, leads] of [['4', 12], ['1', 12], ['2', 12]] as const) {
      await page.keyboard.press('Shift+E');
      await expect(strip).toHaveAttribute('data-columns', columns);
      expect((await strip.getAttribute('data-leads'))?.split(' ')).toHaveLength(leads);
    }
    const before = await page.getByTestId('current-beat').getAttribute('data-key');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('current-beat')).not.toHaveAttribute('data-key', before ?? '');
    const box = await strip.boundingBox();
    // The middle of either column is the beat at hand.
    for (const share of [0.25, 0.75]) await strip.click({ position: { x: 44 + (box!.width - 44) * share, y: 100 } });
    await expect(page.getByTestId('current-beat')).not.toHaveAttribute('data-key', before ?? '');
    await page.keyboard.press('Shift+E');
    await expect(page.getByTestId('gallery')).toBeVisible();
  });

  expect(troubles).toEqual([]);
  await close();
});
