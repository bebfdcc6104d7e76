/** Every beat of the recording: walked by keys, printed, and from there to the strip. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

async function broken(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

test('every beat is there, walked by keys, printed, and leads to the strip', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'D-1').header, '--data', dataFolder);
  const program = await start(dataFolder);
  const { page } = program;
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('queue-item').first()).toBeVisible();
  await page.keyboard.press('5');
  const canvas = page.getByTestId('disclosure-canvas');
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  const place = page.getByTestId('disclosure-place');
  const seen = page.getByTestId('disclosure-seen');

  await page.keyboard.press('Home');
  await expect(place).toHaveAttribute('data-line', '0');
  await expect(seen).toHaveAttribute('data-first', '0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(place).toHaveAttribute('data-line', '2');
  await expect(place).not.toHaveAttribute('data-beats', '0');
  // Shorter lines, twice as many of them.
  const lines = Number(await seen.getAttribute('data-lines'));
  await page.keyboard.press(']');
  await expect(seen).not.toHaveAttribute('data-lines', String(lines));
  await page.keyboard.press('End');
  await expect(seen).toHaveAttribute('data-end', (await seen.getAttribute('data-lines')) ?? '');
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  await page.keyboard.press('PageUp');
  await expect(seen).not.toHaveAttribute('data-first', '0');
  for (const theme of ['light', 'dark']) {
    if (theme === 'dark') await page.keyboard.press('d');
    await page.waitForTimeout(300);
    expect(await broken(page), `disclosure, ${theme}`).toEqual([]);
  }

  await page.keyboard.press('Control+p');
  await expect(page.getByTestId('print-from')).toBeFocused();
  expect(await broken(page), 'print').toEqual([]);
  if (!(await page.evaluate(() => 'isoline' in window))) {
    const { name, bytes } = await program.handsOut(() => page.getByTestId('print-now').click());
    expect(name).toMatch(/disclosure\.pdf$/);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  } else await page.keyboard.press('Escape');
  await expect(page.getByTestId('print-disclosure')).toHaveCount(0);

  await page.keyboard.press('ArrowRight');
  const sample = (await place.getAttribute('data-sample')) ?? '';
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('current-beat')).toHaveAttribute('data-sample', sample);
  await page.keyboard.press('5');
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  const box = await canvas.boundingBox();
  await canvas.click({ position: { x: (box?.width ?? 0) / 2, y: 40 } });
  await expect(page.getByTestId('ecg-strip')).toBeVisible();
  expect(Number(await page.getByTestId('current-beat').getAttribute('data-sample'))).not.toBe(Number(sample));
  expect(program.troubles).toEqual([]);
  await program.close();
});
