import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Uploads } from '../../backend/services/import/uploads.ts';
import { failure } from './helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoline-uploads-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('an upload that was given up does not stay on the disk', async () => {
  const uploads = new Uploads(folder, () => 0, 30);
  const upload = await uploads.start();
  await uploads.take(upload, 'a.dat', 0, Uint8Array.of(1, 2, 3));
  expect(readdirSync(join(folder, upload))).toEqual(['a.dat']);
  while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await failure(uploads.take(upload, 'a.dat', 3, Uint8Array.of(4)), 'invalid-input');
});

it('one that is being imported stays as long as that takes', async () => {
  const uploads = new Uploads(folder, () => 0, 20);
  const upload = await uploads.start();
  await uploads.take(upload, 'a.dat', 0, Uint8Array.of(1, 2, 3));
  const { names } = await uploads.whole(upload);
  // A chunk that comes late, again, begins no waiting anew.
  await failure(uploads.take(upload, 'a.dat', 0, Uint8Array.of(1, 2, 3)), 'invalid-input');
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect(readdirSync(join(folder, upload))).toEqual(names);
  await uploads.end(upload);
  expect(readdirSync(folder)).toEqual([]);
});

it('is whole only with the chunks that are still being written', async () => {
  const uploads = new Uploads(folder, () => 0);
  const upload = await uploads.start();
  const last = uploads.take(upload, 'a.dat', 0, new Uint8Array(1 << 20));
  const { names } = await uploads.whole(upload);
  expect(names).toEqual(['a.dat']);
  await last;
  await uploads.end(upload);
});
