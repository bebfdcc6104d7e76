/** Where the jobs of a workflow run, and how they are looked at and ended there: this computer, a stand-in of Slurm's commands on it, a Slurm. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Cores that one job asks for, as the workflow's rule says. */
const CORES_A_JOB = 2;
const LOOK_MS = 200;
/** Slurm's scheduler has others to serve. */
const LOOK_AT_SLURM_MS = 1000;

export interface Process {
  pid: number;
  parent: number;
  args: string;
}

/** Processes of one machine. */
export interface Machine {
  processes: Process[];
  /** Ends one by SIGKILL; nothing where it has ended by itself meanwhile. */
  kill(pid: number): void;
}

export interface Place {
  /** What Snakemake is told so that its jobs run here. */
  words: readonly string[];
  environment: NodeJS.ProcessEnv;
  lookMs: number;
  /** The machines on which jobs run now. */
  machines(): Machine[];
  /** Ids of the recordings whose jobs are in the queue yet: a job that is ended after its analysis and before its own end takes the results away. */
  queued(): string[];
  /** Ends Snakemake by SIGKILL, then all that it has started. */
  end(snakemake: number): Promise<void>;
}

/** What `ps` is asked for, on any machine. */
const PS = ['ps', '-axo', 'pid=,ppid=,args='] as const;

function parsed(list: string): Process[] {
  return list.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

/** Every process of this computer. */
export function processes(): Process[] {
  const [command, ...words] = PS;
  return parsed(spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout);
}

/** Those whom `first` picks, and all that they have started. */
export function withStarted(all: readonly Process[], first: (one: Process) => boolean): Process[] {
  const found = new Map(all.filter(first).map((one) => [one.pid, one]));
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

/** This computer: jobs are processes whose words name the workflow's folder. */
export function here(work: string, jobs: number): Place {
  const own = (): Process[] => withStarted(processes(), ({ args, pid }) => args.includes(work) && pid !== process.pid);
  return {
    words: ['--cores', String(CORES_A_JOB * jobs)],
    environment: process.env,
    lookMs: LOOK_MS,
    machines: () => [{ processes: own(), kill: killed }],
    queued: () => [],
    async end(snakemake) {
      // Its own process first, so that it starts nothing more.
      killed(snakemake);
      for (let left = own(); left.length > 0; left = own()) {
        for (const { pid } of left) killed(pid);
        await sleep(LOOK_MS);
      }
    },
  };
}

/** What Snakemake's executor for Slurm is told: it looks after its jobs 40 seconds after it has submitted them unless told otherwise. */
const slurmWords = (jobs: number): string[] => ['--executor', 'slurm', '--jobs', String(jobs), '--slurm-init-seconds-before-status-checks', '2'];

const COMMANDS = ['sbatch', 'srun', 'sacct', 'squeue', 'scancel', 'sinfo', 'sacctmgr', 'sshare', 'scontrol', 'run-job'];

/** Slurm's commands as `slurm/stand-in.sh` gives them, over processes of this computer. */
export function standIn(work: string, jobs: number): Place {
  const queue = join(work, 'queue');
  const commands = join(queue, 'bin');
  mkdirSync(commands, { recursive: true });
  writeFileSync(join(queue, 'at-once'), `${jobs}\n`);
  for (const name of COMMANDS) symlinkSync(join(import.meta.dirname, 'slurm/stand-in.sh'), join(commands, name));
  const computer = here(work, jobs);
  return {
    ...computer,
    words: [...slurmWords(jobs), '--latency-wait', '30', '--default-resources', 'slurm_account=trial', 'slurm_partition=trial'],
    environment: { ...process.env, PATH: `${commands}${delimiter}${process.env['PATH'] ?? ''}` },
    async end(snakemake) {
      await computer.end(snakemake);
      // A job that was killed keeps no machine of a cluster.
      for (const name of readdirSync(queue)) if (name.startsWith('slot-')) rmdirSync(join(queue, name));
    },
  };
}

/** A Slurm whose commands are there, by a profile of Snakemake that names account and partition. `log`: where what Snakemake says is kept. */
export function slurm(profile: string, work: string, jobs: number, log: string): Place {
  /** Runs one of Slurm's commands. Throws where it fails. */
  const told = (command: string, ...words: string[]): string => {
    const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  };
  /** Runs a command beside a job, on its machine; null where the job has ended. */
  const beside = (job: string, words: readonly string[]): string | null => {
    const { status, stdout } = spawnSync('srun', ['--overlap', `--jobid=${job}`, '--ntasks=1', ...words], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return status === 0 ? stdout : null;
  };
  /** Snakemake names all jobs of a run by the id that it says first. */
  const run = (): string | undefined => (existsSync(log) ? [...readFileSync(log, 'utf8').matchAll(/^SLURM run ID: (\S+)$/gm)].at(-1)?.[1] : undefined);
  /** A field of each job that has not ended, as `squeue --format` calls it. */
  const queue = (field: string, ...states: string[]): string[] => {
    const name = run();
    return name === undefined ? [] : told('squeue', '--noheader', `--format=${field}`, `--name=${name}`, ...states).split('\n').filter(Boolean);
  };
  return {
    words: ['--profile', profile, ...slurmWords(jobs)],
    environment: process.env,
    lookMs: LOOK_AT_SLURM_MS,
    machines: () =>
      queue('%i', '--states=RUNNING').flatMap((job) => {
        const list = beside(job, PS);
        return list === null ? [] : [{ processes: withStarted(parsed(list), ({ args }) => args.includes(work)), kill: (pid: number) => void beside(job, ['kill', '-KILL', String(pid)]) }];
      }),
    queued: () => queue('%k').map((comment) => comment.replace(/^rule_analyze_wildcards_/, '')),
    async end(snakemake) {
      const own = withStarted(processes(), ({ pid }) => pid === snakemake);
      killed(snakemake);
      for (const { pid } of own) killed(pid);
      const name = run();
      if (name === undefined) return;
      while (queue('%i').length > 0) {
        told('scancel', `--name=${name}`);
        await sleep(LOOK_AT_SLURM_MS);
      }
    },
  };
}
