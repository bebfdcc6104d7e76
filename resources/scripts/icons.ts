/**
 * Draws the icons of every platform from `resources/icons/isoline.svg`:
 * `node resources/scripts/icons.ts`. Needs a Chromium (`CHROMIUM_PATH` or one that Playwright finds).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const icons = join(import.meta.dirname, '../icons');
const svg = readFileSync(join(icons, 'isoline.svg'), 'utf8');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Sizes of a Windows icon; its directory counts up to 256. */
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names for PNGs in an icon family. */
const ICNS_TYPES: [string, number][] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
];

async function drawAll(): Promise<Map<number, Buffer>> {
  const executablePath = process.env['CHROMIUM_PATH'];
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
  const drawn = new Map<number, Buffer>();
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    drawn.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return drawn;
}

function ico(drawn: Map<number, Buffer>): Buffer {
  const head = Buffer.alloc(6 + 16 * ICO_SIZES.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(ICO_SIZES.length, 4);
  let offset = head.length;
  const images = ICO_SIZES.map((size, index) => {
    const png = drawn.get(size) ?? Buffer.alloc(0);
    const at = 6 + 16 * index;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
    return png;
  });
  return Buffer.concat([head, ...images]);
}

function icns(drawn: Map<number, Buffer>): Buffer {
  const parts = ICNS_TYPES.map(([type, size]) => {
    const png = drawn.get(size) ?? Buffer.alloc(0);
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

const drawn = await drawAll();
for (const [size, png] of drawn) if (size !== 24 && size !== 1024) writeFileSync(join(icons, `${size}x${size}.png`), png);
writeFileSync(join(icons, 'icon.ico'), ico(drawn));
writeFileSync(join(icons, 'icon.icns'), icns(drawn));
