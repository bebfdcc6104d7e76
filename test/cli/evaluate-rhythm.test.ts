import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { parseCommandLine, type CommandIo } from '../../cli/command.ts';
import { command } from '../../cli/evaluate.ts';
import { beatsOfMarks } from '../../cli/evaluate/rhythm.ts';
import { classOfCode } from '../../core/beats/classes.ts';
import type { EvaluationReport } from '../../cli/evaluate/result.ts';
import type { Annotation } from '../../core/study/recording.ts';
import { chance } from '../rhythm/made-day.ts';

let folder = '';

const mark = (sample: number, symbol: string, aux = ''): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux });

/** Half an hour at 100 samples a second without a signal: sinus rhythm, with fibrillation between the two seconds. */
function halfHour(af: readonly [number, number] | null): Annotation[] {
  const next = chance(11);
  const marks: Annotation[] = [mark(1, '+', '(N')];
  let inside = false;
  for (let at = 1; at < 1795; at += inside ? 0.4 + 0.6 * next() : 0.8 + 0.02 * next()) {
    const now = af !== null && at >= af[0] && at < af[1];
    if (now !== inside) marks.push(mark(Math.round(100 * at), '+', now ? '(AFIB' : '(N'));
    inside = now;
    marks.push(mark(Math.round(100 * at), 'N'));
  }
  return marks;
}

async function record(name: string, reference: Annotation[], tested: Annotation[]): Promise<void> {
  await writeFile(join(folder, 'days', `${name}.hea`), `${name} 1 100 180000\n${name}.dat 212 200 12 0 0 0 0 MLII\n`);
  await writeFile(join(folder, 'days', `${name}.atr`), writeAnnotations(reference));
  await writeFile(join(folder, 'days', `${name}.cnn`), writeAnnotations(tested));
}

async function figures(words: string[]): Promise<{ report: EvaluationReport; table: string }> {
  const run = async (more: string[]): Promise<string> => {
    const out: string[] = [];
    const io: CommandIo = { out: (text) => out.push(text), err: () => {}, progress: () => {}, isTerminal: false, cwd: folder, signal: new AbortController().signal };
    expect(await command.run(parseCommandLine(command, ['--data', folder, '--set', 'days', '--list', 'all', ...words, ...more]), io)).toBe(0);
    return out.join('\n');
  };
  const report: EvaluationReport = JSON.parse(await run(['--json', '-']));
  return { report, table: await run([]) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-rhythm-'));
  await mkdir(join(folder, 'days'));
  const runs = (letters: string): Annotation[] => [...letters].map((letter, i) => mark(100_000 + 60 * i, letter));
  const plain = halfHour(null);
  const before = plain.filter(({ sample }) => sample < 99_950);
  const after = plain.filter(({ sample }) => sample > 101_000);
  await record('af', halfHour([600, 1200]), [mark(0, '+', '(N'), mark(70_000, '+', '(AFIB'), mark(120_000, '+', '(N')]);
  await record('none', [...before, ...runs('NVVNNVVVNSSN'), ...after], [...before, ...runs('NVVNNVNVNSSN'), ...after, mark(170_000, '+', '(AFIB'), mark(175_000, '+', '(N')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('isoline evaluate of rhythm', () => {
  it('strips the reference beats of their classes where it is asked to', async () => {
    const bigeminy = [...'NVNVNVNV'].map((letter, i) => mark(100 * i, letter));
    const classes = (stripped: boolean): string[] => Array.from(beatsOfMarks(bigeminy, stripped).codes, classOfCode);
    expect(classes(false)).toEqual([...'NVNVNVNV']);
    expect(classes(true)).toEqual([...'NNNNNNNN']);
    const { report, table } = await figures(['--beats', 'stripped']);
    expect(report.beats).toBe('stripped');
    expect(report.rhythm!.AF).toMatchObject({ episodeSe: 100, referenceEpisodes: 1 });
    expect(table).toContain('stripped of their classes');
  });

  it('looks for fibrillation in the reference beats of records without a signal', async () => {
    const { report, table } = await figures(['--beats', 'reference']);
    const { AF } = report.rhythm!;
    expect(AF.durationSe).toBeGreaterThan(95);
    expect(AF.durationPpv).toBeGreaterThan(95);
    expect(AF).toMatchObject({ episodeSe: 100, episodePpv: 100, referenceEpisodes: 1, testedEpisodes: 1, falseEpisodes: 0, people: 2, peopleAffected: 0 });
    expect(report.rhythm!.recordsWithMarks).toBe(2);
    expect(report.runs).toBeNull();
    expect(report.records.map(({ record: name, AF: one }) => [name, one?.testedEpisodes])).toEqual([['af', 1], ['none', 0]]);
    expect(table).toContain('Atrial fibrillation, episodes of 30 s and more');
  });

  it('takes rhythm and runs from annotation files', async () => {
    const { report, table } = await figures(['--annotator', 'cnn']);
    expect(report.rhythm!.AF).toMatchObject({ referenceEpisodes: 1, testedEpisodes: 2, falseEpisodes: 1, peopleAffected: 1 });
    expect(report.rhythm!.AF.durationSe).toBeCloseTo(83.3, 0);
    expect(report.runs!.vCouplets).toEqual({ se: 100, ppv: 100, n: 1, tested: 1 });
    expect(report.runs!.vRuns).toEqual({ se: 0, ppv: null, n: 1, tested: 0 });
    expect(report.runs!.sCouplets).toEqual({ se: 100, ppv: 100, n: 1, tested: 1 });
    expect(table).toMatch(/V runs, 3 and more +0\.0 +– +1 +0/);
  });
});
