/** `isoline analyze` from its words to its files, over the real program. */
import { existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classOfCode, CODES, type BeatClass } from '../../core/beats/classes.ts';
import { dayJsonSchema } from '../../core/study/day-json.ts';
import { coresOf } from '../../cli/analyze.ts';
import { runCli } from '../../cli/main.ts';
import { analyseSource } from '../../backend/engine/analyse.ts';
import { readAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { withData } from '../helpers/data.ts';
import { makeEdf, makeWfdb, removeTemporaryFolders, temporaryFolder } from '../services/helpers.ts';

let folder: string;
/** Where the command makes its own folders; nobody else does. */
const scratch = temporaryFolder();
const usual = process.env['TMPDIR'];
beforeAll(async () => {
  folder = temporaryFolder();
  process.env['TMPDIR'] = scratch;
  await makeWfdb(folder, 'one', { minutes: 6, seed: 31, leads: 3 });
  await makeEdf(folder, 'two.edf', { minutes: 2, seed: 32 });
  writeFileSync(join(folder, 'bad.edf'), 'no recording');
});
afterAll(() => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  removeTemporaryFolders();
});

interface Told {
  code: number;
  out: string[];
  err: string[];
}

/** Runs the command in the recordings' folder. `abortAfter`: Ctrl-C at that progress line. */
async function isoline(words: readonly string[], cwd = folder, abortAfter = Number.POSITIVE_INFINITY): Promise<Told> {
  const told: Told = { code: -1, out: [], err: [] };
  const controller = new AbortController();
  let shown = 0;
  told.code = await runCli(['analyze', ...words], {
    out: (text) => void told.out.push(text),
    err: (text) => void told.err.push(text),
    progress: (text) => {
      if (text !== '' && ++shown >= abortAfter) controller.abort();
    },
    isTerminal: false,
    cwd,
    signal: controller.signal,
  });
  return told;
}

/** What the three files of a record say of its beats. */
function written(out: string, record: string, annotator = 'cnn'): { csv: { sample: number; class: BeatClass; code: string }[]; marks: ReturnType<typeof readAnnotations>; json: { counts: Record<string, number>; leads: string[]; beats: number; [key: string]: unknown } } {
  const lines = readFileSync(join(out, `${record}.csv`), 'utf8').trimEnd().split('\n');
  const [head, ...rows] = lines;
  const columns = head!.split(',');
  const at = (name: string): number => columns.indexOf(name);
  return {
    csv: rows.map((row) => {
      const fields = row.split(',');
      return { sample: Number(fields[at('sample')]), class: fields[at('class')] as BeatClass, code: fields[at('code')]! };
    }),
    marks: readAnnotations(readFileSync(join(out, `${record}.${annotator}`))),
    json: JSON.parse(readFileSync(join(out, `${record}.json`), 'utf8')) as ReturnType<typeof written>['json'],
  };
}

function countsOf(classes: readonly BeatClass[]): Record<string, number> {
  return Object.fromEntries(['N', 'S', 'V', 'F', 'Q'].map((beatClass) => [beatClass, classes.filter((given) => given === beatClass).length]));
}

const classOfSymbol = new Map(CODES.map(([symbol, beatClass]) => [symbol as string, beatClass as BeatClass]));

/** The three files agree with one another to the last beat. */
function agreeing(out: string, record: string, annotator = 'cnn'): ReturnType<typeof written> {
  const files = written(out, record, annotator);
  const beats = files.marks.filter(({ symbol }) => symbol !== '|' && classOfSymbol.has(symbol));
  expect(beats.map(({ sample, symbol }) => `${sample} ${symbol}`)).toEqual(files.csv.map(({ sample, code }) => `${sample} ${code}`));
  expect(files.csv.every((row) => classOfSymbol.get(row.code) === row.class)).toBe(true);
  expect(files.json.counts).toEqual(countsOf(files.csv.map((row) => row.class)));
  expect(files.json.beats).toBe(files.csv.length);
  // Every key is described, and nothing but what is described.
  expect(dayJsonSchema.parse(files.json)).toEqual(files.json);
  expect(files.csv.length).toBeGreaterThan(50);
  return files;
}

const scratchFolders = (): string[] => readdirSync(scratch).filter((name) => /^isoline-[A-Za-z0-9]{6}$/.test(name));

describe('isoline analyze', () => {
  it('names a bad recording among several, goes on with the others, and ends with 1', async () => {
    const out = join(temporaryFolder(), 'made', 'anew');
    const told = await isoline(['one.hea', 'bad.edf', 'gone', 'two.edf', '--out', out]);
    expect(told.code).toBe(1);
    expect(told.err.length).toBe(2);
    expect(told.err[0]).toMatch(/bad\.edf.*text/);
    expect(told.err[1]).toMatch(/gone/);
    expect(told.out.map((line) => line.split(':')[0])).toEqual(['one', 'two']);
    expect(readdirSync(out).toSorted()).toEqual(['one', 'two'].flatMap((record) => ['cnn', 'csv', 'json', 'pdf'].map((end) => `${record}.${end}`)).toSorted());
    const { json } = agreeing(out, 'one');
    agreeing(out, 'two');
    expect(json).toMatchObject({ record: 'one', device: 'cpu', sampleRate: 250, sampleCount: 90_000, leads: ['MLII', 'V1', 'V5'], recordedSeconds: 360, edits: 0 });
    expect(json['model']).toMatchObject({ name: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Object.keys(json['stages'] as object).length).toBeGreaterThan(3);
    expect(told.out[0]).toContain(`N ${json.counts['N']}, S ${json.counts['S']}, V ${json.counts['V']}`);
    expect(readFileSync(join(out, 'one.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(scratchFolders()).toEqual([]);
  });

  it('takes no more cores than it is given, and says the same', async () => {
    expect(['1', '2', '3', '7', '8', '64', 'all'].map(coresOf)).toEqual(['1', '2', '2', '4', '8', '8', 'all']);
    const [one, all] = [temporaryFolder(), temporaryFolder()];
    expect((await isoline(['one', '--out', one, '--no-pdf', '--cores', '1'])).code).toBe(0);
    expect((await isoline(['one', '--out', all, '--no-pdf'])).code).toBe(0);
    for (const name of ['one.csv', 'one.cnn']) expect(readFileSync(join(one, name)).equals(readFileSync(join(all, name)))).toBe(true);
  });

  it('gives the very labels of the analysis that is scored', async () => {
    const out = temporaryFolder();
    expect((await isoline(['one', '--out', out, '--no-pdf', '--device', 'cpu'])).code).toBe(0);
    const { csv, marks } = agreeing(out, 'one');
    const reader = await openRecording(join(folder, 'one.hea'));
    const analysed = await analyseSource(await memorySource(reader), { device: 'cpu' });
    await reader.close();
    const inside = (sample: number): boolean => analysed.unreadable.some(({ from, to }) => sample >= from && sample < to);
    const labels = Array.from(analysed.peaks, (sample, i) => ({ sample, class: classOfCode(analysed.codes[i]!) })).filter(({ sample }) => !inside(sample));
    expect(csv.map((row) => ({ sample: row.sample, class: row.class }))).toEqual(labels.filter((beat) => beat.class !== 'X'));
    expect(marks.filter(({ symbol }) => symbol === '|').map(({ sample }) => sample)).toEqual(labels.filter((beat) => beat.class === 'X').map(({ sample }) => sample));
    const begins = marks.filter(({ symbol, subtype }) => symbol === '~' && subtype === -1).map(({ sample }) => sample);
    expect(begins).toEqual(analysed.unreadable.map(({ from }) => from));
  });

  it('takes leads by number and by name, and another annotator, and leaves the report out', async () => {
    const out = temporaryFolder();
    expect((await isoline(['one', '--out', out, '--leads', '1', '--annotator', 'byNumber', '--no-pdf'])).code).toBe(0);
    const byNumber = agreeing(out, 'one', 'byNumber');
    expect(byNumber.json.leads).toEqual(['V1']);
    expect(existsSync(join(out, 'one.pdf'))).toBe(false);
    expect((await isoline(['one', '--out', out, '--leads', 'v1', '--annotator', 'byName', '--no-pdf'])).code).toBe(0);
    expect(readFileSync(join(out, 'one.byName')).equals(readFileSync(join(out, 'one.byNumber')))).toBe(true);
    expect((await isoline(['one', '--out', out, '--leads', 'V5,mlii', '--no-pdf'])).code).toBe(0);
    expect(agreeing(out, 'one').json.leads).toEqual(['V5', 'MLII']);
  });

  it('says on standard error what is wrong with a recording, and in one line what was found', async () => {
    const part = temporaryFolder();
    await makeWfdb(part, 'part', { minutes: 1 });
    truncateSync(join(part, 'part.dat'), 40_000);
    const { code, out, err } = await isoline(['part', '--out', join(part, 'out'), '--no-pdf'], part);
    expect(code).toBe(0);
    expect(out).toEqual([expect.stringMatching(/^part: N \d+, S \d+, V \d+, F \d+, Q \d+ \([^\n]*\)$/)]);
    expect(err).toEqual([expect.stringMatching(/^isoline: part: part\.dat ends early/)]);
  });

  it('names a lead, a model, a device, an annotator that is none', async () => {
    const out = temporaryFolder();
    const lead = await isoline(['one', 'two.edf', '--out', out, '--leads', 'V5', '--no-pdf']);
    expect(lead.code).toBe(1);
    expect(lead.err.join('\n')).toMatch(/two.*no lead "V5".*0 \(/s);
    expect(readdirSync(out).toSorted()).toEqual(['one.cnn', 'one.csv', 'one.json']);
    const model = await isoline(['one', '--out', out, '--model', 'nobody']);
    expect(model).toMatchObject({ code: 1, err: [expect.stringContaining('nobody')] });
    expect(await isoline(['one', '--out', out, '--device', 'abacus'])).toMatchObject({ code: 2, err: [expect.stringContaining('auto, cpu, webgpu')] });
    for (const annotator of ['../x', 'dat', 'HEA', 'csv']) expect(await isoline(['one', '--out', out, '--annotator', annotator])).toMatchObject({ code: 2, err: [expect.stringContaining('--annotator cannot be')] });
    expect(await isoline(['one', '--out', out, '--cores', '0'])).toMatchObject({ code: 2, err: [expect.stringContaining('--cores')] });
    expect(await isoline(['one'])).toMatchObject({ code: 2, err: [expect.stringContaining('--out')] });
    expect(await isoline(['--out', out])).toMatchObject({ code: 2 });
  });

  it('names a folder that cannot be written', async () => {
    const out = join(temporaryFolder(), 'file');
    writeFileSync(out, '');
    expect(await isoline(['one', '--out', out, '--no-pdf'])).toMatchObject({ code: 1, err: [expect.stringContaining(out), expect.stringContaining('--out')] });
    const taken = temporaryFolder();
    mkdirSync(join(taken, 'one.csv'));
    expect(await isoline(['one', '--out', taken, '--no-pdf'])).toMatchObject({ code: 1, err: [expect.stringContaining('one.csv')] });
  });

  it('does not write the results of one recording over those of another', async () => {
    const other = temporaryFolder();
    await makeWfdb(other, 'one', { minutes: 2, seed: 40 });
    const out = temporaryFolder();
    const told = await isoline(['one', join(other, 'one'), '--out', out, '--no-pdf']);
    expect(told.code).toBe(1);
    expect(told.err.join()).toMatch(/one.*already/);
    expect(written(out, 'one').json).toMatchObject({ recordedSeconds: 360 });
  });

  it('keeps its files within the folder, whatever a header calls its record', async () => {
    const evil = temporaryFolder();
    await makeWfdb(evil, 'plain', { minutes: 1, seed: 41 });
    const header = readFileSync(join(evil, 'plain.hea'), 'utf8');
    const out = join(temporaryFolder(), 'out');
    for (const record of ['../escaped', '/tmp/escaped', String.raw`..\escaped`, '..']) {
      writeFileSync(join(evil, 'plain.hea'), header.replace('plain', record));
      await isoline(['plain.hea', '--out', out, '--no-pdf'], evil);
    }
    expect(readdirSync(join(out, '..'))).toEqual(['out']);
    expect(readdirSync(evil).toSorted()).toEqual(['plain.dat', 'plain.hea']);
    expect(existsSync('/tmp/escaped.csv')).toBe(false);
  });

  it('stopped by Ctrl-C leaves no scratch folder and ends with 130', async () => {
    const told = await isoline(['one', 'two.edf', '--out', temporaryFolder()], folder, 2);
    expect(told.code).toBe(130);
    expect(scratchFolders()).toEqual([]);
  });

  it('names the folder for temporary files where nothing can be written there', async () => {
    const [out, none] = [temporaryFolder(), join(temporaryFolder(), 'none')];
    process.env['TMPDIR'] = none;
    const told = await isoline(['one', '--out', out]);
    process.env['TMPDIR'] = scratch;
    expect(told).toEqual({ code: 1, out: [], err: [`isoline: The folder for temporary files, ${none}, cannot be written.`, '  Name another by TMPDIR, on Windows by TEMP.'] });
  });
});

withData('isoline analyze on a real record', (data) => {
  it('finds the beats of mitdb/208 and says how many of each class', async () => {
    const out = temporaryFolder();
    const told = await isoline([join(data, 'mitdb', '208'), '--out', out]);
    expect(told.code).toBe(0);
    const { csv } = agreeing(out, '208');
    expect(Math.abs(csv.length - 2955)).toBeLessThan(60);
  });
});
