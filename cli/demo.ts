/** `isoline demo`: a synthetic recording with its truth, or one of the joined cases from real records. */
import { resolve } from 'node:path';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { CASES, joinedMaterial, planOf, type CaseName } from './demo/joined.ts';
import type { DemoMaterial } from './demo/material.ts';
import { syntheticMaterial } from './demo/synthetic.ts';
import { targetOf, writeMaterial } from './demo/write.ts';

/** The fortnight is synthetic. */
const FORTNIGHT = { hours: 336, seed: 14, leads: 1, rate: 200 };

function caseName(args: ParsedArgs): CaseName | undefined {
  return args.text('case') === undefined ? undefined : args.choice('case', CASES);
}

function synthetic(args: ParsedArgs): DemoMaterial {
  const number = (name: string, least: number, most: number, whole: boolean): number => {
    const value = args.number(name)!;
    if (value < least || value > most || (whole && !Number.isInteger(value))) {
      throw new UsageError(`--${name} wants a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not ${value}`);
    }
    return value;
  };
  return syntheticMaterial({
    hours: number('hours', 0.01, 1440, false),
    seed: number('seed', 0, 2 ** 31 - 1, true),
    leads: number('leads', 1, 12, true),
    rate: number('rate', 100, 2000, true),
  });
}

async function materialOf(args: ParsedArgs, io: CommandIo): Promise<DemoMaterial> {
  const name = caseName(args);
  if (name === undefined) return synthetic(args);
  if (name === '14d') return syntheticMaterial(FORTNIGHT);
  const folder = resolve(io.cwd, args.required('data'));
  return joinedMaterial(name, folder, await planOf(name, folder));
}

async function run(args: ParsedArgs, io: CommandIo): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError(`demo takes options only, not "${args.positionals[0]}"`);
  const out = args.required('out');
  const target = targetOf(out);
  if (!target) throw new UsageError(`--out wants a name without extension, or one that ends in .hea, .dat or .edf, not "${out}"`);
  const material = await materialOf(args, io);
  let shown = -1;
  const files = await writeMaterial(material, { ...target, path: resolve(io.cwd, target.path) }, {
    signal: io.signal,
    onProgress(share) {
      const percent = Math.floor(share * 100);
      if (percent !== shown) io.progress(`writing ${percent} %`);
      shown = percent;
    },
  });
  io.progress('');
  const hours = material.sampleCount / material.sampleRate / 3600;
  io.out(`${hours.toFixed(2)} h, ${material.leads.length} lead${material.leads.length === 1 ? '' : 's'} at ${material.sampleRate} Hz, ${material.annotations.length} annotations`);
  for (const file of files) io.out(file);
  return 0;
}

export const command: Command = {
  name: 'demo',
  summary: 'Write a synthetic Holter recording with its true annotations, or a case joined from real records.',
  usage: '[--hours 24] [--seed 1] [--leads 3] [--rate 250] --out <file>\n       isoline demo --case 24h|3h|14d|ds2|svdb-test --data <folder> --out <file>',
  options: {
    hours: { help: 'duration in hours', value: 'N', default: '24' },
    seed: { help: 'the same seed gives the same recording', value: 'N', default: '1' },
    leads: { help: 'number of leads, 1 to 12', value: 'N', default: '3' },
    rate: { help: 'samples a second', value: 'HZ', default: '250' },
    case: { help: 'a case joined from real records; 14d is synthetic', value: CASES.join('|') },
    data: { help: 'folder that holds mitdb, svdb and splits.json', value: 'FOLDER' },
    out: { help: 'WFDB record (no extension, .hea or .dat) or EDF+ file (.edf)', value: 'FILE' },
  },
  run,
};
