/** Every beat of the recording: walked by keys, printed, and from there to the strip. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { drawnSince, withCounters } from './drawn.ts';
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { SHEET_LINES } from '../../renderer/charts/disclosure-sheets.ts';
import { expect, test } from './shells.ts';

async function broken(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** Waits until nothing is drawn any more. */
async function rested(page: Page): Promise<void> {
  await expect(async () => {
    await drawnSince(page);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 250)));
    expect((await drawnSince(page)).canvases).toEqual({});
  }).toPass();
}

test('a line is drawn once: scrolling draws none, a step those that it marks, an edit all', async ({ start, dataFolder, scratch }) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'D-2').header, '--data', dataFolder);
  const program = await start(dataFolder);
  const { page } = program;
  await withCounters(page);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.getByTestId('tab-beats').click();
  const here = page.getByTestId('current-beat');
  await expect(here).not.toHaveAttribute('data-key', '');
  const was = (await here.getAttribute('data-class')) ?? '';
  await page.keyboard.press(was === 'V' ? 's' : 'v');
  await page.keyboard.press('Enter');
  await expect(here).not.toHaveAttribute('data-class', was);
  await page.keyboard.press('5');
  const canvas = page.getByTestId('disclosure-canvas');
  const lines = page.getByTestId('disclosure-lines');
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  await page.keyboard.press('Home');
  await rested(page);
  const sheets = await lines.locator('canvas').count();
  expect(sheets * SHEET_LINES).toBeGreaterThanOrEqual(36);

  // Down to the end and up again, a step a frame: the rail follows, and one commit for each step, that of the rail.
  const steps = await lines.evaluate(async (box) => {
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
    let done = 0;
    const most = box.scrollHeight - box.clientHeight;
    for (const by of [26, -26]) for (let at = by > 0 ? by : most; at >= 0 && at <= most; at += by, done++) {
      box.scrollTop = at;
      await frame();
    }
    return done;
  });
  expect(steps).toBeGreaterThan(2);
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  const scrolled = await drawnSince(page);
  expect(Object.keys(scrolled.canvases)).toEqual(['day-rail']);
  expect(scrolled.commits).toBeLessThanOrEqual(steps + 1);
  expect(scrolled.canvases['day-rail']).toBeLessThanOrEqual(steps + 1);

  // The reader's place and the window of the strip go from one line to another.
  await page.keyboard.press('ArrowDown');
  await rested(page);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('disclosure-place')).toHaveAttribute('data-line', '2');
  expect((await drawnSince(page)).canvases['disclosure-lines'] ?? 0).toBeLessThanOrEqual(3);

  // Labels are those that hold now.
  await rested(page);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => page.evaluate(() => (globalThis as typeof globalThis & { isolineDrawn: { canvases: Record<string, number> } }).isolineDrawn.canvases['disclosure-lines'] ?? 0)).toBeGreaterThanOrEqual(sheets);
  await expect(canvas).toHaveAttribute('data-whole', 'true');
  expect(program.troubles).toEqual([]);
  await program.close();
});

test('every beat is there, walked by keys, printed, and leads to the strip', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, 0.6, 3, 'D-1').header, '--data', dataFolder);
  const program = await start(dataFolder);
  const { page } = program;
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
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
  await album.keep(page, 'print');
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
  expect({ unlike: album.unlike, troubles: program.troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await program.close();
});
