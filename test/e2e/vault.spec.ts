/** An encrypted data folder asks for its passphrase, in every shell, and shows nothing before. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

const PASSPHRASE = 'four words of no kind';

test('the passphrase opens the worklist; a wrong one and nothing at all do not; it is changed in the settings', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  const looks = async (page: Page, name: string): Promise<void> => {
    await album.keep(page, name);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
    expect(violations.map(({ id }) => id), name).toEqual([]);
  };
  isoline('import', synthetic(scratch, 0.1, 3, 'L-1').header, '--no-analysis', '--data', dataFolder);
  const file = join(scratch, 'passphrase');
  writeFileSync(file, `${PASSPHRASE}\n`);
  const recovery = isoline('vault', 'on', '--new-passphrase-file', file, '--data', dataFolder).split('\n')[0]?.split('\t')[1] ?? '';
  const { page, close } = await start(dataFolder);
  await page.setViewportSize(DESIGNED);
  await expect(page.getByTestId('vault')).toBeVisible();
  await expect(page.getByTestId('study-row')).toHaveCount(0);
  await expect(page.getByTestId('vault-secret')).toBeFocused();
  await looks(page, 'vault');
  await page.getByTestId('vault-secret').fill('another passphrase');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('vault-failed')).toContainText('does not open');
  await looks(page, 'vault-wrong');
  // A window that comes anew is asked anew.
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(page.getByTestId('vault-secret')).toBeFocused();
  await looks(page, 'vault-dark');
  await page.setViewportSize({ width: 1120, height: 720 });
  await page.getByTestId('vault-other').click();
  await looks(page, 'vault-recovery');
  await page.getByTestId('vault-secret').fill(recovery.toLowerCase());
  await page.getByTestId('vault-unlock').click();
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await page.reload();
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await close();

  const again = await start(dataFolder);
  await again.page.getByTestId('vault-secret').fill(PASSPHRASE);
  await again.page.keyboard.press('Enter');
  await expect(again.page.getByTestId('study-row')).toHaveCount(1);

  await again.page.keyboard.press('Control+,');
  await again.page.getByTestId('section-encryption').click();
  await expect(again.page.getByTestId('vault-state')).toHaveAttribute('data-state', 'unlocked');
  await again.page.getByTestId('vault-before').fill(PASSPHRASE);
  await again.page.getByTestId('vault-passphrase').fill('other words of no kind');
  await again.page.getByTestId('vault-again').fill('other');
  await expect(again.page.getByTestId('vault-change')).toBeDisabled();
  await again.page.setViewportSize({ width: 1120, height: 720 });
  await looks(again.page, 'settings-encryption');
  await again.page.getByTestId('vault-again').fill('other words of no kind');
  await again.page.getByTestId('vault-change').click();
  await expect(again.page.getByTestId('toast')).toContainText('is changed');
  await again.page.keyboard.press('d');
  await again.page.waitForTimeout(200);
  await looks(again.page, 'settings-encryption-dark');
  await again.close();

  const third = await start(dataFolder);
  await third.page.getByTestId('vault-secret').fill(PASSPHRASE);
  await third.page.keyboard.press('Enter');
  await expect(third.page.getByTestId('vault-failed')).toContainText('does not open');
  await third.page.getByTestId('vault-secret').fill('other words of no kind');
  await third.page.keyboard.press('Enter');
  await expect(third.page.getByTestId('study-row')).toHaveCount(1);
  expect(album.unlike).toEqual([]);
  await album.close();
  await third.close();
});
