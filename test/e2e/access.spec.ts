/** The window by keyboard alone, and its screens before the rules of WCAG 2.1 AA, light and dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Album, DESIGNED, themed } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

/** Levels that are kept. */
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'];
/** Those of their rules that are about colours: all that another theme of the same page can break. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What is wrong on the page, in a line each. */
async function broken(page: Page): Promise<string[]> {
  const dark = (await page.locator('html.dark').count()) > 0;
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (dark ? axe.withRules(COLOURS) : axe.withTags(LEVELS)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

test('every screen keeps the rules of access, and the keyboard reaches it', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'K-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  const beat = page.getByTestId('current-beat');
  for (const theme of ['light', 'dark']) {
    if (theme === 'dark') await page.keyboard.press('d');
    await page.waitForTimeout(300);
    // From nowhere an arrow is on a line of the list, and a screen reader says it.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('study-row')).toBeFocused();
    await expect(page.getByTestId('study-row')).toHaveAttribute('aria-selected', 'true');
    expect(await broken(page), `worklist, ${theme}`).toEqual([]);

    await page.keyboard.press('Enter');
    await page.keyboard.press('2');
    await expect(page.getByTestId('tile').first()).toBeVisible();
    await page.keyboard.press('ArrowRight');
    const was = (await beat.getAttribute('data-class')) ?? '';
    const other = was === 'V' ? 's' : 'v';
    await page.keyboard.press(other);
    await expect(page.getByTestId('preview')).toHaveAttribute('data-to', other.toUpperCase());
    await expect(page.getByTestId('preview-spoken')).toContainText(other.toUpperCase());
    await expect(page.getByTestId('preview-spoken')).toHaveAttribute('role', 'status');
    expect(await broken(page), `review, ${theme}`).toEqual([]);
    await expect(beat).toHaveAttribute('data-class', was);
    await page.keyboard.press(other);
    await expect(beat).toHaveAttribute('data-class', other.toUpperCase());
    await expect(page.getByTestId('preview-spoken')).toHaveText('');
    await page.keyboard.press('Control+z');
    await expect(beat).toHaveAttribute('data-class', was);
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('gallery')).toBeFocused();

    await page.keyboard.press('l');
    await expect(page.getByTestId('plots')).toBeVisible();
    expect(await broken(page), `plots, ${theme}`).toEqual([]);
    await page.keyboard.press('t');
    await expect(page.getByTestId('overlay-0')).toBeVisible();
    expect(await broken(page), `template, ${theme}`).toEqual([]);
    await page.keyboard.press('t');
    await page.keyboard.press('Control+Shift+K');
    await expect(page.getByTestId('card-size')).toBeFocused();
    expect(await broken(page), `calibration, ${theme}`).toEqual([]);
    await album.keep(page, themed('calibration', theme));
    await page.keyboard.press('Escape');

    await page.keyboard.press('1');
    // The hours; once there is a mark in the diary, that.
    await expect(page.getByTestId('hours').locator('tbody tr').or(page.getByTestId('diary-row')).first()).toBeVisible();
    expect(await broken(page), `overview, ${theme}`).toEqual([]);
    await page.keyboard.press('Shift+D');
    await expect(page.getByTestId('diary-time')).toBeFocused();
    expect(await broken(page), `a mark of the diary, ${theme}`).toEqual([]);
    await album.keep(page, themed('diary-mark', theme));
    // Keys that come while the card waits for the journal are for the screen under it: the next mark, and its place told at once.
    for (const key of ['Enter', 'l', 'Shift+D', 'Escape', 'l', 'l', 'l']) await page.keyboard.press(key);
    await expect(page.getByTestId('diary-time')).toHaveCount(0);
    await expect(page.getByTestId('tables')).toHaveAttribute('data-table', 'diary');
    await page.keyboard.press('l');
    await expect(page.getByTestId('wave-trends')).toBeVisible();
    expect(await broken(page), `intervals, ${theme}`).toEqual([]);
    await album.keep(page, themed('trends', theme));
    await page.keyboard.press('Control+,');
    for (const section of ['keys', 'thresholds']) {
      await page.getByTestId(`section-${section}`).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByTestId(section === 'keys' ? 'key-screens' : 'thresholds')).toBeVisible();
      expect(await broken(page), `${section}, ${theme}`).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('overview')).toBeVisible();
    await page.keyboard.press('e');
    await expect(page.getByTestId('fact-name')).toBeFocused();
    expect(await broken(page), `study details, ${theme}`).toEqual([]);
    await album.keep(page, themed('details', theme));
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await expect(page.getByTestId('finding').first()).toBeVisible();
    await page.keyboard.press('j');
    expect(await broken(page), `episodes, ${theme}`).toEqual([]);
    await page.keyboard.press('c');
    await expect(page.getByTestId('kinds')).toBeVisible();
    expect(await broken(page), `kinds, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await expect(page.getByTestId('told-whom')).toBeFocused();
    expect(await broken(page), `told, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('4');
    await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
    expect(await broken(page), `report, ${theme}`).toEqual([]);
    await expect(page.getByTestId('sign')).toBeEnabled();
    await page.keyboard.press('Control+Shift+Enter');
    await expect(page.getByTestId('sign-dialog')).toBeVisible();
    expect(await broken(page), `sign, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByTestId('keys-dialog')).toBeVisible();
    expect(await broken(page), `keys, ${theme}`).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('0');
    await expect(page.getByTestId('study-row')).toHaveCount(1);
  }
  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
