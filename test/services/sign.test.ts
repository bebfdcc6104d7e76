/** Signing and reopening a real case, through the printer process. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

let program: TestProgram;
let caseId: string;

beforeAll(async () => {
  program = await openProgram();
  caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'day', { minutes: 2, seed: 11 }));
});
afterAll(async () => {
  await program.close();
  removeTemporaryFolders();
});

const study = (): ReturnType<TestProgram['client']['library']['study']> => program.client.library.study({ caseId });
const edit = async (request: EditRequest): Promise<unknown> => program.client.review.edit({ caseId, baseRevision: (await study()).revision, request });
const shown = async (): Promise<{ pdf: Uint8Array; sha256: string; pages: number; revision: number }> => (await finished(program.client.report.render({ caseId }))).result;

async function textOf(pdf: Uint8Array): Promise<string> {
  const document = await getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
  const words: string[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const { items } = await (await document.getPage(page)).getTextContent();
    words.push(...items.map((item) => ('str' in item ? item.str : '')));
  }
  return words.join(' ');
}

describe('a case', () => {
  it('is not signed before it is analysed, nor as something that was not seen', async () => {
    await failure(program.client.report.sign({ caseId, baseRevision: 0, reason: 'Read elsewhere.' }), 'not-ready');
    await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
    await edit({ kind: 'text', name: 'conclusion', value: 'Sinus rhythm.' });
    await failure(program.client.report.sign({ caseId, baseRevision: 0, reason: 'Read elsewhere.' }), 'edit-conflict');
    await failure(program.client.report.reopen({ caseId, reason: 'why not' }), 'edit-refused');
    expect((await study()).signed).toBeNull();
  });

  it('is locked once it is signed: what was signed is what is shown, printed and saved', async () => {
    const { head, revision } = await study();
    // Nothing is signed silently: what is open is named, and a reason asked for.
    const refused = await failure(program.client.report.sign({ caseId, baseRevision: revision, reason: ' x ' }), 'open-items');
    expect(refused.message).toMatch(/templates [1-9]/);
    const signature = await program.client.report.sign({ caseId, baseRevision: revision, reason: 'Read elsewhere.' });
    expect(signature).toMatchObject({ revision, sequence: revision + 1 });
    expect(await study()).toMatchObject({ state: 'signed', signed: signature, revision: revision + 1 });
    expect((await program.client.library.list({}))[0]!.state).toBe('signed');
    const { pdf, sha256 } = await shown();
    expect(sha256).toBe(signature.sha256);
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
    const text = await textOf(pdf);
    expect(text).not.toContain('Draft');
    expect(text).toMatch(/Signed with open items: templates [1-9].*Reason: Read elsewhere\./s);
    expect(signature).toMatchObject({ reason: 'Read elsewhere.', open: { conflicts: 0, diary: 0 } });
    expect(text).toContain(`Signed by ${signature.author}`);
    expect(text).toContain(head);
    expect(text).toContain('A qualified person must review every result.');
    const path = join(temporaryFolder(), 'report.pdf');
    await program.client.report.save({ caseId, path });
    expect(Buffer.from(pdf).equals(readFileSync(path))).toBe(true);
    const [entry] = await program.client.review.history({ caseId });
    expect(entry).toMatchObject({ kind: 'sign-off', author: signature.author, reason: 'Read elsewhere.' });
  });

  it('refuses by name what would change it, and notes who looks', async () => {
    const { revision } = await study();
    await failure(edit({ kind: 'relabel', keys: Int32Array.of(1), code: 2 }), 'case-locked');
    await failure(edit({ kind: 'fact', field: 'name', value: 'Somebody', reason: '' }), 'case-locked');
    await failure(program.client.review.undo({ caseId }), 'case-locked');
    await failure(program.client.review.redo({ caseId }), 'case-locked');
    await failure(finished(program.client.analysis.start({ caseId, device: 'cpu', resume: false })), 'case-locked');
    await failure(program.client.report.sign({ caseId, baseRevision: revision, reason: 'Read elsewhere.' }), 'case-locked');
    expect((await study()).state).toBe('signed');
    const lines = async (): Promise<string[]> => (await program.client.library.access({ caseId })).map(({ what }) => what);
    const before = await lines();
    await program.client.library.open({ caseId });
    await finished(program.client.report.render({ caseId, purpose: 'print' }));
    await program.client.export.labels({ caseId, formats: ['csv'] });
    expect(await lines()).toEqual(['exported', 'printed', 'opened', ...before]);
    expect((await study()).revision).toBe(revision);
  });

  it('is reopened with a reason, keeps what was signed, and is signed anew', async () => {
    const { signed } = await study();
    await failure(program.client.report.reopen({ caseId, reason: '  ' }), 'edit-refused');
    const { entry } = await program.client.report.reopen({ caseId, reason: 'Late diary' });
    expect(entry).toMatchObject({ kind: 'reopening', reason: 'Late diary' });
    expect(await study()).toMatchObject({ state: 'in-review', signed: null });
    expect(await textOf((await shown()).pdf)).toContain('Draft, not signed');
    await edit({ kind: 'text', name: 'conclusion', value: 'Sinus rhythm, one pause.' });
    await program.client.review.undo({ caseId });
    const again = await program.client.report.sign({ caseId, baseRevision: (await study()).revision, reason: 'Read elsewhere.' });
    expect(again.sha256).not.toBe(signed!.sha256);
    expect(readdirSync(join(program.dataFolder, 'cases', caseId, 'reports')).toSorted()).toEqual([`${again.sha256}.pdf`, `${signed!.sha256}.pdf`].toSorted());
    expect((await finished(program.client.library.verify({ caseId }))).result).toMatchObject({ ok: true, troubles: [] });
  });

  it('says so where the report that was signed is not the one that lies there', async () => {
    const { signed } = await study();
    const path = join(program.dataFolder, 'cases', caseId, 'reports', `${signed!.sha256}.pdf`);
    const bytes = readFileSync(path);
    writeFileSync(path, 'another report');
    await failure(finished(program.client.report.render({ caseId })), 'store-damaged');
    const { result } = await finished(program.client.library.verify({ caseId }));
    expect(result.troubles).toEqual([`Report signed by entry ${signed!.sequence}: The stored report is not the one that was signed.`]);
    writeFileSync(path, bytes);
    await program.close();
    program = await openProgram(program.dataFolder);
    expect(await study()).toMatchObject({ state: 'signed', signed });
    expect((await shown()).sha256).toBe(signed!.sha256);
  });
});
