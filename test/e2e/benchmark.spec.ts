/** The speed of the computer in the settings: measured from the window, named step by step, stopped, kept, saved. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { LANGUAGES } from '../../core/contract/languages.ts';
import { madeFigures } from '../renderer/fake-benchmark.ts';
import { cut } from './cut.ts';
import { still } from './pictures.ts';
import { expect, root, test } from './shells.ts';

const SMALLEST = { width: 1120, height: 720 };

async function looks(page: Page, name: string): Promise<void> {
  const folder = process.env['ISOLINE_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).analyze();
  expect(violations.map(({ id }) => id), name).toEqual([]);
  expect(await cut(page), name).toEqual([]);
}

test('a run is begun, named while it goes on, and stopped; the last result stays and is saved', async ({ start, dataFolder, scratch }, { project }) => {
  const figures = madeFigures();
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataFolder, 'benchmark.json'), JSON.stringify(figures));
  const { page, close, chooses, handsOut, troubles } = await start(dataFolder);
  await expect(page.getByTestId('first-run')).toBeVisible();
  await page.setViewportSize(SMALLEST);
  await page.keyboard.press('Control+,');
  await page.getByTestId('section-benchmark').click();
  await expect(page.getByTestId('benchmark-ratio')).toHaveText(/^12\.5/);
  await expect(page.getByTestId('benchmark-figure')).toHaveCount(figures.results.length);
  // What has a ratio stands first.
  await expect(page.getByTestId('benchmark-figure').first()).toHaveAttribute('data-name', '3h-1lead-classify');
  await looks(page, 'benchmark-light');
  if (process.env['ISOLINE_SCREENSHOTS'] === 'docs' && project.name === 'served') writeFileSync(join(root, 'docs/screens/benchmark.png'), await still(page));

  await page.getByTestId('benchmark-quick').click();
  const running = page.getByTestId('benchmark-running');
  await expect(running).toHaveAttribute('data-doing', 'case', { timeout: 60_000 });
  await looks(page, 'benchmark-running');
  await page.getByTestId('benchmark-stop').click();
  await expect(running).toHaveCount(0);
  await expect(page.getByTestId('benchmark-quick')).toBeEnabled();
  await expect(page.getByTestId('benchmark-trouble')).toHaveCount(0);
  await expect(page.getByTestId('benchmark-last')).toHaveAttribute('data-quick', 'false');

  const save = (): Promise<void> => page.getByTestId('benchmark-save').click();
  if (project.name === 'served') {
    const { name, bytes } = await handsOut(save);
    expect([name, JSON.parse(bytes.toString('utf8'))]).toEqual(['isoline-benchmark-2026-11-22.json', figures]);
  } else {
    const path = join(scratch, 'figures.json');
    chooses(path);
    await save();
    await expect(page.getByTestId('toast')).toContainText(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(figures);
  }

  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  for (const language of LANGUAGES) {
    await page.keyboard.press('Control+,');
    await page.getByTestId('section-language').click();
    await page.getByTestId('setting-language').selectOption(language);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.getByTestId('section-benchmark').click();
    await expect(page.getByTestId('benchmark-last')).toBeVisible();
    expect(await cut(page), language).toEqual([]);
    // German words are the longest.
    if (language === 'de') await looks(page, 'benchmark-dark');
    await page.keyboard.press('Escape');
  }
  expect(troubles).toEqual([]);
  await close();
});
