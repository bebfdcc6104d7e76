/** The main job through the window: a recording in, beats corrected, a report and labels out; and all of it still there afterwards. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { readAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { CODES, codeOf } from '../../core/beats/classes.ts';
import { withRecording } from '../helpers/real-recording.ts';
import { drawnBy, withCounters } from './drawn.ts';
import { analyzedCounts, real, synthetic, type Recording } from './recordings.ts';
import { expect, test, type Fixtures } from './shells.ts';
import { countsOf, downloaded, expectCount, importRecording, openBeats, reviewState, savedPdf, templatesOf } from './window.ts';

/** Imports, corrects, closes, reopens, reports, exports. */
async function mainJob(recording: Recording, { start, dataFolder, scratch }: Fixtures): Promise<void> {
  const expected = analyzedCounts(recording.header, recording.record, join(scratch, 'analyzed'));
  let program = await start(dataFolder);
  let { page } = program;

  await test.step('the window counts what isoline analyze counts', async () => {
    await importRecording(program, recording);
    await openBeats(page, recording.record);
    expect(await countsOf(page)).toEqual({ N: expected['N'], S: expected['S'], V: expected['V'], F: expected['F'], Q: expected['Q'] });
  });

  const before = await countsOf(page);
  await test.step('a key is shown before the next frame, by one commit that draws what it changes', async () => {
    await withCounters(page);
    await openBeats(page, recording.record);
    const here = page.getByTestId('current-beat');
    await expect(here).not.toHaveAttribute('data-key', '');
    const was = await here.getAttribute('data-key');
    const move = await drawnBy(page, 'ArrowRight');
    expect(move.beat.key).not.toBe(was);
    expect(move).toMatchObject({ commits: 1, canvases: { 'ecg-strip': 1 } });
    expect(Object.keys(move.canvases)).toEqual(['ecg-strip']);
    const to = move.beat.class === 'V' ? 'S' : 'V';
    expect(await drawnBy(page, to.toLowerCase())).toEqual({ ...move, canvases: {} });
    const relabelled = await drawnBy(page, 'Enter');
    expect(relabelled).toMatchObject({ commits: 1, beat: { key: move.beat.key, class: to } });
    expect(relabelled.canvases).toMatchObject({ 'ecg-strip': 1 });
    expect(relabelled.canvases).not.toHaveProperty('tile');
    expect(relabelled.canvases).not.toHaveProperty('day-timeline');
    await page.keyboard.press('Control+z');
    await expect(here).toHaveAttribute('data-class', move.beat.class);
  });

  await test.step('one V beat becomes S', async () => {
    await page.getByTestId('count-V').click();
    await page.getByTestId('tile').first().click();
    await page.keyboard.press('s');
    await expect(page.getByTestId('preview')).toHaveAttribute('data-to', 'S');
    await page.keyboard.press('s');
    await expectCount(page, 'V', (before['V'] ?? 0) - 1);
    await expectCount(page, 'S', (before['S'] ?? 0) + 1);
  });

  await test.step('another V beat becomes F, and is taken back', async () => {
    await page.getByTestId('tile').nth(1).click();
    await page.keyboard.press('f');
    await page.keyboard.press('Enter');
    await expectCount(page, 'F', (before['F'] ?? 0) + 1);
    await page.keyboard.press('Control+z');
    await expectCount(page, 'F', before['F'] ?? 0);
    await expectCount(page, 'V', (before['V'] ?? 0) - 1);
  });

  await test.step('a whole template becomes Q', async () => {
    const template = (await templatesOf(page)).filter(({ count }) => count >= 2).at(-1);
    if (template === undefined) throw new Error('there is no template of two beats');
    await page.locator(`[data-testid="template"][data-id="${template.id}"]`).click();
    await page.keyboard.press('Shift+q');
    await expect(page.getByTestId('preview')).toHaveAttribute('data-scope', 'template');
    await page.keyboard.press('Enter');
    await expectCount(page, 'Q', (before['Q'] ?? 0) + template.count);
  });

  await test.step('a template is confirmed', async () => {
    const [first] = await templatesOf(page);
    const row = page.locator(`[data-testid="template"][data-id="${first?.id}"]`);
    await row.click();
    await page.keyboard.press('Space');
    await expect(row).toHaveAttribute('data-state', 'confirmed');
  });

  const left = await reviewState(page);
  const counts = await countsOf(page);
  const labels = await test.step('the labels are exported', async () => {
    await page.getByTestId('tab-report').click();
    return downloaded(program, 'export-wfdb');
  });
  expect(labels.name).toBe(`${recording.record}.cnn`);
  await program.close();

  await test.step('everything is there when the program opens again', async () => {
    program = await start(dataFolder);
    page = program.page;
    await openBeats(page, recording.record);
    for (const [of, count] of Object.entries(counts)) await expectCount(page, of, count);
    expect(await reviewState(page)).toEqual(left);
  });

  await test.step('the PDF that is shown is the PDF that is saved', async () => {
    await page.getByTestId('tab-report').click();
    await expect(page.getByTestId('desk')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    await expect(page.getByTestId('report-page').first()).toHaveAttribute('data-drawn', 'true', { timeout: 30_000 });
    const shown = await page.getByTestId('desk').getAttribute('data-sha256');
    const path = join(scratch, 'saved.pdf');
    const bytes = await savedPdf(program, path);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(shown).toMatch(/^[0-9a-f]{64}$/);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(shown);
  });

  await test.step('the labels are the same as before, byte by byte', async () => {
    expect((await downloaded(program, 'export-wfdb')).bytes.equals(labels.bytes)).toBe(true);
  });
  expect(program.troubles).toEqual([]);
  await program.close();

  await test.step('the exported labels read back as the beats of the case', async () => {
    const backend = await openBackend(nodeEnvironment(dataFolder));
    try {
      const { client } = backend.connect();
      const [row] = await client.library.list({});
      if (row === undefined) throw new Error('the case is gone');
      const { beats } = await client.review.state({ caseId: row.caseId });
      const inCase = Array.from(beats.sample, (sample, i) => `${sample} ${CODES[beats.code[i] ?? -1]?.[0] ?? ''}`);
      expect(readAnnotations(labels.bytes).filter(({ symbol }) => codeOf(symbol) >= 0).map(({ sample, symbol }) => `${sample} ${symbol}`)).toEqual(inCase);
      const verified = await client.library.verify({ caseId: row.caseId }).result;
      expect(verified).toMatchObject({ ok: true, troubles: [] });
    } finally {
      await backend.close();
    }
  });
}

test('the main job on a synthetic recording', async ({ start, dataFolder, scratch }) => {
  await mainJob(synthetic(scratch, 0.25), { start, dataFolder, scratch });
});

withRecording('the main job on mitdb/208', real('mitdb', '208'), mainJob);
