/** Unusual recordings in the window: one minute of one lead under an Arabic name, twelve leads, and a flat line without a beat. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

test('one minute of one lead, twelve leads, and nothing at all', async ({ start, dataFolder, scratch }) => {
  const flat = join(scratch, 'U-0.hea');
  writeFileSync(flat, 'U-0 1 250 20000\nU-0.dat 16 200/mV 16 0 0 0 0 MLII\n');
  writeFileSync(join(scratch, 'U-0.dat'), Buffer.alloc(40_000));
  isoline('import', flat, synthetic(scratch, 1 / 60, 3, 'U-1', 1).header, synthetic(scratch, 1 / 60, 3, 'U-12', 12).header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
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
