/** States of the screens that are on the way from one to the next: what is measured, searched, cut, asked, refused. Each by its picture. */
import type { Page } from '@playwright/test';
import type { Album } from './pictures.ts';
import { expect } from './shells.ts';

/** On the beats tab, with a template of ventricular beats open. Leaves it as it was. */
export async function statesOfBeats(page: Page, album: Album): Promise<void> {
  await page.keyboard.press('m');
  await expect(page.getByTestId('caliper-words')).toContainText('ms');
  await album.keep(page, 'calipers');
  await page.keyboard.press('Escape');

  const title = page.getByTestId('gallery-words').locator('xpath=..').locator('h2');
  const before = await title.innerText();
  await page.keyboard.press('.');
  await expect(page.getByTestId('leave-alike')).toBeVisible();
  await album.keep(page, 'alike');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('leave-alike')).toHaveCount(0);
  await expect(title).toHaveText(before);

  await page.keyboard.press('Control+m');
  await expect(page.getByTestId('merge-ask')).toHaveAttribute('data-exact', 'true');
  await album.keep(page, 'merge');
  await page.keyboard.press('Escape');

  await page.keyboard.press('y');
  await expect(page.getByTestId('asks')).toHaveAttribute('data-open', 'true');
  await album.keep(page, 'ask');
  await page.keyboard.press('Escape');

  await page.keyboard.press('t');
  const template = page.getByTestId('template-view');
  await expect(template).toHaveAttribute('data-loaded', /[1-9]/);
  await page.keyboard.press('o');
  await expect(page.getByTestId('split')).toBeVisible();
  await album.keep(page, 'cut');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');

  await page.keyboard.press('l');
  const plot = await page.getByTestId('plot-poincare').boundingBox();
  if (plot === null) throw new Error('there is no plot');
  const at = (x: number, y: number): [number, number] => [plot.x + plot.width * x, plot.y + plot.height * y];
  await page.mouse.move(...at(0.3, 0.3));
  await page.mouse.down();
  for (const corner of [at(0.9, 0.3), at(0.9, 0.6), at(0.3, 0.6)]) await page.mouse.move(...corner, { steps: 3 });
  await page.mouse.up();
  await expect(page.getByTestId('lasso-words')).toContainText(/\d/);
  await page.mouse.move(0, 0);
  await album.keep(page, 'lasso');
  await page.keyboard.press('l');
}

const SECTIONS = ['language', 'colours', 'laboratory', 'limits', 'sentences', 'server'];

/** In the settings: each section that no other picture has, a threshold that is tried out, a key that another row has. */
export async function statesOfSettings(page: Page, album: Album): Promise<void> {
  for (const section of SECTIONS) {
    await page.getByTestId(`section-${section}`).click();
    await expect(page.getByTestId(`settings-${section}`)).toBeVisible();
    await album.keep(page, `settings-${section}`);
  }
  await page.getByTestId('section-thresholds').click();
  await page.getByTestId('threshold-afSeconds').fill('300');
  await expect(page.getByTestId('threshold-effects')).toHaveAttribute('data-ready', 'true');
  await album.keep(page, 'threshold-tried');
  // Kept, it is what stands there; as shipped and kept again, too.
  const value = page.getByTestId('threshold-afSeconds');
  const keep = page.getByTestId('keep-study');
  await keep.click();
  await expect(keep).toBeDisabled();
  await expect(value).toHaveValue('300');
  await page.getByTestId('as-shipped').click();
  await keep.click();
  await expect(keep).toBeDisabled();
  await expect(value).toHaveValue('30');
  await page.getByTestId('section-keys').click();
  await page.locator('[data-testid="key-row"][data-action="report-up"], [data-testid="key-row"]').getByTestId('change-key').nth(5).click();
  await album.keep(page, 'key-typed');
  await page.keyboard.press('p');
  await expect(page.getByTestId('key-refused')).toBeVisible();
  await album.keep(page, 'key-refused');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('own-keys')).toHaveAttribute('data-count', '0');
}
