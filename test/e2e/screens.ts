/** Pictures of the screens for docs/, taken where `ISOLINE_SCREENSHOTS` asks for them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from './shells.ts';

/** Writes docs/screens/<name>.png. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env['ISOLINE_SCREENSHOTS']) return;
  mkdirSync(join(root, 'docs/screens'), { recursive: true });
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(root, 'docs/screens', `${name}.png`), animations: 'disabled' });
}
