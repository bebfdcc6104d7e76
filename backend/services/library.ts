/** The worklist and what belongs to a case as a whole. */
import { resolve } from 'node:path';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import type { Cases } from '../database/cases.ts';
import { readOnThread } from '../database/reading.ts';
import { packLines } from '../../core/study/worklist-lines.ts';
import { stateDigest } from '../database/verify.ts';
import type { RowEvent } from '../database/worklist.ts';
import { stream } from '../streaming.ts';

export function createLibraryService(deps: { cases: Cases }): Handlers<Contract['library']> {
  const { cases } = deps;
  return {
    list: () => cases.list(),
    lines: () => packLines(cases.list()),
    open: async ({ caseId }, { author }) => {
      await cases.loaded(caseId);
      const study = cases.study(caseId);
      cases.access(caseId, 'opened', '', author);
      cases.notify(caseId);
      return study;
    },
    study: async ({ caseId }) => {
      await cases.loaded(caseId);
      return cases.study(caseId);
    },
    changes: (_, context) => stream<RowEvent>(context, (push) => cases.onRow((event) => push(event, event.caseId))),
    setPriority: ({ caseId, priority }) => cases.setPriority(caseId, priority),
    remove: ({ caseId }, { author }) => {
      cases.remove(caseId);
      // The case's own access log went with it.
      cases.note('removed', `case ${caseId}`, author);
      return { caseId };
    },
    access: ({ caseId }) => cases.case(caseId).db.access.lines(),
    backups: ({ of }) => cases.safety.list(of),
    backup: ({ of }) => cases.safety.make(of),
    restore: ({ of, name }, { author }) => cases.safety.restore(of, name, author),
    receive: ({ path, passphrase }, { author, signal }) => cases.receive(resolve(path), author, signal, passphrase),
    erase: ({ caseId }, { author }) => cases.erase(caseId, author),
    rebuild: () => ({ cases: cases.rebuild() }),
    verify: async ({ caseId, head }, { emit, signal }) => {
      const release = cases.hold(caseId);
      try {
        const open = cases.case(caseId);
        const { sequence, hash } = open.db.journal.head();
        const held = head === '' || open.db.journal.holds(head);
        const expected = { revision: sequence, digest: stateDigest(open.state.edit) };
        const troubles = await readOnThread({ kind: 'verify', folder: open.folder, expected }, (fraction) => emit({ fraction }), signal);
        if (!held) troubles.push(`The chain does not hold ${head}: it is of another case, or was rewritten since.`);
        return { ok: troubles.length === 0, edits: sequence, head: hash, troubles };
      } finally {
        release();
      }
    },
  };
}
