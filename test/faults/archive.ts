/**
 * Tries the workflow for archives (`resources/workflow`) as bad days would: one
 * analysis is killed in its middle, then Snakemake and all that it has started,
 * then it is taken up again. After that every recording has what `isoline
 * analyze` by itself gives, what was done before the kill was not done again,
 * and a file that is no recording is named while the others are there.
 *
 *     npm run archive-check -- [--records 6] [--jobs 4] [--data FOLDER] [--snakemake PATH] [--slurm | --profile FOLDER] [--folder FOLDER] [--keep]
 *
 * Snakemake comes from `resources/workflow/requirements.txt`. `--data`: a folder
 * of WFDB records, the first so many of which are taken; short synthetic ones
 * without it. `--slurm`: by Snakemake's executor for Slurm, over a stand-in of
 * Slurm's commands; `--profile`: over the Slurm that is there, by a profile with
 * account and partition. `--folder`: where its own folder is made, for Slurm one
 * that all nodes share; the system's for temporary files without it. `--keep`
 * leaves what was made. Ends with 0 only if all held, with 2 where Snakemake is not there.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createWfdbRecord } from '../../backend/formats/wfdb/writer.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { differences } from './archive-compare.ts';
import { Workflow } from './archive-run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Length of a synthetic recording: its analysis takes long enough to be killed in. */
const MINUTES = 30;

export interface ArchiveOptions {
  records: number;
  jobs: number;
  /** Folder of WFDB records; null for synthetic ones. */
  data: string | null;
  snakemake: string;
  /** Over a stand-in of Slurm's commands. */
  standIn: boolean;
  /** Over the Slurm that is there, by this profile; null for none. */
  profile: string | null;
  /** An empty folder. */
  folder: string;
  say(words: string): void;
}

/** Version of Snakemake under this name; null where there is none. */
export function snakemakeVersion(snakemake: string): string | null {
  const { status, stdout } = spawnSync(snakemake, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** What did not hold, a sentence each. */
export async function tryArchive(options: ArchiveOptions): Promise<string[]> {
  const { folder, say } = options;
  const began = Date.now();
  const headers = options.data === null ? await makeRecords(join(folder, 'recordings'), options.records) : recordsIn(options.data, options.records);
  const ids = headers.map((path) => basename(path, '.hea'));
  const table = join(folder, 'recordings.tsv');
  writeFileSync(table, ['id\tpath', ...headers.map((path, i) => `${ids[i]}\t${path}`), ''].join('\n'));

  const workflow = new Workflow({ ...options, root, work: join(folder, 'work'), table, device: 'cpu' });
  const results = join(folder, 'work', 'results');
  workflow.start();
  const worker = await workflow.killOneWorker();
  say(`the analysis of ${worker} killed in its middle`);
  await workflow.killAll(Math.ceil(ids.length / 2));
  const before = workflow.finished();
  const made = before.map((id) => madeAt(join(results, id)));
  say(`snakemake killed with all that it had started, ${before.length} of ${ids.length} done`);
  workflow.unlock();
  workflow.start(['--rerun-incomplete']);
  const status = await workflow.ended;
  say(`taken up again, ended with ${status}`);

  const troubles: string[] = [];
  if (status !== 0) troubles.push(`the workflow that was taken up again ended with ${status}: see ${join(folder, 'work', 'snakemake.log')}`);
  if (before.length >= ids.length) troubles.push('nothing was left to do after the kill');
  before.forEach((id, i) => {
    if (madeAt(join(results, id)) !== made[i]) troubles.push(`${id} was done and is done again`);
  });
  const summary = readFileSync(join(folder, 'work', 'summary.tsv'), 'utf8').trim().split('\n').slice(1);
  if (summary.map((line) => line.split('\t')[0]).join() !== ids.join() || summary.some((line) => line.includes('no results'))) troubles.push('summary.tsv does not tell all recordings');
  for (const [i, id] of ids.entries()) {
    const alone = join(folder, 'alone', id);
    analyse(headers[i]!, alone);
    troubles.push(...(await differences(alone, join(results, id))));
  }
  say(`${ids.length} compared with single runs`);
  troubles.push(...(await refusedOne(options, headers[0]!)));
  say(`${Math.round((Date.now() - began) / 1000)} s in all`);
  return troubles;
}

/** A file that is no recording stands in the summary, and the others are there. */
async function refusedOne(options: ArchiveOptions, good: string): Promise<string[]> {
  const { folder, say } = options;
  const bad = join(folder, 'letter.hea');
  writeFileSync(bad, 'This is a letter.\n');
  const table = join(folder, 'with-bad.tsv');
  writeFileSync(table, `id\tpath\ngood\t${good}\nletter\t${bad}\n`);
  const work = join(folder, 'with-bad');
  const workflow = new Workflow({ ...options, root, work, table, device: 'cpu' });
  workflow.start();
  const status = await workflow.ended;
  say(`with a file that is no recording, ended with ${status}`);
  const summary = readFileSync(join(work, 'summary.tsv'), 'utf8');
  return [...(status === 0 ? ['a workflow with a file that is no recording ended with 0'] : []), ...(/^letter\tno results\tlogs\/letter\.log$/m.test(summary) && /^good\t\d/m.test(summary) ? [] : ['summary.tsv does not name the file that is no recording beside the good one'])];
}

function analyse(header: string, out: string): void {
  const { status, stderr } = spawnSync('npm', ['--silent', '--prefix', root, 'run', 'isoline', '--', 'analyze', header, '--out', out, '--device', 'cpu'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`isoline analyze ${header} ended with ${status}: ${stderr}`);
}

/** When each file of a folder was last written. */
function madeAt(folder: string): string {
  return readdirSync(folder).map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`).toSorted().join();
}

function recordsIn(folder: string, records: number): string[] {
  const headers = readdirSync(folder).filter((name) => name.endsWith('.hea')).toSorted().slice(0, records);
  if (headers.length < records) throw new Error(`${folder} holds ${headers.length} WFDB records, ${records} were asked for`);
  return headers.map((name) => join(folder, name));
}

async function makeRecords(folder: string, records: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const headers: string[] = [];
  for (let seed = 1; seed <= records; seed++) {
    const { header, readAdu } = synthesise({ hours: MINUTES / 60, seed, leads: 2, rate: 250 });
    const path = join(folder, `s${seed}`);
    const writer = await createWfdbRecord({ path, leads: header.leads, sampleRate: header.sampleRate, format: 212, start: header.start, comments: header.comments });
    await writer.write(readAdu(0, header.sampleCount));
    await writer.finish();
    headers.push(`${path}.hea`);
  }
  return headers;
}

/** A path that holds wherever it is read. */
function whole(path: string | undefined): string | null {
  return path === undefined ? null : resolve(path);
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { records: { type: 'string', default: '6' }, jobs: { type: 'string', default: '4' }, data: { type: 'string' }, snakemake: { type: 'string', default: 'snakemake' }, slurm: { type: 'boolean', default: false }, profile: { type: 'string' }, folder: { type: 'string', default: tmpdir() }, keep: { type: 'boolean', default: false } } });
  const [records, jobs] = [Number(values.records), Number(values.jobs)];
  if (!Number.isInteger(records) || records < 3 || !Number.isInteger(jobs) || jobs < 1) {
    console.error('archive-check: --records takes a number from 3 on, --jobs one from 1 on');
    return 2;
  }
  if (values.slurm && values.profile !== undefined) {
    console.error('archive-check: --slurm is the stand-in, --profile the Slurm that is there: one of them');
    return 2;
  }
  const version = snakemakeVersion(values.snakemake);
  if (version === null) {
    console.error(`archive-check: there is no ${values.snakemake} here: python3 -m venv .cache/archive && .cache/archive/bin/pip install -r resources/workflow/requirements.txt, then --snakemake .cache/archive/bin/snakemake`);
    return 2;
  }
  // Snakemake's Slurm executor starts it anew in each job, by its name.
  const snakemake = values.snakemake.includes('/') ? resolve(values.snakemake) : values.snakemake;
  const folder = realpathSync(mkdtempSync(join(values.folder, 'isoline-archive-')));
  console.log(`Snakemake ${version}, ${records} recordings, ${jobs} at a time, in ${folder}`);
  const troubles = await tryArchive({ records, jobs, data: whole(values.data), snakemake, standIn: values.slurm, profile: whole(values.profile), folder, say: (words) => console.log(words) });
  for (const trouble of troubles) console.error(trouble);
  console.log(troubles.length === 0 ? 'all held' : `${troubles.length} did not hold`);
  if (!values.keep && troubles.length === 0) rmSync(folder, { recursive: true, force: true });
  return troubles.length === 0 ? 0 : 1;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) process.exitCode = await run();
