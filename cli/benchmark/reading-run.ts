/** `isoline benchmark --reading`: the cases one after the other, and their table. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../backend/store/temporary.ts';
import { program } from '../../backend/program.ts';
import { notice } from '../../core/contract/notice.ts';
import type { CommandIo } from '../command.ts';
import type { DeviceChoice } from '../../backend/benchmark/jobs.ts';
import { machine } from '../../backend/benchmark/machine.ts';
import { madeReadingCase, type ReadCaseName } from './reading-cases.ts';
import { readCase } from './reading.ts';
import type { DecisionsTo, Reading, ReadingReport } from './reading-result.ts';

/** Reads cases from `sets`. Throws the AppErrors of making them, `cancelled` on Ctrl-C. */
export async function readingReport(names: readonly ReadCaseName[], sets: string, device: DeviceChoice, io: CommandIo): Promise<ReadingReport> {
  const scratch = temporaryFolder('reading');
  try {
    const readings: Reading[] = [];
    let model = '';
    for (const name of names) {
      const folder = join(scratch, name);
      await mkdir(folder);
      const made = await madeReadingCase(name, { sets, scratch: folder, device, signal: io.signal, onProgress: (share) => io.progress(`${name}  ${String(Math.round(share * 100)).padStart(3)} %`) });
      io.progress(`${name}  reading`);
      model = made.model;
      readings.push(readCase(made));
      await rm(folder, { recursive: true, force: true });
    }
    return { machine: machine(), model, reading: readings, notice: notice(program().version) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Points of a curve that the table shows, decisions. */
const SHOWN = [0, 50, 110, 220, 440] as const;

const LEVELS = ['V98', 'V99', 'S92', 'S95'] as const satisfies readonly (keyof DecisionsTo)[];

/** Lines of the table. */
export function readingTable({ reading, model, notice: foot }: ReadingReport): string[] {
  return [
    `A reader who answers from the reference, one decision for each thing done; EC57, model ${model}. Joined cases are many patients, not one.`,
    ...reading.flatMap((one) => ['', ...linesOf(one)]),
    '',
    foot,
  ];
}

function linesOf({ case: name, beats, curve, decisionsTo, baselines }: Reading): string[] {
  const percent = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
  const row = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(12))).join('').trimEnd();
  const points = curve.filter(({ decisions }) => (SHOWN as readonly number[]).includes(decisions));
  const needed = (label: string, to: DecisionsTo): string => row([label, ...LEVELS.map((level) => (to[level] === null ? 'never' : String(to[level])))]);
  return [
    `${name}, ${beats} beats`,
    row(['decisions', ...points.map(({ decisions }) => String(decisions))]),
    row(['V Se / PPV', ...points.map(({ V }) => `${percent(V.se)} / ${percent(V.ppv)}`)]),
    row(['S Se / PPV', ...points.map(({ S }) => `${percent(S.se)} / ${percent(S.ppv)}`)]),
    row(['V F1 / S F1', ...points.map(({ V, S }) => `${percent(V.f1)} / ${percent(S.f1)}`)]),
    row(['wrong labels of S and V', ...points.map(({ wrong }) => String(wrong))]),
    row(['wrong findings of S and V', ...points.map(({ wrongFindings }) => String(wrongFindings))]),
    row(['decisions to', ...LEVELS]),
    needed('  lists of doubt', decisionsTo),
    needed('  templates by size', baselines.templatesBySize),
    needed('  templates as they lie', baselines.templatesAsTheyLie),
    needed('  beat by beat, by doubt', baselines.beatByBeat),
  ];
}
