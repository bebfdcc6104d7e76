/** Processes die at the worst moment, and two programs want one data folder: nothing is lost, and everything is said. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Album, DESIGNED } from '../e2e/pictures.ts';
import { isoline, synthetic } from '../e2e/recordings.ts';
import { expect, isAlive, root, test } from '../e2e/shells.ts';
import { analysed, chooseRecording, downloaded, expectCount, countsOf, importRecording, openBeats, reviewState } from '../e2e/window.ts';

test('an engine that is killed in mid-analysis is told of, and the retry ends with the labels of an undisturbed run', async ({ start, chromium, shell, dataFolder, scratch }, info) => {
  const recording = synthetic(scratch, 6);
  isoline('analyze', recording.header, '--out', join(scratch, 'undisturbed'), '--no-pdf');
  const program = await start(dataFolder);
  const { page } = program;
  await chooseRecording(program, recording);
  const line = page.locator(`[data-testid="study-row"][data-record="${recording.record}"]`);
  const state = line.getByTestId('study-state');
  await expect(state).toHaveAttribute('data-state', 'analysing', { timeout: 60_000 });
  // Some of it is committed by now, some is not.
  await expect(line.locator('.state-cell')).toContainText(/[1-9]\d?\s?%/, { timeout: 60_000 });
  const engine = await program.enginePid();
  if (engine === undefined) throw new Error('there is no engine');
  // It stands still for its picture.
  process.kill(engine, 'SIGSTOP');
  const album = await Album.open(chromium, info, { taken: shell === 'served' });
  await page.setViewportSize(DESIGNED);
  await album.keep(page, 'analysing');
  // The study opens on the part that is there. How far that reaches is another at every run: unusual.spec.ts has its picture.
  await openBeats(page, recording.record);
  process.kill(engine, 'SIGKILL');
  await expect(page.getByTestId('analysis-stopped')).toBeVisible();
  await page.keyboard.press('0');

  await expect(state).toHaveAttribute('data-state', 'failed');
  await album.keep(page, 'stopped');
  expect(album.unlike).toEqual([]);
  await album.close();
  await expect(line.getByTestId('retry')).toBeVisible();
  await line.getByTestId('retry').click();
  await analysed(page, recording.record);
  await openBeats(page, recording.record);
  await page.getByTestId('tab-report').click();
  const { bytes } = await downloaded(program, 'export-wfdb');
  expect(bytes.equals(readFileSync(join(scratch, 'undisturbed', `${recording.record}.cnn`)))).toBe(true);
  await program.close();
});

test('a program that is killed while a person edits loses no edit that it showed', async ({ start, dataFolder, scratch, shell }) => {
  const recording = synthetic(scratch, 0.1);
  let program = await start(dataFolder);
  await importRecording(program, recording);
  await openBeats(program.page, recording.record);
  const before = await countsOf(program.page);
  await program.page.getByTestId('count-N').click();
  for (let edits = 1; edits <= 4; edits++) {
    await program.page.getByTestId('tile').nth(edits).click();
    await program.page.keyboard.press('q');
    await program.page.keyboard.press('q');
    await expect(program.page.getByTestId('edit')).toHaveCount(edits);
  }
  const shown = await reviewState(program.page);
  await program.kill();

  program = await start(dataFolder);
  await openBeats(program.page, recording.record);
  await expectCount(program.page, 'Q', (before['Q'] ?? 0) + 4);
  expect(await reviewState(program.page)).toEqual(shown);
  let edits = 4;
  if (shell === 'served') {
    // An edit that finds no program any more is kept by the browser, and the window of the next program offers it.
    await program.page.getByTestId('count-N').click();
    process.kill(program.pid, 'SIGKILL');
    await expect(program.page.getByTestId('lost')).toBeVisible();
    await program.page.getByTestId('tile').nth(1).click();
    await program.page.keyboard.press('q');
    await program.page.keyboard.press('q');
    await expect(program.page.getByTestId('send-held')).toBeVisible();
    const next = await start(dataFolder);
    const page = await program.page.context().newPage();
    await page.goto(next.page.url());
    await page.getByTestId('open-held').click();
    await page.getByTestId('send-held').click();
    await expectCount(page, 'Q', (before['Q'] ?? 0) + 5);
    edits++;
    await expect.poll(() => page.evaluate(kept)).toBe(0);
    await page.reload();
    await expect(page.getByTestId('study-row')).toHaveCount(1);
    await expect(page.getByTestId('held-elsewhere')).toHaveCount(0);
    await page.context().close();
    program = next;
  }
  await program.close();
  expect(isoline('verify', recording.record, '--data', dataFolder)).toContain(`\tok\t${edits} edits\t`);
});

/** In the page: edits that the window's own storage holds. */
const kept = (): Promise<number> =>
  new Promise((count) => {
    const opening = indexedDB.open('isoline-held');
    opening.addEventListener('success', () => {
      const counting = opening.result.transaction('edits').objectStore('edits').count();
      counting.addEventListener('success', () => (opening.result.close(), count(counting.result)));
    });
  });

test('a second program on the data folder goes through the first, or says that it is held', async ({ start, dataFolder, scratch }) => {
  const recording = synthetic(scratch, 0.1);
  const program = await start(dataFolder);
  const second = (...words: string[]) => spawnSync(process.execPath, [join(root, 'cli/main.ts'), ...words, '--data', dataFolder], { cwd: root, encoding: 'utf8' });

  // The window stands before its backend holds the folder; the worklist shows that it does.
  await expect(program.page.getByTestId('first-run')).toBeVisible();

  // The window sees what the command line imports through it.
  const imported = second('import', recording.header);
  expect(imported.stderr).toContain('going through the program that has this data folder open');
  expect(imported.status).toBe(0);
  await analysed(program.page, recording.record);

  const exported = second('export', recording.record, '--out', join(scratch, 'exported'), '--formats', 'wfdb,csv');
  expect(exported.status).toBe(0);
  expect(exported.stdout.trim().split('\n').length).toBe(2);

  const served = second('serve');
  expect(served.status).toBe(1);
  expect(served.stderr).toContain('Another Isoline uses this data folder');
  expect(isAlive(program.pid)).toBe(true);
  await program.close();
});
