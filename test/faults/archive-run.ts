/** Snakemake over a table of recordings: started, watched by the system's list of processes, killed, resumed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Cores that one job asks for, as the workflow's rule says. */
const CORES_A_JOB = 2;
const LOOK_MS = 200;

export interface Process {
  pid: number;
  parent: number;
  args: string;
}

export interface WorkflowOptions {
  /** Root of the checkout. */
  root: string;
  snakemake: string;
  /** Folder that it works in. */
  work: string;
  /** Table of recordings. */
  table: string;
  jobs: number;
  device: string;
  /** Submit by Slurm's commands, which a stand-in gives. */
  slurm: boolean;
}

/** Every process of this computer. */
export function processes(): Process[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** Those whose words name the folder, and all that they have started. */
function processesOf(folder: string): Process[] {
  const all = processes();
  const found = new Map(all.filter(({ args, pid }) => args.includes(folder) && pid !== process.pid).map((one) => [one.pid, one]));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const one of all) if (found.has(one.parent)) found.set(one.pid, one);
  }
  return [...found.values()];
}

export function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    // It has ended by itself meanwhile.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}

export class Workflow {
  readonly #options: WorkflowOptions;
  #child: ChildProcess | null = null;
  #ended: Promise<number> = Promise.resolve(0);

  constructor(options: WorkflowOptions) {
    this.#options = options;
    mkdirSync(options.work, { recursive: true });
    if (options.slurm) this.#makeStandIn();
  }

  /** Starts it; what it says goes into `snakemake.log` of its folder. */
  start(more: readonly string[] = []): void {
    const log = createWriteStream(join(this.#options.work, 'snakemake.log'), { flags: 'a' });
    this.#child = spawn(this.#options.snakemake, this.#words(more), { cwd: this.#options.root, env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.pipe(log, { end: false });
    this.#child.stderr?.pipe(log, { end: false });
    const child = this.#child;
    this.#ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        log.end();
        resolve(code ?? 1);
      });
    });
  }

  /** How it ended. */
  get ended(): Promise<number> {
    return this.#ended;
  }

  /** Takes the lock away that a killed one has left. Throws where that fails. */
  unlock(): void {
    const { status, stderr } = spawnSync(this.#options.snakemake, this.#words(['--unlock']), { cwd: this.#options.root, env: this.#environment(), encoding: 'utf8' });
    if (status !== 0) throw new Error(`snakemake --unlock ended with ${status}: ${stderr}`);
  }

  /** Ends one analysis in its middle, once its engine is at work, and gives the recording's id. Throws where the workflow ends before there is one. */
  async killOneWorker(): Promise<string> {
    for (;;) {
      const own = processesOf(this.#options.work);
      const workers = own.filter(({ args }) => /\bcli\/main\.ts analyze /.test(args) && args.includes(`${this.#options.work}/results/`) && /^\S*node\S* /.test(args));
      const busy = workers.find(({ pid }) => own.some(({ parent, args }) => parent === pid && args.includes('engine/entry')));
      if (busy) {
        killed(busy.pid);
        return /\/results\/(\S+)/.exec(busy.args)?.[1] ?? '';
      }
      if (this.#child?.exitCode != null) throw new Error('the workflow ended before an analysis could be killed');
      await sleep(LOOK_MS);
    }
  }

  /** Ends it with all that it has started, once so many results are there. Throws where it ends before. */
  async killAll(after: number): Promise<void> {
    while (this.finished().length < after) {
      if (this.#child?.exitCode != null) throw new Error('the workflow ended before it could be killed');
      await sleep(LOOK_MS);
    }
    // Its own process first, so that it starts nothing more.
    if (this.#child?.pid !== undefined) killed(this.#child.pid);
    for (let left = processesOf(this.#options.work); left.length > 0; left = processesOf(this.#options.work)) {
      for (const { pid } of left) killed(pid);
      await sleep(LOOK_MS);
    }
    await this.#ended;
    // A job that was killed keeps no machine of a cluster.
    for (const name of this.#options.slurm ? readdirSync(this.#queue) : []) if (name.startsWith('slot-')) rmdirSync(join(this.#queue, name));
  }

  /** Ids of the recordings whose job is through. */
  finished(): string[] {
    const { work } = this.#options;
    const results = join(work, 'results');
    if (!existsSync(results)) return [];
    // Snakemake marks what a job is making, under the name of the output in base 64.
    const marks = join(work, '.snakemake', 'incomplete');
    const making = existsSync(marks) ? readdirSync(marks).map((name) => Buffer.from(name, 'base64').toString('utf8')) : [];
    return readdirSync(results).filter((id) => !making.includes(`results/${id}`));
  }

  get #queue(): string {
    return join(this.#options.work, 'queue');
  }

  #words(more: readonly string[]): string[] {
    const { root, work, table, jobs, device, slurm } = this.#options;
    const own = ['--snakefile', join(root, 'resources/workflow/Snakefile'), '--directory', work, '--keep-going', '--nocolor'];
    const executor = slurm ? ['--executor', 'slurm', '--jobs', String(jobs), '--latency-wait', '30', '--slurm-init-seconds-before-status-checks', '2', '--default-resources', 'slurm_account=trial', 'slurm_partition=trial'] : ['--cores', String(CORES_A_JOB * jobs)];
    return [...own, ...executor, ...more, '--config', `recordings=${table}`, `device=${device}`];
  }

  #environment(): NodeJS.ProcessEnv {
    return this.#options.slurm ? { ...process.env, PATH: `${join(this.#queue, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` } : process.env;
  }

  #makeStandIn(): void {
    const folder = join(this.#queue, 'bin');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.#queue, 'at-once'), `${this.#options.jobs}\n`);
    for (const name of ['sbatch', 'srun', 'sacct', 'squeue', 'scancel', 'sinfo', 'sacctmgr', 'sshare', 'scontrol', 'run-job']) symlinkSync(join(import.meta.dirname, 'slurm/stand-in.sh'), join(folder, name));
  }
}
