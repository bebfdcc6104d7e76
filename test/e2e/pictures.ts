/**
 * Pictures of screens: taken once they stand still, and compared with those that
 * are committed in `test/e2e/pictures`. They are compared by the brightness of
 * small cells, so that a figure more or another smoothing of letters changes
 * nothing, and a panel that moved, a chart that stayed empty or a theme that
 * broke does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { root } from './shells.ts';

export const PICTURES = join(root, 'test/e2e/pictures');

/** Pictures are kept at half the size of the window. */
const SHRINK = 2;
/** Side of a cell in kept pixels, and the difference of mean brightness (0 to 255) from which a cell has changed. */
const CELL = 6;
const CHANGED = 14;
/** Share of changed cells that is let pass. */
export const MOST_CHANGED = 0.02;

const TRIES = 60;
const PAUSE_MS = 120;

/** A picture of the page as soon as nothing is waited for and two in a row are the same. */
export async function still(page: Page): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  for (let i = 0; i < TRIES; i++) {
    await page.waitForTimeout(PAUSE_MS);
    const waiting = (await page.locator('html[data-waiting]').count()) > 0;
    const next = await page.screenshot({ animations: 'disabled' });
    if (!waiting && next.equals(last)) return next;
    last = next;
  }
  throw new Error('the screen does not come to rest');
}

/** Shrinks and compares pictures on an empty page of the browser: it knows how to read pictures. */
export class Darkroom {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser): Promise<Darkroom> {
    return new Darkroom(await browser.newPage());
  }

  /** A picture as it is kept: WebP, smaller. */
  async shrunk(png: Buffer): Promise<Buffer> {
    const url = await this.#page.evaluate(
      async ({ from, shrink }) => {
        const image = new Image();
        image.src = from;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [Math.round(image.width / shrink), Math.round(image.height / shrink)];
        const context = canvas.getContext('2d');
        if (!context) throw new Error('no canvas');
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL('image/webp', 0.85);
      },
      { from: dataUrl(png, 'png'), shrink: SHRINK },
    );
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }

  /** Share of cells of two kept pictures that differ, 0…1; 1 where the sizes do. */
  async difference(a: Buffer, b: Buffer): Promise<number> {
    return this.#page.evaluate(
      async ({ urls, cell, changed }) => {
        const pictures = await Promise.all(
          urls.map(async (url) => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext('2d');
            if (!context) throw new Error('no canvas');
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, image.width, image.height);
          }),
        );
        const [one, two] = pictures;
        if (!one || !two || one.width !== two.width || one.height !== two.height) return 1;
        const brightness = ({ data, width }: ImageData, x0: number, y0: number): number[] => {
          const sums = [0, 0, 0];
          for (let y = y0; y < y0 + cell; y++) for (let x = x0; x < x0 + cell; x++) for (let c = 0; c < 3; c++) sums[c]! += data[4 * (y * width + x) + c]! / (cell * cell);
          return sums;
        };
        let cells = 0;
        let differ = 0;
        for (let y = 0; y + cell <= one.height; y += cell) {
          for (let x = 0; x + cell <= one.width; x += cell) {
            cells++;
            const [left, right] = [brightness(one, x, y), brightness(two, x, y)];
            if (left.some((value, c) => Math.abs(value - right[c]!) > changed)) differ++;
          }
        }
        return differ / cells;
      },
      { urls: [dataUrl(a, 'webp'), dataUrl(b, 'webp')], cell: CELL, changed: CHANGED },
    );
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}

function dataUrl(picture: Buffer, kind: 'png' | 'webp'): string {
  return `data:image/${kind};base64,${picture.toString('base64')}`;
}

/** The committed picture of a screen, or undefined where there is none. */
export function committed(name: string): Buffer | undefined {
  const path = join(PICTURES, `${name}.webp`);
  return existsSync(path) ? readFileSync(path) : undefined;
}

export function commit(name: string, webp: Buffer): void {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.webp`), webp);
}
