/** The devices of the computer in the settings: tried, taken, pinned, and what analysing may take. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './shells.ts';

async function looks(page: Page, name: string): Promise<void> {
  const folder = process.env['ISOLINE_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  expect(violations.map(({ id }) => id), name).toEqual([]);
}

test('devices are tried while somebody looks, one is pinned and let go, and limits are kept', async ({ start, dataFolder }, { project }) => {
  const { page, close } = await start(dataFolder);
  await expect(page.getByTestId('first-run')).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByTestId('section-devices').click();
  const processor = page.locator('[data-testid=device][data-name=cpu]');
  await expect(processor).toHaveAttribute('data-state', 'right');
  await expect(page.getByTestId('trying')).toHaveAttribute('data-now', 'false');
  const choice = page.getByTestId('device-choice');
  await expect(choice).toHaveAttribute('data-why', /only|fastest/);
  await expect(page.locator('[data-testid=device][data-taken=true]')).toHaveCount(1);
  await looks(page, 'devices-light');
  await processor.getByTestId('pin-device').click();
  await expect(choice).toHaveAttribute('data-why', 'pinned');
  await expect(processor).toHaveAttribute('data-taken', 'true');
  await page.getByTestId('setting-analysis-atOnce').selectOption('3');
  await page.getByTestId('setting-analysis-priority').selectOption('behind');
  // The stand-in and Electron are told about power, a served window is not.
  if (project.name === 'served') await expect(page.getByTestId('setting-analysis-when')).toBeDisabled();
  else await page.getByTestId('setting-analysis-when').selectOption('mains');
  await page.setViewportSize({ width: 1120, height: 720 });
  await page.reload();
  await expect(page.getByTestId('first-run')).toBeVisible();
  await page.keyboard.press('d');
  await page.keyboard.press('Control+,');
  await page.getByTestId('section-devices').click();
  await expect(choice).toHaveAttribute('data-why', 'pinned');
  await expect(page.getByTestId('setting-analysis-atOnce')).toHaveValue('3');
  await expect(page.getByTestId('setting-analysis-when')).toHaveValue(project.name === 'served' ? 'always' : 'mains');
  await looks(page, 'devices-dark');
  await processor.getByTestId('pin-device').click();
  await expect(choice).toHaveAttribute('data-why', /only|fastest/);
  await processor.getByTestId('try-device').click();
  await expect(page.getByTestId('trying')).toHaveAttribute('data-now', 'false');
  await expect(processor).toHaveAttribute('data-state', 'right');
  await close();
});
