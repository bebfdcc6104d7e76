/**
 * Tortures a case: a program that edits, undoes, does again and analyses at
 * random is killed with SIGKILL at random moments, again and again. After each
 * kill: every edit that was said to be committed is there with its hash, at most
 * one more is; the chain is valid; and the state that run and journal give is
 * the one that the killed program had in memory.
 *
 *     npm run torture -- --edits 10000 --kills 200 [--seed 1] [--encrypted]
 *
 * Ends with 0 only if all held and kills hit writes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Chance } from '../../core/synthesis/chance.ts';
import { Cases } from '../../backend/database/cases.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';
import { encrypted } from '../vault/helpers.ts';

/** Length of the recording. Seconds. */
const SECONDS = 700;

export interface TortureResult {
  edits: number;
  kills: number;
  /** Kills that came between the beginning of a write and the word that it was committed. */
  hits: number;
  /** Of those, writes that were on the disk all the same. */
  landed: number;
  /** Runs of the analysis that are there. */
  runs: number;
  /** What did not hold, in words. */
  troubles: string[];
}

interface Life {
  /** The last commit that was said. */
  revision: number;
  hash: string;
  digest: string;
  /** Whether a write had begun since. */
  writing: boolean;
  /** Why it ended by itself, or empty. */
  failure: string;
}

/** Lets the child live until it was killed, some time after its first word: at once then, or, if `atWrite`, when it next says that it writes. */
async function live(folder: string, caseId: string, seed: number, afterMs: number, atWrite: boolean): Promise<Life> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./torture-child.ts', import.meta.url)), folder, caseId, String(seed), String(SECONDS)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  let timer: ReturnType<typeof setTimeout> | null = null;
  let due = false;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (due && said.endsWith('w\n')) child.kill('SIGKILL');
    timer ??= setTimeout(() => {
      due = true;
      if (!atWrite) child.kill('SIGKILL');
    }, afterMs);
  });
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = await once(child, 'close');
  if (timer) clearTimeout(timer);
  // A line that was cut off was not said.
  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n').slice(0, -1);
  const [, revision = '0', hash = '', digest = ''] = lines.findLast((line) => line.startsWith('c'))?.split(' ') ?? [];
  return { revision: Number(revision), hash, digest, writing: lines.at(-1) === 'w', failure: code === null ? '' : `the program ended with ${code}: ${complaint}` };
}

/** What does not hold after a kill. */
function examine(folder: string, caseId: string, life: Life, known: Map<number, string>): { revision: number; runs: number; troubles: string[] } {
  const cases = new Cases(environment(folder));
  try {
    const open = cases.case(caseId);
    const { journal } = open.db;
    const { sequence: revision } = journal.head();
    const troubles = [life.failure].filter((words) => words !== '');
    if (revision < life.revision) troubles.push(`edit ${life.revision} was committed and is lost: the journal ends at ${revision}`);
    // Putting a run in force is one write more than the edit that is told of.
    if (revision > life.revision + (life.writing ? 1 : 0)) troubles.push(`the journal goes on to ${revision}, though nothing after ${life.revision} was begun`);
    if (life.revision > 0 && journal.entry(life.revision)?.hash !== life.hash) troubles.push(`edit ${life.revision} is not the one that was committed`);
    for (const { sequence, hash } of journal.newest(revision)) {
      if ((known.get(sequence) ?? hash) !== hash) troubles.push(`edit ${sequence} is another one than before`);
      known.set(sequence, hash);
    }
    const steps = verifyCase(open, { revision: life.revision, digest: life.digest });
    for (let step = steps.next(); ; step = steps.next()) {
      if (!step.done) continue;
      troubles.push(...step.value);
      break;
    }
    return { revision, runs: open.db.runs.all().length, troubles };
  } finally {
    cases.close();
  }
}

/** Tortures until so many edits are there and so many kills were made, or something did not hold. */
export async function torture({ edits, kills, seed, encrypted: secret = false, say = () => undefined }: { edits: number; kills: number; seed: number; encrypted?: boolean; say?: (words: string) => void }): Promise<TortureResult> {
  const folders = temporaryFolders();
  const folder = folders.make();
  const vault = secret ? await encrypted(folder) : null;
  const chance = new Chance(seed, 0);
  const known = new Map<number, string>();
  const result: TortureResult = { edits: 0, kills: 0, hits: 0, landed: 0, runs: 1, troubles: [] };
  try {
    const cases = new Cases(environment(folder));
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    cases.close();
    // A slow machine may need some lives more until a kill hits a write.
    while (result.edits < edits || result.kills < kills || (result.hits === 0 && result.kills < 5 * kills)) {
      // Lives are as long as it takes to have all edits once all kills are made.
      const left = Math.max(1, (edits - result.edits) / Math.max(1, kills - result.kills));
      const life = await live(folder, caseId, seed * 100_000 + result.kills, chance.between(0, 1) * Math.max(60, 2 * left * MS_PER_EDIT), result.kills % 2 === 1);
      const { revision, runs, troubles } = examine(folder, caseId, life, known);
      result.kills++;
      if (life.writing) result.hits++;
      if (revision > life.revision) result.landed++;
      result.edits = revision;
      result.runs = runs;
      if (result.kills % 20 === 0) say(`${result.edits} edits, ${result.kills} kills, ${result.hits} of them in a write`);
      if (troubles.length > 0) {
        result.troubles = troubles;
        return result;
      }
    }
    if (result.hits === 0) result.troubles.push('no kill hit a write: nothing was tried');
    return result;
  } finally {
    vault?.lock();
    folders.clear();
  }
}

/** About how long an edit takes, so that lives are of the right length. */
const MS_PER_EDIT = 12;

if (process.argv[1] !== undefined && import.meta.filename === realpathSync(process.argv[1])) {
  const { values } = parseArgs({ options: { edits: { type: 'string', default: '10000' }, kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, encrypted: { type: 'boolean', default: false } } });
  const from = performance.now();
  const { edits, kills, hits, landed, runs, troubles } = await torture({ edits: Number(values.edits), kills: Number(values.kills), seed: Number(values.seed), encrypted: values.encrypted, say: (words) => console.log(words) });
  for (const trouble of troubles) console.error(`torture: ${trouble}`);
  console.log(`${edits} edits, ${runs} runs, ${kills} kills, ${hits} in a write, ${landed} of these on the disk all the same; ${((performance.now() - from) / 1000).toFixed(0)} s; ${troubles.length === 0 ? 'all held' : 'NOT all held'}`);
  process.exitCode = troubles.length === 0 ? 0 : 1;
}
