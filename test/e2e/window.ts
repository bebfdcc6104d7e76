/** What a person does in the window, in words of the program. */
import { existsSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Counts, Recording } from './recordings.ts';
import { expect, type Program } from './shells.ts';

const CLASSES = ['N', 'S', 'V', 'F', 'Q'];

/** Chooses the files of a recording in the worklist: by the system's dialog in Electron, by upload in a browser. */
export async function chooseRecording(program: Program, recording: Recording): Promise<void> {
  const { page } = program;
  const isElectron = await page.evaluate(() => 'isoline' in window);
  if (isElectron) {
    program.chooses([recording.header]);
    await page.getByTestId('import').click();
  } else {
    await page.getByTestId('file-input').setInputFiles(recording.files);
  }
}

/** Imports a recording and waits until its beats are labelled. */
export async function importRecording(program: Program, recording: Recording): Promise<void> {
  await chooseRecording(program, recording);
  await analysed(program.page, recording.record);
}

/** Waits until the line of a recording says that it can be read. */
export async function analysed(page: Page, record: string): Promise<void> {
  const line = page.locator(`[data-testid="study-row"][data-record="${record}"]`);
  await expect(line.getByTestId('study-state')).toHaveAttribute('data-state', /^(ready|in-review)$/, { timeout: 120_000 });
}

/** Opens the beats of a recording from the worklist. */
export async function openBeats(page: Page, record: string): Promise<void> {
  await page.locator(`[data-testid="study-row"][data-record="${record}"]`).getByTestId('open-study').click();
  await page.getByTestId('tab-beats').click();
  await expect(page.getByTestId('count-N')).not.toHaveAttribute('data-count', '0');
}

/** Beats of each class as the window counts them. */
export async function countsOf(page: Page): Promise<Counts> {
  const counts: Counts = {};
  for (const of of CLASSES) counts[of] = Number(await page.getByTestId(`count-${of}`).getAttribute('data-count'));
  return counts;
}

/** Waits until the window counts so many beats of a class. */
export async function expectCount(page: Page, of: string, count: number): Promise<void> {
  await expect(page.getByTestId(`count-${of}`)).toHaveAttribute('data-count', String(count));
}

export interface Template {
  id: string;
  name: string;
  count: number;
}

/** Templates in the order of the list. */
export async function templatesOf(page: Page): Promise<Template[]> {
  return page.getByTestId('template').evaluateAll((rows) => rows.map((row) => ({ id: row.getAttribute('data-id') ?? '', name: row.getAttribute('data-name') ?? '', count: Number(row.getAttribute('data-count')) })));
}

/**
 * Everything of the review that must outlive the program: counts, templates
 * with the marks that a person gave them, edits. A template's name, and whether
 * its beats count as moved, follow from its class, which stands still only while
 * a person works: they are left out.
 */
export async function reviewState(page: Page): Promise<unknown> {
  // Of an edit its words alone: where it was comes after them, a moment later.
  const templates = await page.getByTestId('template').evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-id')} ${row.getAttribute('data-count')} ${row.getAttribute('data-state') === 'confirmed' ? 'confirmed' : ''}`));
  return {
    counts: await countsOf(page),
    templates: templates.toSorted(),
    edits: await page.getByTestId('edit').evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-sequence'), row.getAttribute('data-undone'), row.querySelector('.what')?.firstChild?.textContent ?? ''])),
  };
}

/** Clicks, and reads the file that the window hands out. */
export async function downloaded(program: Program, testId: string): Promise<{ name: string; bytes: Buffer }> {
  return program.handsOut(() => program.page.getByTestId(testId).click());
}

/** The PDF that `Save` hands out: on the desktop to a chosen path, in a browser as a download. */
export async function savedPdf(program: Program, path: string): Promise<Buffer> {
  if (!(await program.page.evaluate(() => 'isoline' in window))) return (await downloaded(program, 'save-pdf')).bytes;
  program.chooses(path);
  await program.page.getByTestId('save-pdf').click();
  await expect.poll(() => existsSync(path)).toBe(true);
  return readFileSync(path);
}
