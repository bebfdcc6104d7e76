/** Erasing what names a patient: searched for in every file of the data folder. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { finished, importFile, makeEdf, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

afterAll(removeTemporaryFolders);

/** Files in which one of the words stands, in one of the ways that a text may be written. */
function filesWith(folder: string, words: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => {
      const bytes = readFileSync(join(folder, name));
      return words.some((word) => bytes.includes(word, 0, 'utf8') || bytes.includes(Buffer.from(word, 'utf16le')) || bytes.includes(Buffer.from(word).toString('hex')));
    });
}

const WORDS = ['Zebedee', 'Unforgettable', 'Quirinus', 'palpitations', 'MISS_UNFORGETTABLE', 'caption of mine'];

it('leaves no byte of it in any file, backups and logs included, and a chain that still proves itself', { timeout: 60_000 }, async () => {
  let program: TestProgram = await openProgram();
  const { client } = program;
  const caseId = await importFile(program, await makeEdf(temporaryFolder(), 'MISS_UNFORGETTABLE.edf', { minutes: 2, seed: 4 }));
  await finished(client.analysis.start({ caseId, device: 'cpu' }));
  const edit = async (request: Parameters<typeof client.review.edit>[0]['request']): Promise<unknown> => client.review.edit({ caseId, baseRevision: (await client.library.study({ caseId })).revision, request });
  await edit({ kind: 'fact', field: 'name', value: 'Zebedee Unforgettable', reason: 'mixed up with Quirinus' });
  await edit({ kind: 'fact', field: 'indication', value: 'palpitations', reason: '' });
  await edit({ kind: 'relabel', keys: Int32Array.of(3), code: 2 });
  await edit({ kind: 'text', name: 'conclusion', value: 'Zebedee has sinus rhythm. '.repeat(300) });
  await edit({ kind: 'strip-add', from: 0, to: 1000, caption: 'caption of mine' });
  // Under it a window keeps edits that it could not save: it stays the same until what it seals is to be noise.
  const { key } = await client.review.heldKey({ caseId });
  expect((await client.review.heldKey({ caseId })).key).toEqual(key);
  await client.library.backup({ of: caseId });
  await client.export.labels({ caseId, formats: ['csv', 'wfdb'] });
  await finished(client.report.render({ caseId }));
  const signed = await client.report.sign({ caseId, baseRevision: 5, reason: 'Read elsewhere.' });
  await client.library.restore({ of: caseId });
  await client.report.sign({ caseId, baseRevision: 5, reason: 'Read elsewhere.' });
  await client.library.list({});
  expect(filesWith(program.dataFolder, WORDS).length).toBeGreaterThan(3);
  const before = await client.library.study({ caseId });
  const beats = (await client.review.state({ caseId })).beats;

  const inFiles = (): boolean => readdirSync(program.dataFolder, { recursive: true, encoding: 'utf8' }).some((name) => statSync(join(program.dataFolder, name)).isFile() && readFileSync(join(program.dataFolder, name)).includes(Buffer.from(key)));
  expect(inFiles()).toBe(true);

  const row = await client.library.erase({ caseId });
  expect(inFiles()).toBe(false);
  expect((await client.review.heldKey({ caseId })).key).not.toEqual(key);
  expect(row.facts.name).not.toContain('Zebedee');
  expect(filesWith(program.dataFolder, WORDS)).toEqual([]);
  const after = await client.library.study({ caseId });
  expect(after).toMatchObject({ head: before.head, revision: before.revision, state: 'signed', signed: { erased: true } });
  expect((await client.review.state({ caseId })).beats).toEqual(beats);
  expect((await finished(client.library.verify({ caseId }))).result).toMatchObject({ ok: true, troubles: [] });
  expect((await client.library.access({ caseId }))[0]).toMatchObject({ what: 'erased' });
  expect(signed.sha256).toHaveLength(64);
  await client.report.reopen({ caseId, reason: 'to look again' });
  await edit({ kind: 'relabel', keys: Int32Array.of(4), code: 2 });
  await client.library.backup({ of: caseId });
  const { dataFolder } = program;
  await program.close();
  expect(filesWith(dataFolder, WORDS)).toEqual([]);
  program = await openProgram(dataFolder);
  expect((await finished(program.client.library.verify({ caseId }))).result).toMatchObject({ ok: true });
  const { result } = await finished(program.client.report.render({ caseId }));
  for (const word of ['Zebedee', 'Quirinus']) expect(Buffer.from(result.pdf).includes(word)).toBe(false);
  await program.close();
});
