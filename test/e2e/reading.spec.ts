/** A study read from the worklist to the signed PDF by keys alone: findings decided, one added and told, templates seen, signed. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';
import { savedPdf } from './window.ts';

/** Half an hour, so that the suite stays short; `ISOLINE_READING_HOURS=24` reads a day. */
const HOURS = Number(process.env['ISOLINE_READING_HOURS'] ?? 0.5);

/** Findings that nobody has decided on. */
async function openFindings(page: Page): Promise<number> {
  return Number(await page.getByTestId('findings').getAttribute('data-open'));
}

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let i = 0; i < 12; i++) {
    if (await page.getByTestId(testid).evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${testid}`);
}

test('a study is read by keys alone, from the worklist to the signed PDF', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, HOURS, 3, 'R-1').header, '--data', dataFolder);
  const program = await start(dataFolder);
  const { page, close, troubles } = program;
  // A whole day is read for its own sake: its pictures are others.
  const album = await Album.open(chromium, info, { taken: shell === 'served' && HOURS === 0.5 });
  await page.setViewportSize(DESIGNED);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await page.evaluate(() => {
    for (const name of ['pointerdown', 'mousedown', 'wheel', 'touchstart']) window.addEventListener(name, () => document.documentElement.setAttribute('data-mouse', name), true);
  });

  await test.step('a study opens at the list of what most needs an eye, and a key opens its first', async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('queue-item').first()).toHaveAttribute('data-kind', 'event');
    await page.keyboard.press('j');
    await expect(page.getByTestId('queue-item').nth(1)).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('k');
    await page.keyboard.press('Space');
    await expect(page.getByTestId('finding').first()).toHaveAttribute('aria-current', 'true');
  });

  await test.step('a finding is confirmed, one rejected, both taken back and done again', async () => {
    const all = await openFindings(page);
    const state = page.getByTestId('finding-state');
    await page.keyboard.press('Space');
    await expect.poll(() => openFindings(page)).toBeLessThan(all);
    await page.keyboard.press('3');
    await expect(page.getByTestId('finding').first()).toHaveAttribute('data-state', /confirmed/);
    await page.keyboard.press('Control+z');
    await expect.poll(() => openFindings(page)).toBe(all);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => openFindings(page)).toBeLessThan(all);
    await expect(state).toBeVisible();
    // A chip that hides what is still open does not make it decided.
    await page.getByTestId('filter-couplet').click();
    await expect(page.getByTestId('next-item')).toContainText('To decide outside this list');
    await page.evaluate(() => (document.querySelector('[data-testid="filter-all"]') as HTMLElement).click());
    await page.evaluate(() => document.documentElement.removeAttribute('data-mouse'));
  });

  await test.step('a finding is added by hand, rejected, confirmed again, and told', async () => {
    const before = Number(await page.getByTestId('findings').getAttribute('data-count'));
    await page.keyboard.press('Insert');
    await expect(page.getByTestId('mode')).toContainText('by hand');
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
    await album.keep(page, 'bounds');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('kinds')).toBeVisible();
    await album.keep(page, 'kinds');
    await page.keyboard.press('v');
    await expect(page.getByTestId('findings')).toHaveAttribute('data-count', String(before + 1));
    const added = page.locator('[data-testid="finding"][data-kind="ventricular-tachycardia"][aria-current="true"]');
    await expect(added).toHaveAttribute('data-severity', 'urgent');
    await expect(added).toHaveAttribute('data-state', 'confirmed');
    await page.keyboard.press('Backspace');
    await expect(page.locator('[data-testid="finding"][data-kind="ventricular-tachycardia"][data-state="rejected"]')).toHaveCount(1);
    await page.keyboard.press('Control+z');
    await expect(page.locator('[data-testid="finding"][data-kind="ventricular-tachycardia"][data-state="rejected"]')).toHaveCount(0);
    await page.keyboard.press('3');
    for (let i = 0; i < 40 && (await page.getByTestId('finding-state').innerText()).includes('by hand') === false; i++) await page.keyboard.press('k');
    await page.keyboard.press('t');
    await page.keyboard.type('Dr Gray');
    await album.keep(page, 'telling');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('told')).toHaveAttribute('data-told', 'true');
    await expect(page.getByTestId('told')).toContainText('Dr Gray');
    await album.both(page, 'told');
  });

  await test.step('lists of beats in doubt: one is closed by a key, put off by another, and both are taken back', async () => {
    const doubt = page.getByTestId('doubt');
    for (const key of ['2', 'b']) await page.keyboard.press(key);
    await expect(doubt).toHaveAttribute('data-list', /./);
    const [first, all] = [await doubt.getAttribute('data-list'), Number(await doubt.getAttribute('data-open'))];
    await expect(page.getByTestId('tile').first()).toBeVisible();
    await album.keep(page, 'doubt');
    await page.keyboard.press('Space');
    await expect(doubt).toHaveAttribute('data-open', String(all - 1));
    await expect(doubt).not.toHaveAttribute('data-list', first ?? '');
    const second = await doubt.getAttribute('data-list');
    // Put off: it is not closed, and another stands there.
    await page.keyboard.press('j');
    await expect(doubt).not.toHaveAttribute('data-list', second ?? '');
    await expect(doubt).toHaveAttribute('data-open', String(all - 1));
    await expect(page.getByTestId('edit').first()).toContainText('doubt');
    for (const key of ['Control+z', 'b']) await page.keyboard.press(key);
    await expect(page.getByTestId('edit').first()).toHaveAttribute('data-undone', 'true');
    await page.keyboard.press('b');
    await expect(doubt).toHaveAttribute('data-open', String(all));
    // A template ends it.
    await page.keyboard.press('k');
    await expect(doubt).toHaveAttribute('data-list', '');
  });

  await test.step('Space goes through all that is left, tab by tab', async () => {
    const left = async (): Promise<number> => {
      const words = (await page.getByTestId('progress').locator('b').innerText()).match(/(\d[\d,]*) of (\d[\d,]*)/);
      return words ? Number(words[2]!.replace(',', '')) - Number(words[1]!.replace(',', '')) : -1;
    };
    await page.keyboard.press('2');
    // The start time of a synthetic day is known; what is left are templates and findings that weigh.
    for (let i = 0; i < 120 && (await left()) > 0; i++) {
      const here = await left();
      await page.keyboard.press('Space');
      await expect.poll(left).toBeLessThanOrEqual(here);
    }
    expect(await left()).toBe(0);
    await page.keyboard.press('1');
    await expect(page.getByTestId('queue')).toHaveAttribute('data-open', '0');
    await album.keep(page, 'all-seen');
    await page.keyboard.press('2');
  });

  await test.step('the report says so, and is signed', async () => {
    // Faster than the journal: what is still on its way there belongs in the pages.
    for (const key of ['Control+z', 'Control+Shift+z', '4']) await page.keyboard.press(key);
    await expect(page.getByTestId('sign')).toBeEnabled({ timeout: 60_000 });
    await expect(page.getByTestId('open-items')).toHaveCount(0);
    await page.keyboard.press('Control+Shift+Enter');
    await expect(page.getByTestId('sign-events')).toHaveAttribute('data-open', '0');
    await expect(page.getByTestId('sign-unseen')).toHaveAttribute('data-open', '0');
    await expect(page.getByTestId('sign-urgent')).toHaveCount(0);
    // A whole day has spans that cannot be read: they are looked at, too.
    if ((await page.getByTestId('sign-unreadable').count()) > 0) {
      await tabTo(page, 'sign-unreadable');
      await page.keyboard.press('Space');
    }
    await expect(page.getByTestId('sign-now')).toBeEnabled();
    await tabTo(page, 'sign-now');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('signed')).toContainText('Signed by', { timeout: 60_000 });
    // The pages of the draft give way to those that were signed.
    const sha256 = /sha256 ([0-9a-f]{64})$/.exec((await page.getByTestId('signed').getAttribute('title')) ?? '')?.[1] ?? '';
    expect(sha256).not.toBe('');
    await expect(page.getByTestId('desk')).toHaveAttribute('data-sha256', sha256, { timeout: 60_000 });
    await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  });

  expect(await page.evaluate(() => document.documentElement.getAttribute('data-mouse'))).toBeNull();
  const sha256 = await page.getByTestId('desk').getAttribute('data-sha256');
  const bytes = await savedPdf(program, join(scratch, 'signed.pdf'));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
