/** Login is turned on, people are added; work is locked and unlocked, an observer looks, the access log tells of it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Album, DESIGNED, themed } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';
import { openBeats } from './window.ts';

const PASSWORD = 'correct horse';

async function broken(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

async function login(page: Page, name: string): Promise<void> {
  await page.getByTestId('login-name').fill(name);
  await page.getByTestId('login-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

test('login, work under one\u2019s own name, the lock, an observer', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'L-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  await expect(page.getByTestId('study-row')).toHaveCount(1);

  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('begin-people')).toBeDisabled();
  await album.keep(page, 'settings-people-alone');
  await page.getByTestId('begin-name').fill('Ada');
  await page.getByTestId('begin-display').fill('Dr A. Byron');
  await page.getByTestId('begin-password').fill(PASSWORD);
  await page.getByTestId('begin-again').fill(PASSWORD);
  await page.getByTestId('begin-people').click();
  await expect(page.getByTestId('person-row')).toHaveCount(1);
  for (const [name, role] of [['Olga', 'observer'], ['Tess', 'technician']] as const) {
    await page.getByTestId('add-person').click();
    await page.getByTestId('person-name').fill(name);
    await page.getByTestId('person-role').selectOption(role);
    await page.getByTestId('person-password').fill(PASSWORD);
    await page.getByTestId('person-again').fill(PASSWORD);
    if (name === 'Tess') await album.keep(page, 'person-add');
    await page.getByTestId('ask-now').click();
    await expect(page.locator(`[data-testid="person-row"][data-name="${name}"]`)).toHaveAttribute('data-role', role);
  }
  // The last lead reader stays.
  await page.getByTestId('role-Ada').selectOption('reader');
  await expect(page.getByTestId('toast')).toContainText('last lead reader');
  await page.getByTestId('toast').getByRole('button').click();
  await expect(page.locator('[data-testid="person-row"][data-name="Ada"]')).toHaveAttribute('data-role', 'lead');
  for (const theme of ['light', 'dark']) {
    if (theme === 'dark') await page.keyboard.press('d');
    await page.waitForTimeout(200);
    await album.keep(page, themed('settings-people', theme));
    expect(await broken(page), `people, ${theme}`).toEqual([]);
    // The others are of the same pieces: one theme is enough.
    if (theme === 'light') continue;
    await page.getByTestId('section-backups').click();
    await page.getByTestId('backup-now').click();
    await expect(page.getByTestId('backup')).toHaveCount(1);
    await album.keep(page, 'settings-backups');
    expect(await broken(page), 'backups').toEqual([]);
    await page.getByTestId('restore').click();
    await album.keep(page, 'restore');
    await page.getByTestId('restore-now').click();
    await expect(page.getByTestId('toast')).toContainText('Restored');
    await page.getByTestId('section-access-log').click();
    await page.getByTestId('check-log').click();
    await expect(page.getByTestId('log-fits')).toBeVisible();
    await album.keep(page, 'settings-access-log');
    expect(await broken(page), 'access log').toEqual([]);
    await page.getByTestId('section-people').click();
  }
  await page.keyboard.press('d');

  // An edit, a text that is not kept yet, and a lock: all of it is there again.
  await page.keyboard.press('Escape');
  await openBeats(page, 'L-1');
  const beat = page.getByTestId('current-beat');
  const other = (await beat.getAttribute('data-class')) === 'V' ? 's' : 'v';
  await page.keyboard.press(other);
  await page.keyboard.press(other);
  await expect(beat).toHaveAttribute('data-class', other.toUpperCase());
  const key = await beat.getAttribute('data-key');
  await page.keyboard.press('e');
  await page.getByTestId('fact-indication').fill('half a sen');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByTestId('lock')).toBeVisible();
  await expect(page.getByTestId('fact-indication')).not.toBeVisible();
  for (const theme of ['light', 'dark']) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark');
    await page.waitForTimeout(200);
    await album.keep(page, themed('lock', theme));
    expect(await broken(page), `lock, ${theme}`).toEqual([]);
  }
  await page.evaluate(() => document.documentElement.classList.remove('dark'));
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
  await expect(page.getByTestId('lock')).toBeVisible();
  await page.getByTestId('login-password').fill('wrong password');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('login-failed')).toContainText('do not fit');
  await album.keep(page, 'lock-failed');
  await page.getByTestId('login-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('lock')).toHaveCount(0);
  await expect(page.getByTestId('fact-indication')).toHaveValue('half a sen');
  await page.getByTestId('fact-indication').fill('palpitations');
  // One Esc too many drops nothing that was typed.
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('details-unsaved')).toBeVisible();
  await expect(page.getByTestId('fact-indication')).toHaveValue('palpitations');
  await page.getByTestId('save-details').click();
  await expect(page.getByTestId('details')).toHaveCount(0);
  await expect(beat).toHaveAttribute('data-key', key ?? '');

  // Somebody else comes in at the locked window, and begins at the worklist; an observer changes nothing.
  await page.keyboard.press('Control+Shift+L');
  await page.getByTestId('lock-other').click();
  await login(page, 'Olga');
  await expect(page.getByTestId('worklist')).toBeVisible();
  await expect(page.getByTestId('person')).toHaveAttribute('data-name', 'Olga');
  await expect(page.getByTestId('import')).toBeDisabled();
  await album.keep(page, 'observer-worklist');
  // What a search found is at hand for every key of the list.
  await page.keyboard.press('/');
  await page.keyboard.type('l-1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('e');
  await expect(page.getByTestId('details')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('details')).toHaveCount(0);
  await expect(page.getByTestId('search')).toHaveValue('l-1');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('search')).toHaveValue('');
  await openBeats(page, 'L-1');
  const was = await beat.getAttribute('data-class');
  await page.keyboard.press(was === 'V' ? 's' : 'v');
  await expect(page.getByTestId('toast')).toContainText('observer');
  await expect(page.getByTestId('preview')).toHaveCount(0);
  await album.keep(page, 'observer-beats');
  await page.keyboard.press('4');
  await expect(page.getByTestId('sign')).toBeDisabled();

  // Nobody: nothing is shown but the card.
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await page.getByTestId('person').click();
  await album.keep(page, 'person-menu');
  await page.getByTestId('person-logout').click();
  await expect(page.getByTestId('login')).toBeVisible();
  await expect(page.getByTestId('study-row')).toHaveCount(0);
  for (const theme of ['light', 'dark']) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark');
    await page.waitForTimeout(200);
    await album.keep(page, themed('login', theme));
    expect(await broken(page), `login, ${theme}`).toEqual([]);
  }
  await login(page, 'Ada');
  await openBeats(page, 'L-1');
  await page.keyboard.press('h');
  await expect(page.getByTestId('edit').first()).toContainText('Ada');
  await page.setViewportSize({ width: 1120, height: 720 });
  await page.waitForTimeout(300);
  await album.keep(page, 'small-beats');
  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('person-row')).toHaveCount(3);
  await album.keep(page, 'small-people');
  // No hand for the minutes that are set: three seconds here.
  await page.getByTestId('setting-lock-minutes').fill('0.05');
  await page.getByTestId('keep-setting-lock-minutes').click();
  await expect(page.getByTestId('lock')).toBeVisible({ timeout: 30_000 });
  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
