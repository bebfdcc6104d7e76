/** A study read from the worklist to the signed report by the mouse alone: not one key goes down. */
import type { Locator, Page } from '@playwright/test';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';
import { templatesOf } from './window.ts';

/** Seven minutes, so that the suite stays short; `ISOLINE_READING_HOURS=24` reads a day. */
const HOURS = Number(process.env['ISOLINE_READING_HOURS'] ?? 0.12);

/** Items of the queue that are open: what the badges and the progress come from. */
async function left(page: Page): Promise<number> {
  const words = (await page.getByTestId('progress').locator('b').innerText()).match(/(\d[\d,]*) of (\d[\d,]*)/);
  return words ? Number(words[2]!.replace(',', '')) - Number(words[1]!.replace(',', '')) : -1;
}

test('a study is read by the mouse alone, from the worklist to the signature', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, HOURS, 3, 'M-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  await page.evaluate(() => {
    for (const name of ['keydown', 'keyup', 'keypress']) window.addEventListener(name, () => document.documentElement.setAttribute('data-typed', name), true);
  });
  await page.getByTestId('study-row').getByTestId('open-study').click();
  // A mark an item: one that has no width is not to be seen.
  await expect(page.getByTestId('progress').locator('i').first()).toBeVisible();

  await test.step('a mark of the diary is added, and tied to the rhythm at that time', async () => {
    await page.getByTestId('add-mark').click();
    await page.getByTestId('symptom-dizziness').click();
    await page.getByTestId('diary-keep').click();
    await expect(page.getByTestId('diary-row')).toHaveAttribute('data-symptom', 'dizziness');
    await page.getByTestId('diary-row').getByRole('button').first().click();
    await expect(page.getByTestId('diary-facts')).toHaveAttribute('data-verdict', /none|ectopic|arrhythmia/);
    await page.getByTestId('leave-mode').click();
    await expect(page.getByTestId('diary-facts')).toHaveCount(0);
  });

  await test.step('the strip is measured, unfiltered, enlarged, put into the report, a beat relabelled and that taken back', async () => {
    await page.getByTestId('do-calipers').click();
    await expect(page.getByTestId('mode')).toBeVisible();
    // Time, then each lead that is drawn; a click takes the nearer line.
    const read = page.getByTestId('caliper-words');
    await expect(read).toHaveText(/^\d+ ms · \d+\/min(?:, \S+ (?:[+−]?\d\.\d\d) mV){3}$/);
    const first = await read.innerText();
    const paper = await page.getByTestId('ecg-strip').boundingBox();
    await page.getByTestId('ecg-strip').click({ position: { x: paper!.width - 40, y: 120 } });
    await expect(read).not.toHaveText(first);
    await page.getByTestId('leave-mode').click();
    await expect(read).toHaveText('');
    await page.getByTestId('toggle-filter').click();
    await expect(page.getByTestId('toggle-filter')).toHaveAttribute('aria-pressed', 'true');
    await page.getByTestId('toggle-filter').click();
    await page.getByTestId('do-gain-up').click();
    await expect(page.getByTestId('ecg-strip').locator('xpath=ancestor::section[1]')).toContainText('20 mm/mV');
    const edits = await page.getByTestId('edit').count();
    await page.getByTestId('all-keys').click();
    await page.locator('[data-testid="key-line"][data-action="strip"]').click();
    await expect(page.getByTestId('edit')).toHaveCount(edits + 1);
    // A second one from elsewhere, for the order of both.
    await page.getByTestId('day-timeline').click({ position: { x: 700, y: 60 } });
    await page.getByTestId('all-keys').click();
    await page.locator('[data-testid="key-line"][data-action="strip"]').click();
    await expect(page.getByTestId('edit')).toHaveCount(edits + 2);
    const beat = page.getByTestId('current-beat');
    const was = await beat.getAttribute('data-class');
    await page.getByTestId(was === 'S' ? 'class-V' : 'class-S').click();
    await page.getByTestId('apply').click();
    await expect(beat).not.toHaveAttribute('data-class', was ?? '');
    await page.getByTestId('undo').click();
    await expect(beat).toHaveAttribute('data-class', was ?? '');
  });

  await test.step('all that is left is confirmed', async () => {
    // Findings of a whole day take a moment; with them more is left.
    await page.getByTestId('tab-episodes').click();
    await expect(page.getByTestId('findings')).toHaveAttribute('data-count', /\d/);
    await page.getByTestId('tab-beats').click();
    for (let i = 0; i < 200 && (await left(page)) > 0; i++) {
      const here = await left(page);
      const confirm = page.getByTestId('confirm-finding').or(page.getByTestId('confirm')).first();
      await confirm.click();
      await expect.poll(() => left(page)).toBeLessThan(here);
    }
    expect(await left(page)).toBe(0);
  });

  await test.step('the report is opened', async () => {
    await page.getByTestId('tab-report').click();
    await expect(page.getByTestId('strip')).toHaveCount(2);
  });

  await test.step('strips and sections are dragged to where they are to be printed', async () => {
    const strips = (): Promise<(string | null)[]> => page.getByTestId('strip').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-strip')));
    const byTime = await strips();
    await page.getByTestId('strip').last().getByRole('button').first().dragTo(page.getByTestId('strip').first());
    await expect.poll(strips).toEqual(byTime.toReversed());
    const sections = (): Promise<(string | null)[]> => page.locator('[data-testid="section"][data-printed]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-section')));
    const shipped = await sections();
    const [first, second] = shipped;
    await page.locator(`[data-testid="section"][data-section="${first}"] label`).dragTo(page.locator(`[data-testid="section"][data-section="${second}"]`));
    await expect.poll(sections).toEqual([second, first, ...shipped.slice(2)]);
    // Let go where it was taken up, nothing is moved.
    await page.getByTestId('strip').last().getByRole('button').first().dragTo(page.getByTestId('strip').last());
    expect(await strips()).toEqual(byTime.toReversed());
  });

  await test.step('the report is signed in that order', async () => {
    await expect(page.getByTestId('sign')).toBeEnabled({ timeout: 60_000 });
    await page.getByTestId('sign').click();
    await expect(page.getByTestId('sign-events')).toHaveAttribute('data-open', '0');
    // A whole day has spans that cannot be read: they are looked at, too.
    if ((await page.getByTestId('sign-unreadable').count()) > 0) await page.getByTestId('sign-unreadable').click();
    await page.getByTestId('sign-now').click();
    await expect(page.getByTestId('signed')).toContainText('Signed by', { timeout: 60_000 });
  });

  expect(await page.evaluate(() => document.documentElement.getAttribute('data-typed'))).toBeNull();
  expect(troubles).toEqual([]);
  await close();
});

test('confirm and reject stay where they are from finding to finding: a second click never meets another button', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'M-2').header, '--data', dataFolder);
  const { page, close } = await start(dataFolder);
  await page.getByTestId('study-row').getByTestId('open-study').click();
  await page.getByTestId('tab-episodes').click();
  const lines = page.getByTestId('finding');
  await expect(lines.first()).toBeVisible();
  const places = new Set<string>();
  const reasons = new Set<string>();
  for (const line of await lines.all()) {
    await line.click();
    await expect(line).toHaveAttribute('aria-current', 'true');
    reasons.add(await page.getByTestId('finding-reason').innerText());
    const boxes = await Promise.all(['confirm-finding', 'reject-finding'].map((name) => page.getByTestId(name).boundingBox()));
    places.add(boxes.map((box) => `${box?.x} ${box?.y} ${box?.width} ${box?.height}`).join(', '));
  }
  expect(reasons.size).toBeGreaterThan(1);
  expect([...places]).toHaveLength(1);
  await close();
});

test('an R peak is dragged along the strip by its mark: shown on the way, taken back by Esc, one edit when it is let go', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.03, 5, 'M-2').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  await page.getByTestId('study-row').getByTestId('open-study').click();
  await page.getByTestId('tab-beats').click();
  await page.getByTestId('count-N').click();
  const strip = page.getByTestId('ecg-strip');
  const here = page.getByTestId('current-beat');
  await expect(here).not.toHaveAttribute('data-sample', '');
  const sample = Number(await here.getAttribute('data-sample'));
  const left = Number(await strip.getAttribute('data-from'));
  const box = (await strip.boundingBox())!;
  // 100 px a second behind the gutter, 250 samples a second.
  const mark = { x: box.x + 44 + (sample - left) / 2.5, y: box.y + 11 };
  const at = async (): Promise<number> => Number(await here.getAttribute('data-sample'));
  const edits = page.getByTestId('edit');
  const before = await edits.count();

  await test.step('the mark can be grabbed, and the pointer says so', async () => {
    await page.mouse.move(mark.x, mark.y + 60);
    await expect(strip).toHaveCSS('cursor', 'default');
    await page.mouse.move(mark.x, mark.y);
    await expect(strip).toHaveCSS('cursor', 'ew-resize');
  });

  await test.step('Esc takes it back, and what the mouse does then moves nothing', async () => {
    await page.mouse.down();
    await page.keyboard.down('Alt');
    await page.mouse.move(mark.x + 20, mark.y + 3, { steps: 4 });
    await expect.poll(at).toBe(sample + 50);
    await page.keyboard.press('Escape');
    await expect.poll(at).toBe(sample);
    await page.mouse.move(mark.x + 40, mark.y + 3);
    await page.mouse.up();
    await page.keyboard.up('Alt');
    expect(await at()).toBe(sample);
    await expect(edits).toHaveCount(before);
    await expect(strip).toHaveAttribute('data-from', String(left));
  });

  await test.step('near its own peak it comes to rest there, farther away to where it is put', async () => {
    await page.mouse.move(mark.x, mark.y);
    await page.mouse.down();
    await page.mouse.move(mark.x + 3, mark.y, { steps: 3 });
    expect(Math.abs((await at()) - sample)).toBeLessThanOrEqual(2);
    await page.mouse.move(mark.x + 3, mark.y + 200);
    await page.keyboard.down('Alt');
    await page.mouse.move(mark.x + 12, mark.y, { steps: 3 });
    await expect.poll(at).toBe(sample + 30);
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await expect(edits).toHaveCount(before + 1);
    await expect(edits.first()).toContainText('120 ms');
    expect(await at()).toBe(sample + 30);
  });

  await test.step('one undo puts it back; a click on the mark moves nothing', async () => {
    await page.getByTestId('undo').click();
    await expect.poll(at).toBe(sample);
    const count = await edits.count();
    await page.mouse.click(mark.x, mark.y);
    expect(await at()).toBe(sample);
    await expect(edits).toHaveCount(count);
  });
  expect(troubles).toEqual([]);
  await close();
});

test('two templates are merged by dragging one card on the other: both stay in sight while it is asked, and one undo parts them', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.12, 3, 'M-3').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  // The least height: the list has room for few cards.
  await page.setViewportSize({ width: 1120, height: 720 });
  await page.getByTestId('study-row').getByTestId('open-study').click();
  await page.getByTestId('tab-beats').click();
  const rows = page.getByTestId('template');
  await expect(rows.nth(1)).toBeVisible();
  const before = await templatesOf(page);
  const [held, under] = [rows.nth(0), rows.nth(1)];
  await under.scrollIntoViewIfNeeded();
  const [from, to] = [(await held.boundingBox())!, (await under.boundingBox())!];

  await page.mouse.move(from.x + 90, from.y + 40);
  await page.mouse.down();
  await page.mouse.move(from.x + 95, from.y + 44, { steps: 3 });
  await page.mouse.move(to.x + 90, to.y + 20, { steps: 5 });
  await expect(under).toHaveClass(/over/);
  await page.mouse.up();
  await expect(page.getByTestId('merge-ask')).toHaveAttribute('data-exact', 'true');
  // Whole, and under no head of a class: a point near each edge is the card's own.
  const seen = (row: Locator): Promise<boolean> =>
    row.evaluate((element) => {
      const { left, top, bottom } = element.getBoundingClientRect();
      return [top + 4, bottom - 4].every((y) => element.contains(document.elementFromPoint(left + 90, y)));
    });
  for (const row of [held, under]) await expect.poll(() => seen(row)).toBe(true);
  await expect(page.locator('.tp.from')).toHaveCount(1);
  await expect(page.locator('.tp.into')).toHaveCount(1);

  await page.getByTestId('merge-now').click();
  await expect(rows).toHaveCount(before.length - 1);
  await page.getByTestId('undo').click();
  await expect(rows).toHaveCount(before.length);
  expect((await templatesOf(page)).map(({ id, count }) => `${id} ${count}`).toSorted()).toEqual(before.map(({ id, count }) => `${id} ${count}`).toSorted());
  expect(troubles).toEqual([]);
  await close();
});
