/**
 * Pictures of screens: taken once they stand still, and compared with those that
 * are committed in `test/e2e/pictures`. They are compared by the brightness of
 * small cells, so that a figure more or another smoothing of letters changes
 * nothing, and a panel that moved, a chart that stayed empty or a theme that
 * broke does.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, TestInfo } from '@playwright/test';
import { root } from './shells.ts';

const PICTURES = join(root, 'test/e2e/pictures');
const DOCS = join(root, 'docs/screens');

/** What is done with pictures: `compare` takes those that are committed anew, `docs` those of docs/screens, else they are compared. */
const asked = process.env['ISOLINE_SCREENSHOTS'] ?? '';
export const forDocs = asked === 'docs';

/** The size that the screens were designed for. */
export const DESIGNED = { width: 1440, height: 900 };

/** Pictures are kept at half the size of the window. */
const SHRINK = 2;
/** Side of a cell in kept pixels, and the difference of mean brightness (0 to 255) from which a cell has changed. */
const CELL = 6;
const CHANGED = 14;
/** Share of changed cells that is let pass. */
export const MOST_CHANGED = 0.02;

const TRIES = 60;
const PAUSE_MS = 120;

/** The name of a picture in a theme. */
export const themed = (name: string, theme: string): string => (theme === 'dark' ? `${name}-dark` : name);

/** How a picture is taken: `withheld` where answers are kept back for it. */
interface Take {
  withheld?: boolean;
}

/**
 * A picture of the page as soon as nothing is waited for and two in a row are the same, or one is what is looked for.
 * Where an answer is withheld, what is shown meanwhile is the picture.
 */
export async function still(page: Page, { withheld = false }: Take = {}, isIt: (png: Buffer) => Promise<boolean> = () => Promise.resolve(false)): Promise<Buffer> {
  let last: Buffer = Buffer.alloc(0);
  let waiting = false;
  for (let i = 0; i < TRIES; i++) {
    waiting = !withheld && (await page.locator('html[data-waiting]').count()) > 0;
    const next = await page.screenshot({ animations: 'disabled' });
    if ((await isIt(next)) || (!waiting && next.equals(last))) return next;
    last = next;
    await page.waitForTimeout(PAUSE_MS);
  }
  throw new Error(waiting ? 'an answer is outstanding' : 'the screen does not come to rest');
}

/** Shrinks and compares pictures on an empty page of the browser: it knows how to read pictures. */
class Darkroom {
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
function committed(name: string): Buffer | undefined {
  const path = join(PICTURES, `${name}.webp`);
  return existsSync(path) ? readFileSync(path) : undefined;
}

function commit(name: string, webp: Buffer): void {
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.webp`), webp);
}

/** The pictures that a test takes. Those that are not as the committed ones are told by name at its end. */
export class Album {
  readonly unlike: string[] = [];
  readonly #darkroom: Darkroom | null;
  readonly #info: TestInfo;
  readonly #manual: boolean;

  private constructor(darkroom: Darkroom | null, info: TestInfo, manual: boolean) {
    this.#darkroom = darkroom;
    this.#info = info;
    this.#manual = manual;
  }

  /** `taken` is false where another shell shows the same page; `manual` says that its pictures are those of docs/screens, too. */
  static async open(browser: Browser, info: TestInfo, { taken = true, manual = false } = {}): Promise<Album> {
    return new Album(taken && (manual || !forDocs) ? await Darkroom.open(browser) : null, info, manual);
  }

  /** Takes a picture of the page as it stands. */
  async keep(page: Page, name: string, take: Take = {}): Promise<void> {
    const darkroom = this.#darkroom;
    if (!darkroom) return;
    const before = asked === '' ? committed(name) : undefined;
    let share = 1;
    const isIt = async (png: Buffer): Promise<boolean> => {
      if (before === undefined) return false;
      share = await darkroom.difference(before, await darkroom.shrunk(png));
      return share <= MOST_CHANGED;
    };
    const taken = await still(page, take, isIt);
    if (forDocs && this.#manual) {
      if (!name.endsWith('-dark') || name === 'review-dark') writeFileSync(join(DOCS, `${name}.png`), taken);
    } else if (asked === 'compare') commit(name, await darkroom.shrunk(taken));
    else if (share > MOST_CHANGED) {
      this.unlike.push(`${name}: ${before === undefined ? 'no picture is committed' : `${(100 * share).toFixed(1)} % of it`}`);
      writeFileSync(this.#info.outputPath(`${name}.png`), taken);
    }
  }

  /** The same in both themes, where no field has the key. */
  async both(page: Page, name: string): Promise<void> {
    await this.keep(page, name);
    if (!this.#darkroom) return;
    await page.keyboard.press('d');
    await this.keep(page, themed(name, 'dark'));
    await page.keyboard.press('d');
  }

  /** How far two committed pictures differ, 0…1. */
  async difference(one: string, two: string): Promise<number> {
    const [a, b] = [committed(one), committed(two)];
    if (!a || !b || !this.#darkroom) throw new Error(`${one} or ${two} is missing`);
    return this.#darkroom.difference(a, b);
  }

  async close(): Promise<void> {
    await this.#darkroom?.close();
  }
}
