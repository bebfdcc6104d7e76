/** Three people at one recording: a question that stops the signature, a blind second reading, and a third who settles what differs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

const PASSWORD = 'correct horse';

async function login(page: Page, name: string): Promise<void> {
  if ((await page.getByTestId('person').count()) > 0) {
    if ((await page.getByTestId('worklist').count()) === 0) await page.getByTestId('back').click();
    await page.getByTestId('person').click();
    await page.getByTestId('person-logout').click();
  }
  await page.getByTestId('login-name').fill(name);
  await page.getByTestId('login-password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('person')).toHaveAttribute('data-name', name);
}

async function openBeatsOf(page: Page, row: Locator): Promise<void> {
  await row.getByTestId('open-study').click();
  await page.getByTestId('tab-beats').click();
  await expect(page.getByTestId('count-N')).not.toHaveAttribute('data-count', '0');
}

/** Gives the beat at hand, which is none such yet, another label. */
async function relabel(page: Page, letter: string): Promise<void> {
  await page.keyboard.press(letter.toLowerCase());
  await expect(page.getByTestId('preview')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('current-beat')).toHaveAttribute('data-class', letter);
}

async function sign(page: Page): Promise<void> {
  await page.keyboard.press('4');
  await expect(page.getByTestId('sign')).toBeEnabled({ timeout: 60_000 });
  await page.getByTestId('sign').click();
  await page.getByTestId('sign-reason').fill('Read on paper.');
  await page.getByTestId('sign-now').click();
  await expect(page.getByTestId('signed')).toContainText('Signed by', { timeout: 60_000 });
}

test('questions, a blind second reading, and what a third settles', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  const file = join(scratch, 'password');
  writeFileSync(file, `${PASSWORD}\n`, { mode: 0o600 });
  isoline('import', synthetic(scratch, 0.1, 3, 'R-1').header, '--data', dataFolder);
  isoline('people', 'begin', 'Dora', '--new-password-file', file, '--data', dataFolder);
  for (const name of ['Ada', 'Cleo']) isoline('people', 'add', name, '--role', 'reader', '--new-password-file', file, '--user', 'Dora', '--password-file', file, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  const rows = page.locator('[data-testid="study-row"][data-record="R-1"]');

  // Ada asks; until Dora has answered, nothing is signed.
  await login(page, 'Ada');
  await openBeatsOf(page, rows.first());
  await page.keyboard.press('Shift+R');
  await page.getByTestId('ask-to').selectOption('Dora');
  await page.getByTestId('ask-text').fill('Is this beat premature?');
  await page.getByTestId('ask-now').click();
  await expect(page.getByTestId('questions')).toHaveAttribute('data-open', '1');
  await expect(page.getByTestId('question-mark').first()).toBeVisible();
  await album.keep(page, 'question');
  await page.keyboard.press('4');
  await expect(page.getByTestId('sign-block').getByTestId('question-stops')).toHaveAttribute('data-count', '1');
  await expect(page.getByTestId('sign')).toBeDisabled();
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await album.keep(page, 'question-stops');

  await login(page, 'Dora');
  await expect(page.getByTestId('filter-asked')).toContainText('1');
  await openBeatsOf(page, rows.first());
  await page.keyboard.press('r');
  await page.getByTestId('answer-text').fill('No, it is not.');
  await page.getByTestId('answer').click();
  await expect(page.getByTestId('questions')).toHaveAttribute('data-open', '0');

  // Ada gives the study to herself and has it read a second time; then she reads and signs.
  await login(page, 'Ada');
  const first = rows.first();
  const firstId = (await first.getAttribute('data-case')) ?? '';
  await first.getByTestId('case-people').click();
  await page.getByTestId('give-to').selectOption('Ada');
  await page.getByTestId('give').click();
  await expect(first.getByTestId('case-people')).toHaveAttribute('data-assigned', 'Ada');
  await page.getByTestId('second-to').selectOption('Cleo');
  await page.getByTestId('begin-second').click();
  await expect(page.getByTestId('readings-state')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(2);
  await expect(page.getByTestId('filter-second')).toContainText('2');
  const mine = page.locator(`[data-testid="study-row"][data-case="${firstId}"]`);
  const hers = page.locator(`[data-testid="study-row"][data-record="R-1"]:not([data-case="${firstId}"])`);
  await openBeatsOf(page, mine);
  await page.keyboard.press('ArrowRight');
  const letter = (await page.getByTestId('current-beat').getAttribute('data-class')) === 'F' ? 'Q' : 'F';
  await relabel(page, letter);
  await sign(page);

  // Cleo is refused Ada's reading, and reads her own.
  await login(page, 'Cleo');
  await mine.getByTestId('open-study').click();
  await expect(page.getByTestId('open-failed')).toContainText('neither reader sees the other');
  await album.keep(page, 'reading-kept');
  await page.getByTestId('back').click();
  await openBeatsOf(page, hers);
  await expect(page.getByTestId('question-mark')).toHaveCount(0);
  await sign(page);

  // Dora has answered, and read neither: she compares, settles the one difference and signs.
  await login(page, 'Dora');
  await mine.getByTestId('case-people').click();
  await page.getByTestId('compare').click();
  await expect(page.getByTestId('kappa')).toHaveAttribute('data-value', /^0\.\d+/);
  await expect(page.getByTestId('differences')).toHaveAttribute('data-open', '1');
  await expect(page.locator('[data-testid="difference"][data-of="beats"]')).toHaveCount(1);
  await album.both(page, 'compare');
  const said = page.getByTestId('reading-second');
  const before = await said.getAttribute('data-class');
  expect(before).not.toBe(await page.getByTestId('reading-first').getAttribute('data-class'));
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
  await page.getByTestId('begin-settling').click();
  await expect(page.getByTestId('decision')).toHaveAttribute('data-settling', 'true');
  await page.keyboard.press('2');
  await expect(page.getByTestId('settled')).toContainText('Dora');
  await album.keep(page, 'settled');
  await expect(page.getByTestId('differences')).toHaveAttribute('data-open', '0');
  await page.getByTestId('settled-report').click();
  await expect(page.getByTestId('draft')).toBeVisible();
  await sign(page);
  await expect(page.getByTestId('signed')).toContainText('Dora');
  // A refusal is what was tried for; nothing else went wrong.
  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
