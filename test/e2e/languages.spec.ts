/** The window in each of its languages, at its smallest: nothing is cut, nothing stands outside, nothing is left in English. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LANGUAGES, type Language } from '../../core/contract/languages.ts';
import { isoline, synthetic } from './recordings.ts';
import { cut } from './cut.ts';
import { expect, test } from './shells.ts';

const SMALLEST = { width: 1120, height: 720 };

async function choose(page: Page, language: Language): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByTestId('section-language').click();
  await page.getByTestId('setting-language').selectOption(language);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
  // Drawn anew, the field shows what was chosen.
  await expect(page.getByTestId('setting-language')).toHaveValue(language);
  // Sentences of the laboratory are in the language of its reports.
  await page.getByTestId('setting-report-language').selectOption(language);
  await expect(page.getByTestId('setting-report-language')).toHaveValue(language);
}

test('every screen in every language, at the smallest window', async ({ start, dataFolder, scratch }, info) => {
  isoline('import', synthetic(scratch, 0.2, 3, 'L-1').header, '--data', dataFolder);
  const { page, close, troubles } = await start(dataFolder);
  await page.setViewportSize(SMALLEST);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  const words: Record<string, string[]> = {};
  const look = async (screen: string, language: Language): Promise<void> => {
    expect(await cut(page), `${screen}, ${language}`).toEqual([]);
    (words[screen] ??= []).push(await page.locator('body').innerText());
    if (process.env['ISOLINE_SCREENSHOTS']) await page.screenshot({ path: join(info.outputDir, `${screen}-${language}.png`), animations: 'disabled' });
  };
  for (const language of LANGUAGES) {
    await choose(page, language);
    await look('language', language);
    // Where German fits, the others do: its words are the longest.
    const longest = language === 'de';
    for (const section of longest ? ['laboratory', 'sentences', 'people', 'backups', 'encryption'] : []) {
      await page.getByTestId(`section-${section}`).click();
      await expect(page.getByTestId(`settings-${section}`)).toBeVisible();
      await look(section, language);
    }
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('study-row')).toHaveCount(1);
    await look('worklist', language);
    await page.keyboard.press('Enter');
    await page.keyboard.press('2');
    await expect(page.getByTestId('tile').first()).toBeVisible();
    await look('beats', language);
    if (longest) {
      await page.keyboard.press('m');
      await look('calipers', language);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('t');
    await expect(page.getByTestId('overlay-0')).toBeVisible();
    await look('template', language);
    await page.keyboard.press('t');
    await page.keyboard.press('l');
    await expect(page.getByTestId('plots')).toBeVisible();
    await look('plots', language);
    await page.keyboard.press('l');
    if (longest) {
      await page.keyboard.press('?');
      await expect(page.getByTestId('keys-dialog')).toBeVisible();
      await look('keys', language);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('1');
    await expect(page.getByTestId('hours').locator('tbody tr')).not.toHaveCount(0);
    await look('overview', language);
    if (longest) {
      await page.keyboard.press('e');
      await expect(page.getByTestId('fact-name')).toBeFocused();
      await look('details', language);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('3');
    await expect(page.getByTestId('episodes')).toBeVisible();
    await look('episodes', language);
    await page.keyboard.press('4');
    await expect(page.getByTestId('snippet').first()).toBeVisible();
    await look('report', language);
    await page.keyboard.press('5');
    await expect(page.getByTestId('disclosure')).toBeVisible();
    await look('disclosure', language);
    await page.keyboard.press('0');
    await expect(page.getByTestId('study-row')).toHaveCount(1);
  }
  // No screen says the same in two languages, and none is left in English.
  for (const [screen, said] of Object.entries(words)) {
    expect(new Set(said).size, screen).toBe(said.length);
    const english = said.slice(said.length === 1 ? 0 : 1).flatMap((text) => text.match(/\b(?:the|and|beats?|not|with|this|from|your|every|what)\b/gi) ?? []);
    expect(english, screen).toEqual([]);
  }
  if (process.env['ISOLINE_SCREENSHOTS']) writeFileSync(join(info.outputDir, 'words.json'), JSON.stringify(words, null, 1));

  // The language stays with the person, and with the computer.
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', LANGUAGES.at(-1)!);
  await expect(page.getByTestId('study-row')).toHaveCount(1);
  await choose(page, 'en');
  expect(troubles).toEqual([]);
  await close();
});
