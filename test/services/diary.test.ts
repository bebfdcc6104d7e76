import { afterEach, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { diaryOf } from '../../core/review/diary.ts';
import { parseAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { createEdfFile } from '../../backend/formats/edf/writer.ts';
import { Cases } from '../../backend/database/cases.ts';
import { symptomsOfCase } from '../../backend/database/case-diary.ts';
import { annotationFile } from '../../backend/services/export/annotations.ts';
import { dayJson } from '../../backend/services/export/day-json.ts';
import { dayJsonSchema } from '../../core/study/day-json.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';
import { importFile, openProgram, removeTemporaryFolders, temporaryFolder } from './helpers.ts';
import { join } from 'node:path';

const folders = temporaryFolders();
afterEach(() => {
  folders.clear();
  removeTemporaryFolders();
});

describe('the diary of a case', () => {
  it('is read from an EDF+ file, edited, kept over a restart, and gone with what names the patient', async () => {
    const source = synthesise({ hours: 1 / 60, seed: 3, leads: 1, rate: 250 });
    const path = join(temporaryFolder(), 'diary.edf');
    const writer = await createEdfFile({ path, leads: source.header.leads, sampleRate: 250, sampleCount: source.length, annotations: [{ sample: 5000, symbol: '"', subtype: 0, chan: 0, num: 0, aux: 'Palpitations' }] });
    await writer.write(source.readAdu(0, source.length));
    await writer.finish();
    const folder = temporaryFolder();
    let program = await openProgram(folder);
    const caseId = await importFile(program, path);
    const diary = async (): Promise<unknown[]> => {
      const { diary: { file, said } } = await program.client.review.state({ caseId });
      return diaryOf(file, Object.entries(said)).map(({ sample, symptom, words, origin }) => [sample, symptom, words, origin]);
    };
    expect(await diary()).toEqual([[5000, 'palpitations', 'Palpitations', 'file']]);
    const make = async (baseRevision: number, request: EditRequest): Promise<number> => (await program.client.review.edit({ caseId, baseRevision, request })).revision;
    let revision = await make(0, { kind: 'diary-add', sample: 9000, symptom: 'dizziness', words: 'dinner with Mrs Example' });
    revision = await make(revision, { kind: 'diary-remove', id: 'file-0' });
    await program.client.review.undo({ caseId });
    await program.close();
    program = await openProgram(folder);
    const both = [[5000, 'palpitations', 'Palpitations', 'file'], [9000, 'dizziness', 'dinner with Mrs Example', 'hand']];
    expect(await diary()).toEqual(both);
    expect((await program.client.review.history({ caseId })).map(({ label }) => label).join()).not.toContain('Example');
    await program.client.library.erase({ caseId });
    expect(await diary()).toEqual([]);
    await program.close();
  });

  it('stands in every export, and is an item of the worklist', () => {
    const cases = new Cases(environment(folders.make()));
    const caseId = importCase(cases, 700, 'aa');
    analyseCase(cases, caseId, 700);
    cases.edit(caseId, { kind: 'diary-add', sample: 20_000, symptom: 'chest-pain', words: 'left arm' }, 0, 'Ada');
    // Two templates and the mark: the worklist counts them as the study does; a mark by hand has been seen.
    expect(cases.list()[0]).toMatchObject({ seen: 1, items: 3 });
    const open = cases.case(caseId);
    expect(symptomsOfCase(open)).toMatchObject([{ verdict: 'ectopic', rhythm: null }]);
    const [told] = dayJsonSchema.parse(dayJson(open, '0.1.0')).symptoms!;
    expect(told).toMatchObject({ sample: 20_000, seconds: 200, symptom: 'chest-pain', words: 'left arm', origin: 'hand', V: 11 });
    const { annotations } = parseAnnotationFile(annotationFile(open, '0.1.0'));
    expect(annotations.filter(({ symbol }) => symbol === '"').map(({ sample, aux }) => [sample, aux.slice(0, 10)])).toEqual([[0, 'Isoline 0.'], [20_000, 'chest pain']]);
    cases.close();
  });
});
