/**
 * Edits a case without end, at random from a seed, and is killed from outside.
 * Says `w` before each write of the journal and `c REVISION HASH DIGEST` once it
 * is committed; the digest is that of the state in memory.
 */
import { writeSync } from 'node:fs';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { Cases } from '../../backend/database/cases.ts';
import { stateDigest } from '../../backend/database/verify.ts';
import { RATE, analyseCase, environment } from '../database/helpers.ts';
import { vaultState, unlockFolder } from '../../backend/vault/unlock.ts';
import { SECRET } from '../vault/helpers.ts';

const [folder, caseId, seedText, secondsText] = process.argv.slice(2);
if (folder === undefined || caseId === undefined || seedText === undefined || secondsText === undefined) throw new Error('usage: torture-child FOLDER CASE SEED SECONDS');
const seconds = Number(secondsText);
const chance = new Chance(Number(seedText), 0);
const upTo = (n: number): number => Math.min(n - 1, Math.floor(chance.between(0, 1) * n));

if (vaultState(folder) === 'locked') await unlockFolder(folder, SECRET);
const cases = new Cases(environment(folder));
const open = cases.case(caseId);
const { journal } = open.db;
const append = journal.append.bind(journal);
journal.append = (edit) => {
  writeSync(1, 'w\n');
  return append(edit);
};
const committed = (): void => {
  const { sequence, hash } = journal.head();
  writeSync(1, `c ${sequence} ${hash} ${stateDigest(open.state.edit)}\n`);
};

function request(): EditRequest {
  const { beats } = open.state.edit;
  const row = upTo(beats.key.length);
  const keys = beats.key.slice(row, row + 1 + upTo(chance.between(0, 1) < 0.05 ? 400 : 6));
  const sample = upTo(seconds * RATE);
  const dice = chance.between(0, 1);
  if (dice < 0.4) return { kind: 'relabel', keys, code: upTo(6) };
  if (dice < 0.52) return { kind: 'insert', sample, code: upTo(6) };
  if (dice < 0.6) return { kind: 'delete', keys: keys.slice(0, 4) };
  if (dice < 0.72) return { kind: 'move', key: beats.key[row]!, sample: Math.max(0, beats.sample[row]! + upTo(41) - 20) };
  if (dice < 0.76) return { kind: 'regroup', keys, template: chance.between(0, 1) < 0.05 ? null : 1 + upTo(2) };
  if (dice < 0.8) return { kind: 'relabel-template', template: 1 + upTo(2), code: upTo(6) };
  if (dice < 0.85) return { kind: 'span', from: sample, to: sample + 1 + upTo(2000), readable: chance.between(0, 1) < 0.5 };
  if (dice < 0.9) return { kind: 'mark', template: 1 + upTo(2), state: chance.between(0, 1) < 0.5 ? 'confirmed' : 'rejected' };
  if (dice < 0.95) return { kind: 'fact', field: 'indication', value: `reason ${sample}`, reason: `because of ${sample}` };
  return { kind: 'text', name: 'comment', value: `words ${sample} `.repeat(1 + upTo(200)) };
}

function step(): void {
  const { standing } = journal.ledger();
  const dice = chance.between(0, 1);
  if (dice < 0.1) cases.undo(caseId!, null, 'Ada');
  // An edit of long ago is taken back less often than one of just now.
  else if (dice < 0.2 && standing.length > 0) cases.undo(caseId!, standing[chance.between(0, 1) < 0.1 ? upTo(standing.length) : Math.max(0, standing.length - 1 - upTo(30))]!, 'Ben');
  else if (dice < 0.25) cases.redo(caseId!, 'Ada');
  else if (dice < 0.252) analyseCase(cases, caseId!, seconds);
  else cases.edit(caseId!, request(), cases.study(caseId!).revision, 'Ada');
}

committed();
for (;;) {
  try {
    step();
    committed();
  } catch (thrown) {
    // What makes no sense for the state, or meets what was built on it, is refused by name.
    if (!(thrown instanceof AppError) || !['edit-refused', 'edit-conflict', 'nothing-to-undo'].includes(thrown.code)) throw thrown;
  }
}
