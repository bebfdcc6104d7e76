/** What the check of the workflow for archives takes for the same, and how it is asked for. The check itself is `npm run archive-check`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { program } from '../../backend/program.ts';
import { differences } from './archive-compare.ts';
import { snakemakeVersion } from './archive.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-archive-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of results. */
function results(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

const DAY = { '100.csv': 'sample,label\n1,N\n', '100.json': JSON.stringify({ counts: { N: 1 }, run: { stages: { load: 0.5 } } }) };

describe('results of two runs', () => {
  it('are the same whenever they were made, however long it took, and with Snakemake’s mark', async () => {
    const other = { ...DAY, '100.json': JSON.stringify({ counts: { N: 1 }, run: { stages: { load: 9 } } }), '.snakemake_timestamp': '' };
    expect(await differences(results('a', DAY), results('b', other))).toEqual([]);
  });

  it.each([
    ['a label', { '100.csv': 'sample,label\n1,V\n' }, /100\.csv differ$/],
    ['a count', { '100.json': JSON.stringify({ counts: { N: 2 }, run: { stages: { load: 0.5 } } }) }, /100\.json differ$/],
    ['a file', { '100.cnn': '' }, /b 100\.cnn, 100\.csv, 100\.json$/],
  ])('differ by %s', async (_, change, words) => {
    expect(await differences(results('a', DAY), results('b', { ...DAY, ...change }))).toEqual([expect.stringMatching(words)]);
  });
});

describe('the stand-in of Slurm', () => {
  const call = (name: string, ...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync(join(folder, 'bin', name), words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.trim();
  };

  it('runs what is submitted, one after the other, and tells how each ended', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'at-once'), '1\n');
    for (const name of ['sbatch', 'srun', 'sacct', 'run-job']) symlinkSync(join(import.meta.dirname, 'slurm/stand-in.sh'), join(folder, 'bin', name));
    const path = `PATH=${join(folder, 'bin')}:$PATH`;
    expect(call('sbatch', '--parsable', '--job-name', 'a', '--output', join(folder, 'logs/%j.log'), '--mem', '1500', `--wrap=${path} srun -n1 --cpu-bind=q echo "from $SLURM_JOB_ID"`)).toBe('1');
    expect(call('sbatch', '--output', join(folder, 'logs/%j.log'), '--wrap', 'exit 3')).toBe('2');
    await vi.waitFor(() => expect(call('sacct', '-X', '--name', 'a').split('\n')).toEqual(['1|COMPLETED', '2|FAILED']), 30_000);
    expect(readFileSync(join(folder, 'logs/1.log'), 'utf8')).toBe('from 1\n');
  });
});

describe('a job of an array', () => {
  const script = join(program().folder, 'resources/workflow/one-of-many.sh');
  /** Runs the job of a place with a program that does as `words` say; the folder to write into is `$4`. */
  const job = (place: number, words: string): { status: number | null; stderr: string } => {
    writeFileSync(join(folder, 'isoline'), `#!/bin/sh\n${words}\n`, { mode: 0o755 });
    const { status, stderr } = spawnSync(script, [], { cwd: folder, encoding: 'utf8', env: { ...process.env, JOB_COMPLETION_INDEX: String(place), ISOLINE: join(folder, 'isoline'), DEVICE: 'cpu' } });
    return { status, stderr };
  };
  const writes = 'mkdir -p "$4"; echo "$@" > "$4/said"';
  const at = (name: string): string => readFileSync(join(folder, name), 'utf8');
  beforeEach(() => writeFileSync(join(folder, 'recordings.tsv'), 'id\tpath\na\t/archive/first day.hea\nb\t/archive/b.hea\n../c\t/archive/c.hea\n'));

  it('takes the recording of its place, and leaves alone what is there', () => {
    expect(job(0, writes)).toEqual({ status: 0, stderr: '' });
    expect(at('results/a/said')).toMatch(/^analyze \/archive\/first day\.hea --out \/\S+\/results\/unfinished\/a@\w+\/a --device cpu --cores 2\n$/);
    expect(job(0, 'exit 7')).toEqual({ status: 0, stderr: '' });
    expect(job(1, writes)).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'results')).toSorted()).toEqual(['a', 'b', 'unfinished']);
    // Who may read the folder that it stands in may read the results.
    expect(statSync(join(folder, 'results/a')).mode).toBe(statSync(join(folder, 'results')).mode);
  });

  it('takes nothing for a result that failed or was cut off, says why, and begins anew', () => {
    expect(job(1, 'mkdir -p "$4"; echo half > "$4/half"; echo no signal >&2; exit 1').status).toBe(1);
    expect(at('logs/b.log')).toBe('no signal\n');
    expect(readdirSync(join(folder, 'results'))).toEqual(['unfinished']);
    expect(readdirSync(join(folder, 'results/unfinished'))).toEqual([]);
    // The whole job, as where a machine goes down.
    expect(job(1, 'mkdir -p "$4"; echo half > "$4/half"; kill -9 $PPID; exec sleep 0.2').status).toBeNull();
    expect(readdirSync(join(folder, 'results/unfinished'))).toEqual([expect.stringMatching(/^b@/)]);
    expect(job(1, writes).status).toBe(0);
    expect(readdirSync(join(folder, 'results/b'))).toEqual(['said']);
    expect(readdirSync(join(folder, 'results/unfinished'))).toEqual([]);
  });

  it('leaves alone what another makes of the same recording, and takes what is whole first', () => {
    // Both are process 1 of a machine of one name in a cluster, so their folders may not be named by those.
    const beside = `${writes}; JOB_COMPLETION_INDEX=1 ISOLINE=${join(folder, 'other')} ${script}; echo half > "$4/half"`;
    writeFileSync(join(folder, 'other'), `#!/bin/sh\n[ "$(ls results/unfinished | wc -l)" = 2 ] || exit 9\nmkdir -p "$4"; echo whole > "$4/said"\n`, { mode: 0o755 });
    expect(job(1, beside)).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'results/b'))).toEqual(['said']);
    expect(at('results/b/said')).toBe('whole\n');
  });

  it('reads a table with the line ends of Windows, and tells the program paths that hold in any folder', () => {
    writeFileSync(join(folder, 'recordings.tsv'), 'id\tpath\r\na\tdays/a.hea\r\n');
    expect(job(0, `cd /; ${writes}`)).toEqual({ status: 0, stderr: '' });
    expect(at('results/a/said')).toMatch(new RegExp(`^analyze ${realpathSync(folder)}/days/a\\.hea --out `));
  });

  it('refuses an id that is none, and a place behind the last', () => {
    for (const place of [2, 3]) expect(job(place, writes)).toMatchObject({ status: 1, stderr: expect.stringContaining('is no id') });
  });
});

it('says where Snakemake comes from where it is not there', () => {
  expect(snakemakeVersion(join(folder, 'no-snakemake'))).toBeNull();
  const pinned = readFileSync(join(program().folder, 'resources/workflow/requirements.txt'), 'utf8');
  expect(pinned).toMatch(/^snakemake==\d+\.\d+\.\d+$/m);
  // All that it brings is pinned, too.
  expect(pinned.trim().split('\n').filter((line) => !line.startsWith('#') && !/^[\w.-]+==[\w.]+$/.test(line))).toEqual([]);
});
