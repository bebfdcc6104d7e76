import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { unpackLines } from '../../core/study/worklist-lines.ts';
import { Blindness } from '../../backend/database/blindness.ts';
import { Cases } from '../../backend/database/cases.ts';
import { files, type FileCalls } from '../../backend/store/files.ts';
import { encrypted } from '../vault/helpers.ts';
import { environment, temporaryFolders } from './helpers.ts';
import { failed, relabel, signedPair, troubles, twoReaders, workplace, type Workplace } from './readers.ts';

const folders = temporaryFolders();
const open: Workplace[] = [];
afterEach(() => {
  for (const { cases } of open.splice(0)) cases.close();
  folders.clear();
});

function begun(options: Parameters<typeof workplace>[1] = {}): Workplace {
  const made = workplace(folders.make(), options);
  open.push(made);
  return made;
}

describe('a second reading', () => {
  it('is a case of its own: the same samples and run, facts as they are, nothing of the first reader', async () => {
    const place = await twoReaders(begun());
    const { cases, caseId, second } = place;
    const a = cases.case(caseId);
    const b = cases.case(second);
    expect(b.source.adu(0, 31_000)).toEqual(a.source.adu(0, 31_000));
    expect(b.db.runs.columns(1)).toEqual(a.db.runs.columns(1));
    expect(b.templates).toEqual(a.db.runs.templates(1).length > 0 ? expect.any(Array) : []);
    expect(b.state.run).toMatchObject({ sealedAt: a.state.run!.sealedAt, modelSha256: a.state.run!.modelSha256 });
    expect(b.state.edit.beats.code[3]).toBe(0);
    expect(a.state.edit.beats.code[3]).toBe(2);
    expect(cases.study(second).facts.indication).toBe('Syncope');
    expect(cases.study(second)).toMatchObject({ state: 'ready', readings: { first: caseId, seconds: [] } });
    expect(cases.row(caseId).readings).toMatchObject({ first: null, seconds: [second] });
    expect(cases.row(second)).toMatchObject({ assignedTo: 'Ben', edits: 0 });
    expect(b.db.journal.newest(10).map(({ kind, author }) => [kind, author])).toEqual([['second-reading', 'Tess']]);
    for (const id of [caseId, second]) expect(troubles(place, id)).toEqual([]);
  });

  it('outlives the first, and the first it', async () => {
    const one = await twoReaders(begun());
    one.cases.remove(one.caseId);
    expect(troubles(one, one.second)).toEqual([]);
    expect(await failed(() => one.services.review.state({ caseId: one.second }, one.as('Ada')))).toBe('none');
    const other = await twoReaders(begun());
    other.cases.remove(other.second);
    expect(troubles(other, other.caseId)).toEqual([]);
    expect(await failed(() => other.services.review.state({ caseId: other.caseId }, other.as('Ben')))).toBe('none');
    // Another may be begun in place of the one that is gone.
    expect(await failed(() => other.services.colleagues.beginSecond({ caseId: other.caseId, to: 'Cleo' }, other.as('Tess')))).toBe('none');
  });

  it('of an encrypted data folder has a key of its own, and its samples are sealed as any others', async () => {
    const folder = folders.make();
    const { lock } = await encrypted(folder);
    const place = workplace(folder);
    open.push(place);
    const { caseId: second } = await place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess'));
    expect(troubles(place, second)).toEqual([]);
    expect(place.cases.case(second).source.adu(0, 500)).toEqual(place.cases.case(place.caseId).source.adu(0, 500));
    const [a, b] = [place.caseId, second].map((id) => files.readAll(join(folder, 'cases', id, 'samples', '000000.seg')));
    expect(Buffer.from(b!.subarray(0, 4)).toString('latin1')).not.toBe('ISLS');
    expect(Buffer.compare(a!, b!)).not.toBe(0);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    place.cases.remove(place.caseId);
    expect(troubles(place, second)).toEqual([]);
    open.pop();
    place.cases.close();
    lock();
  });

  it('is not for who has read or seen the first, not of a second reading, and not twice at a time', async () => {
    const place = begun();
    const { services, caseId, as } = place;
    await services.library.open({ caseId }, as('Early'));
    await relabel(place, caseId, 'Ada', [3], 2);
    await services.library.open({ caseId }, as('Late'));
    await services.colleagues.assign({ caseId, to: 'Owner' }, as('Tess'));
    for (const name of ['Ada', 'Late', 'Owner']) expect([name, await failed(() => services.colleagues.beginSecond({ caseId, to: name }, as('Tess')))]).toEqual([name, 'edit-refused']);
    // Who looked before anything was read has seen nothing.
    const { caseId: second } = await services.colleagues.beginSecond({ caseId, to: 'Early' }, as('Tess'));
    expect(await failed(() => services.colleagues.beginSecond({ caseId, to: 'Cleo' }, as('Tess')))).toBe('edit-refused');
    expect(await failed(() => services.colleagues.beginSecond({ caseId: second, to: 'Cleo' }, as('Tess')))).toBe('edit-refused');
    expect(await failed(() => services.colleagues.assign({ caseId: second, to: 'Ada' }, as('Tess')))).toBe('edit-refused');
    expect(await failed(() => services.colleagues.assign({ caseId, to: 'Early' }, as('Tess')))).toBe('edit-refused');
    expect(await failed(() => services.colleagues.assign({ caseId: second, to: 'Cleo' }, as('Tess')))).toBe('none');
  });

  it('cannot be made of a case that is not analysed; names are checked where people are kept', async () => {
    const place = begun({ people: ['Ada', 'Ben', 'Tess'] });
    expect(await failed(() => place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Nobody' }, place.as('Ada')))).toBe('edit-refused');
    expect(await failed(() => place.services.colleagues.assign({ caseId: place.caseId, to: 'Nobody' }, place.as('Ada')))).toBe('edit-refused');
    expect(await place.services.colleagues.names({}, place.as('Ada'))).toEqual(['Ada', 'Ben', 'Tess']);
    expect(await failed(() => place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Tess' }, place.as('Ada')))).toBe('edit-refused');
    expect(await failed(() => place.services.colleagues.beginSecond({ caseId: '01HNOBODY', to: 'Ben' }, place.as('Ada')))).toBe('case-missing');
  });
});

describe('blindness', () => {
  const asked = ({ services, as }: Workplace, caseId: string, author: string): Record<string, () => unknown> => ({
    open: () => services.library.open({ caseId }, as(author)),
    state: () => services.review.state({ caseId }, as(author)),
    history: () => services.review.history({ caseId, limit: 10 }, as(author)),
    summary: () => services.review.summary({ caseId }, as(author)),
    findings: () => services.review.findings({ caseId }, as(author)),
    events: () => services.review.events({ caseId }, as(author)),
    impact: () => services.review.impact({ caseId, request: { kind: 'relabel', keys: Int32Array.of(4), code: 2 } }, as(author)),
    edit: () => services.review.edit({ caseId, baseRevision: 0, request: { kind: 'relabel', keys: Int32Array.of(4), code: 2 } }, as(author)),
    undo: () => services.review.undo({ caseId, sequence: null }, as(author)),
    labels: () => services.export.labels({ caseId, formats: ['csv'], annotator: 'cnn' }, as(author)),
    sqlite: () => services.export.sqlite({ caseId, path: '/nowhere' }, as(author)),
    ask: () => services.colleagues.ask({ caseId, at: 3, to: '', text: 'Is it?' }, as(author)),
  });

  it('keeps each reader out of the other’s case, in both directions, by every door', async () => {
    const place = await twoReaders(begun());
    for (const [caseId, author] of [[place.caseId, 'Ben'], [place.second, 'Ada']] as const) {
      for (const [name, call] of Object.entries(asked(place, caseId, author))) expect([name, await failed(call)]).toEqual([name, 'blind']);
    }
    // The recording itself is the same: it hides nothing.
    expect(await failed(() => place.services.review.signal({ caseId: place.caseId, from: 0, to: 100, leads: null, filter: 'none' }, place.as('Ben')))).toBe('none');
    expect(await failed(() => place.services.colleagues.compare({ first: place.caseId, second: place.second }, place.as('Tess')))).toBe('blind');
  });

  it('shows in the worklist nothing that the other reader made', async () => {
    const place = await twoReaders(begun());
    const seen = async (author: string, caseId: string) => (await place.services.library.list({}, place.as(author))).find((row) => row.caseId === caseId)!;
    expect(await seen('Ben', place.caseId)).toMatchObject({ blind: true, burdenV: null, sketch: null, edits: 0, seen: 0 });
    expect(await seen('Ada', place.second)).toMatchObject({ blind: true, burdenV: null });
    expect(await seen('Ada', place.caseId)).toMatchObject({ blind: false, edits: 2 });
    expect(await seen('Tess', place.caseId)).toMatchObject({ blind: false });
    // In one piece and line by line it is the same.
    for (const author of ['Ada', 'Ben', 'Cleo', 'Tess']) {
      const whole = unpackLines(await place.services.library.lines({}, place.as(author)));
      expect(whole.map(({ caseId, blind }) => [caseId, blind])).toEqual(place.cases.list().map((row) => [row.caseId, place.blindness.seenBy(row, author).blind]));
    }
  });

  it('is not needed for lines of an older version, which say nothing of people', async () => {
    const place = await twoReaders(begun());
    const path = join(place.cases.dataFolder, 'library.sqlite');
    place.cases.close();
    open.pop();
    const library = new Database(path);
    library.prepare("UPDATE study SET row = json_remove(row, '$.assignedTo', '$.questions', '$.readings', '$.readers', '$.blind')").run();
    library.close();
    const again = new Cases(environment(place.cases.dataFolder));
    expect(again.list().map(({ readings, questions, assignedTo }) => [readings.first, questions, assignedTo])).toEqual([[null, [], ''], [null, [], '']]);
    // The cases themselves know, and no door asks the index.
    expect(() => new Blindness(again).refuse(place.caseId, 'Ben')).toThrow(/neither reader/);
    again.close();
  });

  it('lets nobody but its reader edit the second reading, and nobody read both', async () => {
    const place = await twoReaders(begun());
    expect(await failed(() => relabel(place, place.second, 'Cleo', [4], 2))).toBe('blind');
    expect(await failed(() => relabel(place, place.second, 'Ben', [4], 2))).toBe('none');
    expect(await failed(() => relabel(place, place.caseId, 'Cleo', [4], 1))).toBe('none');
    // By now Cleo reads the first.
    expect(await failed(() => place.services.review.state({ caseId: place.second }, place.as('Cleo')))).toBe('blind');
  });

  it('asks nobody about a case that they may not open', async () => {
    const place = await twoReaders(begun());
    expect(await failed(() => place.services.colleagues.ask({ caseId: place.caseId, at: 3, to: 'Ben', text: 'Is it?' }, place.as('Ada')))).toBe('edit-refused');
    expect(await failed(() => place.services.colleagues.ask({ caseId: place.caseId, at: 3, to: 'Cleo', text: 'Is it?' }, place.as('Ada')))).toBe('none');
  });

  it('ends once both are signed, not before', async () => {
    const place = await twoReaders(begun());
    expect(place.comparisons.inReport(place.caseId)).toEqual({ name: 'Ben', words: 'asked for, not signed yet' });
    place.sign(place.caseId, 'Ada');
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('blind');
    place.sign(place.second, 'Ben');
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('none');
    expect(await failed(() => place.services.review.state({ caseId: place.second }, place.as('Ada')))).toBe('none');
    // Withdrawn before it was compared: kept apart again.
    place.cases.reopen(place.second, 'Not done', 'Ben');
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('blind');
  });

  it('survives a start of the program and a worklist that is read in anew', async () => {
    const place = await twoReaders(begun());
    place.cases.rebuild();
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('blind');
    expect(place.cases.row(place.second).readings.first).toBe(place.caseId);
  });
});

describe('what is done to the one is honest about the other', () => {
  it('erases both, links and proofs stand', async () => {
    const place = await signedPair(begun());
    await place.services.library.erase({ caseId: place.caseId }, place.as('Lead'));
    for (const id of [place.caseId, place.second]) {
      expect(place.cases.study(id).facts).toMatchObject({ name: '', indication: '[erased]' });
      expect(place.cases.row(id).assignedTo).toBe('');
      expect(troubles(place, id)).toEqual([]);
    }
    expect(place.cases.row(place.second).readings.first).toBe(place.caseId);
    expect(await failed(() => place.services.colleagues.compare({ first: place.caseId, second: place.second }, place.as('Cleo')))).toBe('none');
  });

  it('a backup of before is put back, and the link is found again', async () => {
    const place = begun();
    await relabel(place, place.caseId, 'Ada', [3], 2);
    const { name } = await place.services.library.backup({ of: place.caseId }, place.as('Tess'));
    const { caseId: second } = await place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess'));
    await place.services.library.restore({ of: place.caseId, name }, place.as('Lead'));
    expect(place.cases.row(place.caseId).readings.seconds).toEqual([second]);
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('blind');
  });

  it('a case file of the second finds its first where it comes in', async () => {
    const place = await twoReaders(begun());
    const path = join(folders.make(), 'second.isoline');
    await place.services.export.whole({ caseId: place.second, path }, place.as('Tess'));
    place.cases.remove(place.second);
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('none');
    await place.services.library.receive({ path }, place.as('Tess'));
    expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('blind');
    expect(troubles(place, place.second)).toEqual([]);
  });
});

describe('a disk that is full while a second reading is made', () => {
  it('makes none and leaves nothing, whichever write it is', async () => {
    for (const step of ['makeFolder', 'rename', 'sync'] as const) {
      let failing = false;
      let left = 3;
      const full = (): void => {
        if (failing && left-- <= 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      };
      const calls: FileCalls = {
        ...files,
        makeFolder: (path) => {
          if (step === 'makeFolder' && failing) left = 0;
          if (step === 'makeFolder') full();
          files.makeFolder(path);
        },
        rename: (from, to) => {
          if (step === 'rename') full();
          files.rename(from, to);
        },
        sync: (file) => {
          if (step === 'sync') full();
          files.sync(file);
        },
      };
      if (step === 'rename') left = 1;
      const place = begun({ calls });
      await relabel(place, place.caseId, 'Ada', [3], 2);
      const there = readdirSync(join(place.cases.dataFolder, 'cases'));
      failing = true;
      expect([step, await failed(() => place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess')))]).toEqual([step, 'disk-full']);
      failing = false;
      expect(readdirSync(join(place.cases.dataFolder, 'cases'))).toEqual(there);
      expect(place.cases.row(place.caseId).readings.seconds).toEqual([]);
      expect(await failed(() => place.services.review.state({ caseId: place.caseId }, place.as('Ben')))).toBe('none');
      expect(await failed(() => place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess')))).toBe('none');
      expect(troubles(place, place.caseId)).toEqual([]);
    }
  });
});

describe('a program that ends while a second reading is made', () => {
  it('has none when it starts again, and its first is as it was', async () => {
    const place = begun();
    await relabel(place, place.caseId, 'Ada', [3], 2);
    const going = place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess'));
    await turn();
    // What the disk holds at this moment, as a kill would leave it.
    const copy = folders.make();
    cpSync(place.cases.dataFolder, copy, { recursive: true });
    await going;
    expect(readdirSync(join(copy, 'cases'))).toHaveLength(2);
    const again = new Cases(environment(copy));
    try {
      expect(again.list().map(({ caseId }) => caseId)).toEqual([place.caseId]);
      expect(readdirSync(join(copy, 'cases'))).toEqual([place.caseId]);
      expect(new Blindness(again).pairs(place.caseId)).toEqual([]);
      expect(troubles({ ...place, cases: again }, place.caseId)).toEqual([]);
    } finally {
      again.close();
    }
  });
});
