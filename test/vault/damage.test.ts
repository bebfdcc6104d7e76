/** Bits that tip over in an encrypted case: told by name, or of no consequence. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { Cases } from '../../backend/database/cases.ts';
import { OpenCase } from '../../backend/database/open-case.ts';
import { stateDigest, verifyCase } from '../../backend/database/verify.ts';
import { unlockFolder } from '../../backend/vault/unlock.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from '../database/helpers.ts';
import { SECRET, encrypted } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
afterEach(() => folders.clear());

/** All that a case says, as one text; throws by name where it cannot. */
function said(folder: string): string {
  const open = new OpenCase(folder);
  try {
    const steps = verifyCase(open);
    for (let step = steps.next(); ; step = steps.next()) {
      if (!step.done) continue;
      if (step.value.length > 0) throw new AppError('database-damaged', step.value[0]!);
      break;
    }
    const signal = Array.from({ length: 3 }, (_, i) => open.source.read(i * 20_000, i * 20_000 + 10)[0]);
    return JSON.stringify([stateDigest(open.state.edit), open.db.journal.newest(100), open.db.access.lines(), open.recording, signal]);
  } finally {
    open.close();
  }
}

it('in a database or a segment is told by name or changes nothing; in a key the other one is used', { timeout: 120_000 }, async () => {
  const dataFolder = folders.make();
  const { lock } = await encrypted(dataFolder);
  const cases = new Cases(environment(dataFolder));
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  for (let n = 0; n < 10; n++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(11 * n + 1), code: 3 }, n, 'Ada');
  const { folder } = cases.case(caseId);
  cases.close();
  const good = said(folder);
  const chance = new Chance(3, 0);
  const outcome = { told: 0, same: 0 };
  for (const [name, flips] of [['case.sqlite', 60], ['samples/000000.seg', 8], ['samples/000002.seg', 8], ['case.key', 4]] as const) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    for (let i = 0; i < flips; i++) {
      const hurt = Buffer.from(bytes);
      hurt[chance.whole(0, bytes.length - 1)]! ^= 1 << chance.whole(0, 7);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      writeFileSync(path, hurt);
      let now = '';
      const failure = failureOf(() => (now = said(folder)));
      if (failure === 'none') {
        expect(now === good, `silently wrong: ${name}, flip ${i}`).toBe(true);
        outcome.same++;
      } else {
        expect(['database-damaged', 'store-damaged', 'data-folder-unusable'], `${name}, flip ${i}`).toContain(failure);
        outcome.told++;
      }
    }
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    writeFileSync(path, bytes);
  }
  // Every page that is read has its HMAC; a page that nothing needs may be hurt unseen, and the copy of the key.
  expect(outcome.told).toBeGreaterThan(40);
  lock();
  (await unlockFolder(dataFolder, SECRET))();
});
