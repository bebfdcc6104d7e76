/** Snakemake over a table of recordings: started, watched by the processes of its jobs, killed, resumed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { here, slurm, standIn, type Place } from './archive-place.ts';

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
  standIn: boolean;
  /** Profile of Snakemake for a Slurm that is there; null for none. */
  profile: string | null;
}

export class Workflow {
  readonly #options: WorkflowOptions;
  readonly #place: Place;
  #child: ChildProcess | null = null;
  #ended: Promise<number> = Promise.resolve(0);

  constructor(options: WorkflowOptions) {
    this.#options = options;
    mkdirSync(options.work, { recursive: true });
    this.#place = placeOf(options, this.#log);
  }

  /** Starts it; what it says goes into `snakemake.log` of its folder. */
  start(more: readonly string[] = []): void {
    const log = createWriteStream(this.#log, { flags: 'a' });
    this.#child = spawn(this.#options.snakemake, this.#words(more), { cwd: this.#options.root, env: this.#place.environment, stdio: ['ignore', 'pipe', 'pipe'] });
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
    const { status, stderr } = spawnSync(this.#options.snakemake, this.#words(['--unlock']), { cwd: this.#options.root, env: this.#place.environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(`snakemake --unlock ended with ${status}: ${stderr}`);
  }

  /** Ends one analysis in its middle, once its engine is at work, and gives the recording's id. Throws where the workflow ends before there is one. */
  async killOneWorker(): Promise<string> {
    for (;;) {
      for (const { processes, kill } of this.#place.machines()) {
        const workers = processes.filter(({ args }) => /\bcli\/main\.ts analyze /.test(args) && args.includes(`${this.#options.work}/results/`) && /^\S*node\S* /.test(args));
        const busy = workers.find(({ pid }) => processes.some(({ parent, args }) => parent === pid && args.includes('engine/entry')));
        if (!busy) continue;
        kill(busy.pid);
        return /\/results\/(\S+)/.exec(busy.args)?.[1] ?? '';
      }
      if (this.#child?.exitCode != null) throw new Error('the workflow ended before an analysis could be killed');
      await sleep(this.#place.lookMs);
    }
  }

  /** Ends it with all that it has started, once so many results are there. Throws where it ends before. */
  async killAll(after: number): Promise<void> {
    while (this.finished().length < after) {
      if (this.#child?.exitCode != null) throw new Error('the workflow ended before it could be killed');
      await sleep(this.#place.lookMs);
    }
    if (this.#child?.pid !== undefined) await this.#place.end(this.#child.pid);
    await this.#ended;
  }

  /** Ids of the recordings whose job is through. */
  finished(): string[] {
    const { work } = this.#options;
    const results = join(work, 'results');
    if (!existsSync(results)) return [];
    // Snakemake marks what a job is making, under the name of the output in base 64.
    const marks = join(work, '.snakemake', 'incomplete');
    const making = existsSync(marks) ? readdirSync(marks).map((name) => Buffer.from(name, 'base64').toString('utf8')) : [];
    const found = readdirSync(results).filter((id) => !making.includes(`results/${id}`));
    const queued = this.#place.queued();
    return found.filter((id) => !queued.includes(id));
  }

  get #log(): string {
    return join(this.#options.work, 'snakemake.log');
  }

  #words(more: readonly string[]): string[] {
    const { root, work, table, device } = this.#options;
    const own = ['--snakefile', join(root, 'resources/workflow/Snakefile'), '--directory', work, '--keep-going', '--nocolor'];
    return [...own, ...this.#place.words, ...more, '--config', `recordings=${table}`, `device=${device}`];
  }
}

function placeOf({ work, jobs, profile, standIn: hasStandIn }: WorkflowOptions, log: string): Place {
  if (profile !== null) return slurm(profile, work, jobs, log);
  return hasStandIn ? standIn(work, jobs) : here(work, jobs);
}
