/** The smallest window, enlarged to 150 and 200 %: everything can be reached, and what is asked for comes into sight. */
import type { Locator, Page } from '@playwright/test';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

/** 1120 × 720 at that size, in CSS pixels. */
const ENLARGED = [
  { width: 747, height: 480 },
  { width: 560, height: 360 },
];

/** Controls of the open card that no scrolling brings into the window. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const card = document.querySelector('dialog[open]');
    const inside = ({ left, top, right, bottom }: DOMRect): boolean => left >= -1 && top >= -1 && right <= window.innerWidth + 1 && bottom <= window.innerHeight + 1;
    return [...(card?.querySelectorAll<HTMLElement>('button, input, select, textarea') ?? [])].flatMap((control) => {
      if (control.offsetParent === null) return [];
      control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      return inside(control.getBoundingClientRect()) ? [] : [control.outerHTML.slice(0, 120)];
    });
  });
}

/** How much of it is in the window, as a share of its width. */
function seen(of: Locator): Promise<number> {
  return of.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return (Math.min(right, window.innerWidth) - Math.max(left, 0)) / (right - left);
  });
}

test('the smallest window at 150 and 200 % scrolls, and loses no control', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.2, 3, 'Z-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hours').locator('tbody tr')).not.toHaveCount(0);
  const cards = async (screen: string, ...keys: string[]): Promise<void> => {
    await page.keyboard.press(screen);
    for (const key of keys) {
      await page.keyboard.press(key);
      await expect(page.locator('dialog[open]')).toBeVisible();
      expect(await lost(page), `${screen}, ${key}`).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog[open]')).toHaveCount(0);
    }
  };
  for (const size of ENLARGED) {
    await page.setViewportSize(size);
    expect(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight])).toEqual([1120, 720]);
    await cards('1', 'e', 'Shift+D', '?');
    await cards('2', 'g', 'Control+Shift+K');
    await cards('5', 'Control+p');
    // What an edit would do comes into sight with its buttons, wherever the page stands.
    await page.keyboard.press('2');
    await expect(page.getByTestId('tile').first()).toBeVisible();
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.keyboard.press('v');
    await expect(page.getByTestId('apply')).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    // So does what the tour speaks of.
    await page.keyboard.press('1');
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.keyboard.press('F2');
    await expect(page.getByTestId('tour')).toHaveAttribute('data-step', 'queue');
    await expect.poll(() => seen(page.getByTestId('queue'))).toBeGreaterThan(0.99);
    await page.getByTestId('tour-end').click();
  }
  expect(troubles).toEqual([]);
  await close();
});
