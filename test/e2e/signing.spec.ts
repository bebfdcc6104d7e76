/** A finding is looked at, put into the report, the report signed, edits refused, the study reopened: as a person does it. */
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';
import { openBeats } from './window.ts';

test('findings, signing and reopening', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'G-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  await openBeats(page, 'G-1');

  // What the list counts is what its lines hold, and a line goes to its place.
  await page.keyboard.press('3');
  const lines = page.getByTestId('finding');
  await expect(lines.first()).toBeVisible();
  const total = Number(await page.getByTestId('findings').getAttribute('data-count'));
  const counted = await lines.evaluateAll((all) => all.reduce((sum, line) => sum + Number(line.getAttribute('data-count')), 0));
  expect(counted).toBe(total);
  const beat = page.getByTestId('current-beat');
  const first = await beat.getAttribute('data-key');
  await page.keyboard.press('j');
  await expect(beat).not.toHaveAttribute('data-key', first ?? '');
  const here = await beat.getAttribute('data-key');
  await page.keyboard.press('p');
  await expect(page.getByTestId('saved')).toContainText('Saved');
  await page.keyboard.press('2');
  await expect(beat).toHaveAttribute('data-key', here ?? '');

  await page.keyboard.press('4');
  await expect(page.getByTestId('strip')).toHaveCount(1);

  // A sentence with a live number, written by key; an edit changes the number, and it is read again before the report is signed.
  await expect(page.getByTestId('propose')).toBeEnabled();
  await page.keyboard.press('w');
  await page.keyboard.type('Ectopy: #v.bea');
  await expect(page.getByTestId('offers')).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' and #s.bea');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const sentence = page.getByTestId('sentence');
  await expect(sentence).toHaveAttribute('data-state', /open|holds/);
  // What is dropped is not kept by leaving the field.
  await page.keyboard.type('dropped #');
  for (const key of ['Escape', 'Escape', '2']) await page.keyboard.press(key);
  const letter = (await beat.getAttribute('data-class')) === 'V' ? 's' : 'v';
  await page.keyboard.press(letter);
  await expect(page.getByTestId('preview')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(beat).toHaveAttribute('data-class', letter.toUpperCase());
  await page.keyboard.press('4');
  await expect(sentence).toHaveCount(1);
  await expect(sentence).toHaveAttribute('data-state', 'changed');
  await expect(page.getByTestId('sign')).toBeDisabled();
  // Beside the page, at the section the number comes from, what it was and is; each page has its small one.
  await expect(page.locator('[data-testid="margin-note"][data-section="ventricular"]')).toContainText('→');
  await expect(page.getByTestId('page-thumb')).toHaveCount(await page.getByTestId('report-page').count());
  await album.keep(page, 'report-changed');
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await expect(sentence).toHaveAttribute('data-state', /open|holds/);
  await expect(page.getByTestId('sign')).toBeEnabled({ timeout: 60_000 });
  await page.getByTestId('sign').click();
  await expect(page.getByTestId('sign-unseen')).not.toHaveAttribute('data-open', '0');
  // Something is open: it is signed with a reason only, which the study keeps in sight.
  await expect(page.getByTestId('sign-now')).toBeDisabled();
  await expect(page.getByTestId('sign-reason')).toBeVisible();
  await album.keep(page, 'sign');
  await page.getByTestId('sign-reason').fill('Read on paper.');
  await page.getByTestId('sign-now').click();
  await expect(page.getByTestId('signed')).toContainText('Signed by', { timeout: 60_000 });
  await expect(page.getByTestId('signed-open')).toContainText('Reason: Read on paper.');
  await expect(page.getByTestId('locked')).toBeVisible();
  await expect(page.getByTestId('draft')).toHaveCount(0);
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await album.both(page, 'signed');

  await page.keyboard.press('2');
  const was = await beat.getAttribute('data-class');
  await page.keyboard.press(was === 'V' ? 's' : 'v');
  await expect(page.getByTestId('toast')).toContainText('signed');
  await expect(page.getByTestId('preview')).toHaveCount(0);
  await expect(page.getByTestId('undo')).toBeDisabled();
  await page.keyboard.press('e');
  await expect(page.getByTestId('details-locked')).toBeVisible();
  await expect(page.getByTestId('fact-name')).toBeDisabled();
  await album.keep(page, 'details-signed');
  await page.keyboard.press('Escape');
  await page.keyboard.press('0');
  await expect(page.locator('[data-testid="study-row"][data-record="G-1"]').getByTestId('study-state')).toHaveAttribute('data-state', 'signed');

  await openBeats(page, 'G-1');
  await page.keyboard.press('4');
  await page.getByTestId('reopen').click();
  await expect(page.getByTestId('reopen-now')).toBeDisabled();
  await album.keep(page, 'reopen');
  await page.getByTestId('reopen-reason').fill('A run was missed.');
  await page.getByTestId('reopen-now').click();
  await expect(page.getByTestId('reopened-why')).toContainText('Reason: A run was missed.');
  await expect(page.getByTestId('draft')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('locked')).toHaveCount(0);
  await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 60_000 });
  await album.keep(page, 'reopened');
  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
