/** Commands that are given several cases: one that fails keeps no other from being done, and no file takes the place of another's. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { parseAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { runCli } from '../../cli/main.ts';
import { dayJsonSchema } from '../../core/study/day-json.ts';
import { analyseCase, environment, header, importCase, RATE, RUN, runSegment, temporaryFolders } from '../database/helpers.ts';
import { makeWfdb, removeTemporaryFolders, temporaryFolder } from '../services/helpers.ts';

const folders = temporaryFolders();
const SECONDS = 700;
let folder: string;
/** Two cases whose recordings bear one name, and what holds the folder until a command is run. */
let ids: string[];

beforeEach(() => {
  folder = folders.make();
  const cases = new Cases(environment(folder));
  ids = ['aa', 'bb'].map((sha256) => importCase(cases, SECONDS, sha256));
  for (const caseId of ids) analyseCase(cases, caseId, SECONDS);
  cases.close();
});
afterEach(() => {
  folders.clear();
  removeTemporaryFolders();
});

async function isoline(...words: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli([...words, '--data', folder], { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, isTerminal: false, cwd: folder, signal: new AbortController().signal });
  return { code, out, err };
}

describe('several cases', () => {
  it('are exported, verified and backed up but for the one that is not there', async () => {
    const out = folders.make();
    const exported = await isoline('export', 'nobody', ids[0]!, '--formats', 'csv', '--out', out);
    expect(exported).toMatchObject({ code: 1, out: [join(out, 'holter.csv')] });
    expect(exported.err.filter((line) => line.includes('nobody'))).toHaveLength(1);
    for (const command of ['verify', 'backup']) {
      const done = await isoline(command, 'nobody', ids[0]!, ids[1]!);
      expect(done.code).toBe(1);
      expect(done.out.map((line) => line.split('\t')[0])).toEqual(ids);
      expect(done.err.filter((line) => line.includes('nobody'))).toHaveLength(1);
    }
  });

  it('are verified beside one whose file is damaged', async () => {
    writeFileSync(join(folder, 'cases', ids[0]!, 'case.sqlite'), 'no database at all');
    const { code, out, err } = await isoline('verify', ids[0]!, ids[1]!);
    expect(code).toBe(1);
    expect(out.map((line) => line.split('\t').slice(0, 2))).toEqual([[ids[1], 'ok']]);
    expect(err.join('\n')).toContain(ids[0]);
  });

  it('of one name do not take the place of each other', async () => {
    const out = folders.make();
    const { code, out: paths, err } = await isoline('export', ...ids, '--formats', 'wfdb', '--out', out);
    expect(code).toBe(1);
    expect(paths).toEqual([join(out, 'holter.cnn')]);
    expect(err).toEqual([expect.stringMatching(new RegExp(`^isoline: ${ids[1]}: .*written already, those of case ${ids[0]}\\..*--out`))]);
    expect((await isoline('export', ids[0]!, ids[0]!, '--formats', 'wfdb', '--out', out)).code).toBe(0);
  });
});

describe('the list of cases', () => {
  it('has a line for each, with what names it to other commands', async () => {
    const cases = new Cases(environment(folder));
    cases.edit(ids[0]!, { kind: 'fact', field: 'name', value: 'Ada Lovelace', reason: '' }, 0, 'Ada');
    cases.close();
    const { code, out, err } = await isoline('library', 'list');
    expect([code, err]).toEqual([0, []]);
    expect(out.map((line) => line.split('\t').slice(0, 4))).toEqual([[ids[1], 'holter', 'ready', '0'], [ids[0], 'holter', 'in-review', '1']]);
    for (const line of out) expect(line).toMatch(/\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
    expect(out.join()).not.toContain('Lovelace');
    expect((await isoline('library', 'lists')).code).toBe(2);
  });
});

describe('annotation files', () => {
  it.each(['dat', 'HEA', 'csv', 'edf', 'a1', '../x'])('never end in .%s', async (ending) => {
    const out = folders.make();
    const { code, err } = await isoline('export', ids[0]!, '--annotator', ending, '--out', out);
    expect(code).toBe(2);
    expect(err.join()).toContain('--annotator cannot be');
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('a case that is not analysed to its end', () => {
  it('says so in every export', async () => {
    const cases = new Cases(environment(folder));
    const caseId = importCase(cases, SECONDS, 'cc');
    const runId = cases.beginRun(caseId, RUN);
    cases.commitRunSegment(caseId, runId, runSegment(0, SECONDS), Uint8Array.of(0));
    cases.close();
    const out = folders.make();
    const { code, err } = await isoline('export', caseId, '--out', out);
    expect(code).toBe(0);
    expect(err).toEqual([expect.stringMatching(/not analysed to its end: labels end after 300 of 700 s/)]);
    const day = dayJsonSchema.parse(JSON.parse(readFileSync(join(out, 'holter.json'), 'utf8')));
    expect([day.analysedTo, day.sampleCount]).toEqual([300 * RATE, header(SECONDS).sampleCount]);
    const { annotations } = parseAnnotationFile(readFileSync(join(out, 'holter.cnn')));
    expect(annotations.filter(({ aux }) => aux.startsWith('not analysed')).map(({ sample, symbol }) => [sample, symbol])).toEqual([[300 * RATE, '"']]);
    await isoline('export', ids[0]!, '--out', out);
    expect(readFileSync(join(out, 'holter.cnn')).includes('not analysed')).toBe(false);
  });

  it('is analysed by the command that imported it, given once more', async () => {
    folder = temporaryFolder();
    const recording = await makeWfdb(temporaryFolder(), 'one');
    const first = await isoline('import', recording, '--no-analysis');
    const caseId = first.out[0]!.split('\t')[0]!;
    expect((await isoline('export', caseId, '--out', folder)).code).toBe(1);
    expect(await isoline('import', recording)).toMatchObject({ code: 0, out: first.out });
    expect(await isoline('export', caseId, '--out', join(folder, 'out'))).toMatchObject({ code: 0, err: [] });
    expect(existsSync(join(folder, 'out', 'one.cnn'))).toBe(true);
    // An analysed one is left as it is.
    const verified = await isoline('verify', caseId);
    expect(await isoline('import', recording)).toMatchObject({ code: 0, out: first.out });
    expect(await isoline('verify', caseId)).toEqual(verified);
  });
});
