/** The built files of the window. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

export interface WindowFile {
  type: string;
  bytes: Buffer<ArrayBuffer>;
}

/** Folder of the built window. Throws AppError `file-missing` where it was never built. */
export function windowFolder(programFolder: string): string {
  const folder = join(programFolder, 'out', 'renderer');
  if (!existsSync(join(folder, 'index.html'))) {
    throw new AppError('file-missing', `The window has not been built: there is no ${join(folder, 'index.html')}`, { hint: 'Run `npm run build` first; `npm start` does so by itself.' });
  }
  return folder;
}

/** The file at a path of the window's address, or undefined where there is none. Never leaves the folder. */
export async function windowFile(folder: string, urlPath: string): Promise<WindowFile | undefined> {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  const file = normalize(join(folder, path === '/' || path === '' ? 'index.html' : path));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || type === undefined || !existsSync(file)) return undefined;
  return { type, bytes: await readFile(file) };
}
