import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError, type CommandIo } from '../../cli/command.ts';
import { readAnnotations, writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { command as demo } from '../../cli/demo.ts';
import { command } from '../../cli/evaluate.ts';
import { evaluationReport } from '../../cli/evaluate/result.ts';
import { tableOf } from '../../cli/evaluate/table.ts';
import { AppError } from '../../core/contract/errors.ts';
import { annotations, type Mark } from '../scoring/cases.ts';
import { withData } from '../helpers/data.ts';

interface Printed {
  code: number;
  out: string[];
  err: string[];
}

async function evaluate(words: string[], cwd = tmpdir()): Promise<Printed> {
  const out: string[] = [];
  const err: string[] = [];
  const io: CommandIo = { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => {}, isTerminal: false, cwd, signal: new AbortController().signal };
  return { code: await command.run(parseCommandLine(command, words), io), out, err };
}

interface Line {
  se: number | null;
  ppv: number | null;
  f1: number | null;
}
interface Json {
  set: string;
  protocol: string;
  beats: string;
  leads: string;
  annotator: string | null;
  model: string | null;
  trainedOn: unknown;
  abstainedPercent: number;
  gross: { qrs: Line; N: Line; V: Line; S: Line; F: Line; macroF1: number | null; macroF1NSV: number | null };
  average: Json['gross'];
  without232: Json['gross'] | null;
  confusion: { rows: string[]; columns: string[]; counts: number[][] };
  records: (Json['gross'] & { record: string; beats: number; paced: boolean; abstainedPercent: number })[];
  failed: { record: string; code: string; message: string }[];
  excluded: string[];
}

async function figures(words: string[]): Promise<Json> {
  const { out } = await evaluate([...words, '--json', '-']);
  const parsed: Json = JSON.parse(out.join('\n'));
  // Every key is described, and nothing but what is described.
  expect(evaluationReport.parse(parsed)).toEqual(parsed);
  return parsed;
}

let folder = '';

/** Writes a record of ten minutes at 100 samples a second: header, reference, and labels of a machine. */
async function record(set: string, name: string, reference: Mark[], tested: Mark[] | null): Promise<void> {
  await mkdir(join(folder, set), { recursive: true });
  await mkdir(join(folder, 'labels'), { recursive: true });
  await writeFile(join(folder, set, `${name}.hea`), `${name} 1 100 60000\n${name}.dat 212 200 12 0 0 0 0 MLII\n`);
  await writeFile(join(folder, set, `${name}.atr`), writeAnnotations(annotations(reference)));
  if (tested) await writeFile(join(folder, 'labels', `${name}.cnn`), writeAnnotations(annotations(tested)));
}

const beats = (symbols: string): Mark[] => [...symbols].map((symbol, i): Mark => [31_000 + i * 100, symbol]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-evaluate-'));
  await record('tiny', 'a', beats('NNVS'), beats('NNVN'));
  await record('tiny', 'b', beats('NNVV'), [...beats('NNV'), [50_000, '~', 0x30], [53_000, '~', 0]]);
  await record('tiny', 'c', beats('//NV'), beats('VVVV'));
  await record('tiny', 'lost', beats('NNVV'), null);
  await writeFile(join(folder, 'splits.json'), JSON.stringify({ comment: 'lists', tiny: { train: ['c'], test: ['a', 'b'] }, folds: { lists: [['tiny/c']] } }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const labels = (): string[] => ['--annotations', join(folder, 'labels')];

describe('isoline evaluate over annotation files', () => {
  it('scores the test list where no list is named, and prints figures, records and the matrix', async () => {
    const { code, out, err } = await evaluate(['--data', folder, '--set', 'tiny', ...labels()]);
    expect(code).toBe(0);
    expect(err).toEqual([]);
    const text = out.join('\n');
    expect(text).toContain('tiny (test): 2 records, 8 beats');
    expect(text).toMatch(/^gross +87\.50 +100\.00/m);
    expect(text).toMatch(/^a +100\.00 +100\.00/m);
    expect(text).toMatch(/^V +0 +0 +2 +0 +0 +1 +0$/m);
    expect(text).toContain('Abstained: 5.00 % of the scored time, 0 beats');
  });

  it('says for how many records --folds had no model that has not seen their group', async () => {
    const report = evaluationReport.parse(await figures(['--data', folder, '--set', 'tiny', ...labels()]));
    const told = (...folds: (number | null)[]): string | undefined => tableOf({ ...report, model: 'm', folds: true, records: report.records.map((record, i) => ({ ...record, fold: folds[i]! })) }).find((line) => line.startsWith('model:'));
    expect(told(0, 3)).toBe('model: m, for each record the one that has not seen its group');
    expect(told(0, null)).toBe('model: m, for each record the one that has not seen its group; for the 1 that belong to no group the shipped one');
    expect(told(null, null)).toBe('model: m, the shipped one: no record belongs to a group');
  });

  it('writes the same as JSON, in percent, to a file or to standard output', async () => {
    const path = join(folder, 'out.json');
    await evaluate(['--data', folder, '--set', 'tiny', ...labels(), '--json', path]);
    const written: Json = JSON.parse(await readFile(path, 'utf8'));
    expect(written).toEqual(await figures(['--data', folder, '--set', 'tiny', ...labels()]));
    expect(written).toMatchObject({ set: 'tiny', list: 'test', protocol: 'ec57', beats: 'annotations', annotator: 'cnn', leads: 'all', model: null, trainedOn: null, without232: null, failed: [] });
    expect(written.gross.V).toEqual({ se: 66.6667, ppv: 100, f1: 80 });
    expect(written.gross.S).toEqual({ se: 0, ppv: null, f1: 0 });
    expect(written.gross.macroF1).toBeNull();
    expect(written.average.V.se).toBe(75);
    expect(written.abstainedPercent).toBe(5);
    expect(written.records.map((line) => [line.record, line.beats, line.abstainedPercent])).toEqual([['a', 4, 0], ['b', 4, 10]]);
  });

  it('takes whole lists, the folder itself, and leaves records out', async () => {
    expect((await figures(['--data', folder, '--set', 'tiny', '--list', 'train', ...labels()])).records.map((line) => [line.record, line.paced])).toEqual([['c', true]]);
    const all = await figures(['--data', join(folder, 'tiny'), '--set', 'all', '--exclude', 'lost,c', ...labels()]);
    expect(all.records.map((line) => line.record)).toEqual(['a', 'b']);
    expect(all.excluded).toEqual(['lost', 'c']);
  });

  it('names a record that cannot be scored, goes on, and ends with 1', async () => {
    const { code, err } = await evaluate(['--data', folder, '--set', 'tiny', '--list', 'all', ...labels()]);
    expect(code).toBe(1);
    expect(err[0]).toBe('lost: lost.cnn is not there.');
    expect(err.at(-1)).toBe('1 of 4 records could not be scored: lost');
    const all = await figures(['--data', folder, '--set', 'tiny', '--list', 'all', ...labels()]);
    expect(all.records).toHaveLength(3);
    expect(all.failed).toMatchObject([{ record: 'lost', code: 'file-missing' }]);
  });

  it('takes the whole record in the literature protocol', async () => {
    const early: Mark[] = [[1000, 'V'], [1100, 'j']];
    await record('early', 'x', early, early);
    const result = await figures(['--data', folder, '--set', 'early', '--list', 'all', '--protocol', 'literature', ...labels()]);
    expect(result.gross.V).toEqual({ se: 100, ppv: 100, f1: 100 });
    expect(result.gross.N).toEqual({ se: 100, ppv: 100, f1: 100 });
  });

  it('compares beats without classes where R peaks are given and there is no signal', async () => {
    await writeFile(join(folder, 'tiny', 'a.qrs'), writeAnnotations(annotations(beats('NNN'))));
    const result = await figures(['--data', join(folder, 'tiny'), '--set', 'all', '--exclude', 'b,c,lost', '--beats', 'qrs']);
    expect(result.failed).toEqual([]);
    expect(result.beats).toBe('qrs');
    expect(result.gross.qrs).toEqual({ se: 75, ppv: 100 });
    expect(result.gross.V).toEqual({ se: null, ppv: null, f1: null });
  });

  it('says that a record without a signal cannot be analysed', async () => {
    const { code, err } = await evaluate(['--data', folder, '--set', 'tiny', '--exclude', 'b']);
    expect(code).toBe(1);
    expect(err).toEqual(['a: a has annotations but no signal.', '1 of 1 records could not be scored: a', '  --beats EXT or --annotator EXT compares annotation files with the reference.']);
  });

  it('says what is wrong with the words', async () => {
    await expect(evaluate(['--set', 'tiny'])).rejects.toThrow(UsageError);
    await expect(evaluate(['--data', folder, '--set', 'tiny', '--protocol', 'aha'])).rejects.toThrow('--protocol is one of ec57, literature');
    await expect(evaluate(['--data', folder, '--set', 'tiny', '--folds', '--model', 'x'])).rejects.toThrow(UsageError);
    await expect(evaluate(['--data', folder, '--set', 'tiny', ...labels(), '--model', 'x'])).rejects.toThrow(UsageError);
    await expect(evaluate(['--data', folder, '--set', 'tiny', '--jobs', '0'])).rejects.toThrow(UsageError);
  });

  it('says what is not there', async () => {
    const failure = async (words: string[]): Promise<string> => {
      try {
        await evaluate(words);
      } catch (thrown) {
        return thrown instanceof AppError ? `${thrown.code}: ${thrown.message}` : String(thrown);
      }
      return 'no failure';
    };
    expect(await failure(['--data', join(folder, 'nowhere'), '--set', 'tiny'])).toMatch(/^file-missing: There is no folder/);
    expect(await failure(['--data', folder, '--set', 'mitdb'])).toMatch(/^file-missing: There is no set mitdb/);
    expect(await failure(['--data', folder, '--set', 'early', '--list', 'train'])).toBe('file-missing: splits.json has no list "train" of early.');
    expect(await failure(['--data', folder, '--set', 'tiny', '--reference', 'xyz', '--list', 'all'])).toMatch(/has annotations named \.xyz/);
    expect(await failure(['--data', folder, '--set', 'tiny', '--exclude', '232'])).toMatch(/^invalid-input: 232 is to be left out/);
    expect(await failure(['--data', folder, '--set', 'tiny', ...labels(), '--json', join(folder, 'nowhere', 'x.json')])).toMatch(/^file-unwritable/);
  });
});

describe('R peaks of the reference', () => {
  it('are all labelled, one that stands behind the last sample too', async () => {
    const home = join(folder, 'end');
    await mkdir(home);
    const io: CommandIo = { out: () => {}, err: () => {}, progress: () => {}, isTerminal: false, cwd: home, signal: new AbortController().signal };
    expect(await demo.run(parseCommandLine(demo, ['--hours', '0.02', '--leads', '1', '--out', join(home, 'tail')]), io)).toBe(0);
    const reference = readAnnotations(await readFile(join(home, 'tail.atr')));
    const end = Number((await readFile(join(home, 'tail.hea'), 'utf8')).split(/\s+/)[3]);
    await writeFile(join(home, 'tail.atr'), writeAnnotations([...reference, { sample: end, symbol: 'N', subtype: 0, chan: 0, num: 0, aux: '' }]));
    const result = await figures(['--data', home, '--set', 'all', '--device', 'cpu', '--protocol', 'literature', '--beats', 'reference']);
    expect(result.failed).toEqual([]);
    expect(result.gross.qrs).toEqual({ se: 100, ppv: 100 });
  });
});

withData('isoline evaluate over real references', (dataFolder) => {
  const counts = { mitdb: [48, 91_285], ds1: [22, 42_463], ds2: [22, 41_515], 'svdb-test': [26, 51_522], nstdb: [12, 21_462] } as const;
  for (const [set, [recordCount, beatCount]] of Object.entries(counts)) {
    it(`finds ${set}'s reference equal to itself`, async () => {
      const result = await figures(['--data', dataFolder, '--set', set, '--annotator', 'atr']);
      expect(result.records).toHaveLength(recordCount);
      expect(result.records.reduce((sum, line) => sum + line.beats, 0)).toBe(beatCount);
      for (const part of [result.gross, result.average]) {
        expect(part.qrs).toEqual({ se: 100, ppv: 100 });
        for (const name of ['N', 'S', 'V'] as const) expect(part[name]).toEqual({ se: 100, ppv: 100, f1: 100 });
        expect(part.macroF1NSV).toBe(100);
      }
      expect(result.without232 === null).toBe(set !== 'ds2');
      expect(result.records.filter((line) => line.paced).map((line) => line.record)).toEqual(set === 'mitdb' ? ['102', '104', '107', '217'] : []);
    });
  }

  it('scores the beats of a detector on a set without signals', async () => {
    // Four days of the list: what is scored, and how, is the same for all.
    const others = '19,24,32,37,43,48,54,60,68,72,101,105,113,117,122,202,206';
    const result = await figures(['--data', dataFolder, '--set', 'ltafdb', '--beats', 'qrs', '--exclude', others]);
    expect(result.records.map((line) => line.record)).toEqual(['03', '07', '11', '15']);
    expect(result.gross.qrs.se).toBeGreaterThan(95);
    expect(result.gross.macroF1).toBeNull();
  }, 120_000);

  const only233 = '100,103,105,111,113,117,121,123,200,202,210,212,213,214,219,221,222,228,231,232,234';

  it('scores our own analysis end to end', async () => {
    const result = await figures(['--data', dataFolder, '--set', 'ds2', '--exclude', only233, '--device', 'cpu']);
    expect(result.failed).toEqual([]);
    expect(result.records.map((line) => [line.record, line.beats])).toEqual([['233', 2561]]);
    expect(result.gross.qrs.se).toBeGreaterThan(99.5);
    expect(result.gross.qrs.ppv).toBeGreaterThan(99.5);
    expect(result.gross.V.f1).toBeGreaterThan(90);
    expect(result.model).not.toBeNull();
    expect(result.trainedOn).toMatchObject({ beats: expect.any(Number) });
  });

  it('scores our labels at the R peaks of the reference, on one lead', async () => {
    const result = await figures(['--data', dataFolder, '--set', 'ds2', '--exclude', only233, '--device', 'cpu', '--protocol', 'literature', '--beats', 'reference', '--leads', 'MLII']);
    expect(result.records.map((line) => line.beats)).toEqual([3079]);
    expect(result.gross.qrs).toEqual({ se: 100, ppv: 100 });
    expect(result).toMatchObject({ beats: 'reference', leads: 'MLII', failed: [] });
    expect(result.gross.V.f1).toBeGreaterThan(80);
  });

  it('names a lead that is not there', async () => {
    const { code, err } = await evaluate(['--data', dataFolder, '--set', 'ds2', '--exclude', only233, '--device', 'cpu', '--leads', 'V6']);
    expect(code).toBe(1);
    expect(err[0]).toBe('233: 233 has no lead "V6".');
  });
});
