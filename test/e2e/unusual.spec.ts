/** Unusual recordings in the window: one minute of one lead under an Arabic name, twelve leads, a flat line without a beat, and one of which only a part came in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cases } from '../../backend/database/cases.ts';
import { stageSegment } from '../../backend/store/staging.ts';
import { analyseCase, AVERAGE, BLOCK, header, importCase, RATE, RUN, runSegment } from '../database/helpers.ts';
import { Album, DESIGNED } from './pictures.ts';
import { isoline, synthetic } from './recordings.ts';
import { expect, test } from './shells.ts';

/** What a program leaves that ended while a recording came in which somebody had corrected. */
function brokenOff(dataFolder: string, scratch: string): void {
  const cases = new Cases({ dataFolder, version: '0', author: 'Ada', now: () => Date.now() });
  const { caseId } = cases.createCase(header(700, 'U-part'), '');
  cases.addSegment(caseId, 0, stageSegment(scratch, 0, 0, [0, 1].map(() => new Int16Array(300 * RATE))));
  cases.edit(caseId, { kind: 'fact', field: 'indication', value: 'syncope' }, 0, '');
  cases.close();
}

/** An hour whose analysis ended when two thirds of it were done, and one in which a new analysis differs from what a person said. */
function halfDone(dataFolder: string): { stopped: string; disputed: string } {
  const cases = new Cases({ dataFolder, version: '0', author: 'Ada', now: () => Date.now() });
  const seconds = 3600;
  const stopped = importCase(cases, seconds, 'ab');
  const part = cases.beginRun(stopped, RUN);
  for (let index = 0; index * BLOCK < (seconds * RATE * 2) / 3; index++) cases.commitRunSegment(stopped, part, runSegment(index, seconds), Uint8Array.of(index), AVERAGE);
  cases.failRun(stopped, part, 'The analysis process stopped unexpectedly.');

  const disputed = importCase(cases, seconds / 5, 'cd');
  analyseCase(cases, disputed, seconds / 5);
  cases.edit(disputed, { kind: 'relabel', keys: Int32Array.of(4, 6), code: 1 }, cases.study(disputed).revision, 'Ada');
  const other = cases.beginRun(disputed, { ...RUN, modelName: 'other' });
  for (let index = 0; index * BLOCK < (seconds / 5) * RATE; index++) {
    const plain = runSegment(index, seconds / 5);
    cases.commitRunSegment(disputed, other, { ...plain, code: plain.code.map((code, row) => (index === 0 && (row === 4 || row === 6) ? 2 : code)) }, null);
  }
  cases.sealRun(disputed, other, AVERAGE, {});
  cases.close();
  return { stopped, disputed };
}

test('one minute of one lead, twelve leads, and nothing at all', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  const flat = join(scratch, 'U-0.hea');
  writeFileSync(flat, 'U-0 1 250 20000\nU-0.dat 16 200/mV 16 0 0 0 0 MLII\n');
  writeFileSync(join(scratch, 'U-0.dat'), Buffer.alloc(40_000));
  isoline('import', flat, synthetic(scratch, 1 / 60, 3, 'U-1', 1).header, synthetic(scratch, 1 / 60, 3, 'U-12', 12).header, '--data', dataFolder);
  brokenOff(dataFolder, scratch);
  const { stopped, disputed } = halfDone(dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  await test.step('an import that was broken off keeps what was said, and ends where a person says so', async () => {
    const row = page.locator('[data-testid="study-row"][data-record="U-part"]');
    await expect(row.getByTestId('study-state')).toHaveAttribute('data-state', 'broken-off');
    await expect(row).toContainText('Import the recording again');
    await album.keep(page, 'broken-off');
    await row.getByTestId('row-keep').click();
    await expect(row.getByTestId('study-state')).toHaveAttribute('data-state', 'in-review');
    await expect(row.getByRole('img')).toHaveAttribute('aria-label', /ends early: 5 min of 12 min/);
    await row.getByTestId('open-study').click();
    await expect(page.getByTestId('overview')).toBeVisible();
    await album.keep(page, 'part-kept');
    await page.keyboard.press('0');
  });
  const open = async (record: string): Promise<void> => {
    await page.locator(`[data-testid="study-row"][data-record="${record}"]`).getByTestId('open-study').click();
    await page.getByTestId('tab-beats').click();
  };
  const strip = page.getByTestId('ecg-strip');

  await test.step('an analysis that stopped: what it found is there, the rest of the day is hatched', async () => {
    await page.locator(`[data-testid="study-row"][data-case="${stopped}"]`).getByTestId('open-study').click();
    await expect(page.getByTestId('analysis-stopped')).toBeVisible();
    await album.keep(page, 'stopped-overview');
    await page.keyboard.press('2');
    await expect(page.getByTestId('tile').first()).toBeVisible();
    await album.both(page, 'stopped-beats');
    await page.keyboard.press('0');
  });

  await test.step('a new analysis that differs from what a person said: place by place', async () => {
    await page.locator(`[data-testid="study-row"][data-case="${disputed}"]`).getByTestId('open-study').click();
    await expect(page.locator('[data-testid="queue-item"][data-kind="conflict"]')).toHaveCount(2);
    await page.keyboard.press('Space');
    await expect(page.getByTestId('keep-mine')).toBeVisible();
    await album.keep(page, 'conflict');
    await page.keyboard.press('0');
  });

  await test.step('no beat: the window says so; a name from right to left', async () => {
    await open('U-0');
    await expect(page.getByTestId('no-beats')).toContainText('beat');
    // It lies over nothing that is pressed, on whatever screen.
    await page.keyboard.press('4');
    await page.getByTestId('save-pdf').click({ trial: true });
    await page.keyboard.press('2');
    // Typed before the card is there: every key is in the field in the end.
    await page.keyboard.press('e');
    await page.keyboard.type('svn');
    await expect(page.getByTestId('fact-name')).toHaveValue('svn');
    const name = 'محمد بن عبد الله الفارسي القرشي الهاشمي بن عبد العزيز السعيدي';
    await page.getByTestId('fact-name').fill(name);
    await page.keyboard.press('Enter');
    const shown = page.getByTestId('patient').locator('bdi').first();
    await expect(shown).toHaveText(name);
    // It is cut at its end, which is on the left.
    expect(await shown.evaluate((element) => {
      const first = document.createRange();
      first.setStart(element.firstChild!, 0);
      first.setEnd(element.firstChild!, 4);
      const [word, box] = [first.getBoundingClientRect(), element.getBoundingClientRect()];
      return element.scrollWidth > element.clientWidth && word.left >= box.left && word.right <= box.right + 1;
    })).toBe(true);
    await page.keyboard.press('0');
  });

  await test.step('one minute, one lead', async () => {
    await open('U-1');
    await expect(strip).toHaveAttribute('data-leads', /^\S+$/);
    await expect(page.getByTestId('lead-layout')).toHaveCount(0);
    await page.keyboard.press('0');
  });

  await test.step('twelve leads: three, in columns, one under the other; a click in a column takes its beat', async () => {
    await open('U-12');
    await expect(strip).toHaveAttribute('data-leads', /^\S+ \S+ \S+$/);
    for (const [columns, leads] of [['4', 12], ['1', 12], ['2', 12]] as const) {
      await page.keyboard.press('Shift+E');
      await expect(strip).toHaveAttribute('data-columns', columns);
      expect((await strip.getAttribute('data-leads'))?.split(' ')).toHaveLength(leads);
    }
    const before = await page.getByTestId('current-beat').getAttribute('data-key');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('current-beat')).not.toHaveAttribute('data-key', before ?? '');
    const box = await strip.boundingBox();
    // The middle of either column is the beat at hand.
    for (const share of [0.25, 0.75]) await strip.click({ position: { x: 44 + (box!.width - 44) * share, y: 100 } });
    await expect(page.getByTestId('current-beat')).not.toHaveAttribute('data-key', before ?? '');
    await page.keyboard.press('Shift+E');
    await expect(page.getByTestId('gallery')).toBeVisible();
  });

  expect({ unlike: album.unlike, troubles }).toEqual({ unlike: [], troubles: [] });
  await album.close();
  await close();
});
