/**
 * The power goes at every moment between two syncs of a recorded session: after
 * each cut the data folder opens, holds all that was said to be done, nothing
 * half, and every chain holds.
 *
 *     npx node test/faults/power-loss.ts --edits 60 [--seed 1]
 *
 * tries every cut of a longer session, each in three ways, and ends with 0 only
 * if all held.
 */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '../../core/contract/errors.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { proveBackup } from '../../backend/database/backups.ts';
import { Cases } from '../../backend/database/cases.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { environment, temporaryFolders } from '../database/helpers.ts';
import { diskAt, recorded, type Call, type Unsynced } from './recorded-writes.ts';

const WAYS: readonly Unsynced[] = ['some', 'none', 'all'];

export interface PowerLossResult {
  calls: number;
  syncs: number;
  cuts: number;
  /** What did not hold, in words. */
  troubles: string[];
}

/** Places to cut: before and after each sync, and halfway to the next. */
function cutsOf(calls: readonly Call[]): number[] {
  const syncs = calls.flatMap((call, i) => (call.kind === 'sync' ? [i] : []));
  return [...new Set(syncs.flatMap((at, i) => [at, at + 1, Math.floor((at + (syncs[i + 1] ?? calls.length)) / 2) + 1]))].filter((cut) => cut <= calls.length);
}

/** What was said to be done before a cut. */
interface Said {
  setting: string;
  caseId: string;
  sealed: number;
  /** Hash of each entry that was said to be committed and not taken back by restoring since. */
  entries: Map<number, string>;
  backups: string[];
  signed: boolean;
  restoring: boolean;
}

function saidBefore(calls: readonly Call[], cut: number): Said {
  const said: Said = { setting: '', caseId: '', sealed: 0, entries: new Map(), backups: [], signed: false, restoring: false };
  for (const call of calls.slice(0, cut)) {
    if (call.kind !== 'said') continue;
    const [what, first = '', second = ''] = call.words;
    if (what === 'setting') said.setting = call.words.slice(1).join(' ');
    else if (what === 'case') said.caseId = first;
    else if (what === 'sealed') said.sealed = Number(first);
    else if (what === 'edit') said.entries.set(Number(first), second);
    else if (what === 'backup') said.backups.push(first);
    else if (what === 'signed') said.signed = true;
    else if (what === 'restoring') said.restoring = true;
    else if (what === 'restored') {
      said.restoring = false;
      said.signed = false;
      for (const sequence of said.entries.keys()) if (sequence > Number(first)) said.entries.delete(sequence);
    }
  }
  return said;
}

function examine(folder: string, said: Said): string[] {
  const troubles: string[] = [];
  let cases: Cases;
  try {
    cases = new Cases(environment(folder));
  } catch (thrown) {
    return [`the data folder does not open: ${String(thrown)}`];
  }
  try {
    if (said.setting !== '' && cases.workplace.settings()['laboratory'] !== said.setting) troubles.push('a setting is lost');
    if (said.caseId === '') return troubles;
    const open = cases.case(said.caseId);
    const { journal, runs } = open.db;
    if (runs.all().filter(({ sealedAt }) => sealedAt !== null).length < said.sealed) troubles.push('a sealed run is lost');
    const { sequence: head } = journal.head();
    const last = Math.max(0, ...said.entries.keys());
    // While a backup is put back the journal is the one or the other.
    for (const [sequence, hash] of said.entries) {
      if (said.restoring && sequence > head) continue;
      const found = journal.entry(sequence)?.hash;
      if (found !== hash) troubles.push(`edit ${sequence} was committed and is ${found === undefined ? 'lost' : 'another one'}`);
    }
    if (head > last + 1) troubles.push(`the journal goes on to ${head}, though nothing after ${last + 1} was begun`);
    const steps = verifyCase(open);
    let step = steps.next();
    while (!step.done) step = steps.next();
    troubles.push(...step.value);
    for (const name of said.backups) {
      const path = join(folder, 'backups', said.caseId, name);
      if (!existsSync(path)) troubles.push(`backup ${name} is lost`);
      else proveBackup('case', path);
    }
    if (!cases.list().some(({ caseId }) => caseId === said.caseId)) troubles.push('the worklist does not know the case');
  } catch (thrown) {
    troubles.push(thrown instanceof AppError ? `${thrown.code}: ${thrown.message} ${JSON.stringify(thrown.details)}` : String(thrown));
  } finally {
    cases.close();
  }
  return troubles;
}

/** @param most cuts that are tried, spread over all; every one where it is absent */
export async function losePower({ edits, seed, most = Infinity, say = () => undefined }: { edits: number; seed: number; most?: number; say?: (words: string) => void }): Promise<PowerLossResult> {
  const folders = temporaryFolders();
  try {
    const folder = realpathSync(folders.make());
    const data = join(folder, 'data');
    const calls = await recorded(fileURLToPath(new URL('./recorded-child.ts', import.meta.url)), [data, String(edits)], data, join(folder, 'notes'));
    const all = cutsOf(calls);
    const step = Math.max(1, all.length / most);
    const chosen = Array.from({ length: Math.ceil(all.length / step) }, (_, i) => all[Math.floor(i * step)]!);
    const result: PowerLossResult = { calls: calls.length, syncs: calls.filter(({ kind }) => kind === 'sync').length, cuts: 0, troubles: [] };
    const chance = new Chance(seed, 0);
    for (const [i, cut] of chosen.entries()) {
      const ways = most === Infinity ? WAYS : [WAYS[i % 2 === 0 ? 0 : 1 + (Math.floor(i / 2) % 2)]!];
      for (const way of ways) {
        const target = join(folder, 'cut');
        diskAt(calls, cut, way, chance, target);
        result.cuts++;
        for (const trouble of examine(target, saidBefore(calls, cut))) result.troubles.push(`cut at call ${cut} of ${calls.length}, ${way} of what was not synced: ${trouble}`);
      }
      if (i % 50 === 49) say(`${i + 1} of ${chosen.length} cuts`);
    }
    return result;
  } finally {
    folders.clear();
  }
}

if (process.argv[1] !== undefined && import.meta.filename === realpathSync(process.argv[1])) {
  const { values } = parseArgs({ options: { edits: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } });
  const { calls, syncs, cuts, troubles } = await losePower({ edits: Number(values.edits), seed: Number(values.seed), say: (words) => console.log(words) });
  for (const trouble of troubles) console.error(`power loss: ${trouble}`);
  console.log(`${calls} calls, ${syncs} syncs, ${cuts} cuts; ${troubles.length === 0 ? 'all held' : 'NOT all held'}`);
  process.exitCode = troubles.length === 0 ? 0 : 1;
}
