import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { temporaryFolders } from './helpers.ts';
import { failed, signedPair, troubles, workplace, type Workplace } from './readers.ts';

const folders = temporaryFolders();
const open: Workplace[] = [];
afterEach(() => {
  for (const { cases } of open.splice(0)) cases.close();
  folders.clear();
});

function begun(): Workplace {
  const made = workplace(folders.make());
  open.push(made);
  return made;
}

describe('comparing and settling', () => {
  it('lists what differs and none else, with the kappa of its table', async () => {
    const place = await signedPair(begun());
    const { agreement, first, second, open: toDecide, cannot, linked } = await place.services.colleagues.compare({ first: place.caseId, second: place.second }, place.as('Cleo'));
    expect([first.name, second.name, cannot, linked]).toEqual(['Ada', 'Ben', '', true]);
    const base = place.cases.case(place.second).db.runs.columns(1).beats;
    const at = (key: number): number => base.sample[key]!;
    expect(agreement.beats.map(({ kind, first: a, second: b, samples }) => [kind, a, b, [...samples]])).toEqual([
      ['label', 2, 0, [at(3)]],
      ['label', 2, 1, [at(5)]],
      ['label', 0, 1, [at(6)]],
      ['only-second', null, 0, [at(8)]],
    ]);
    expect(agreement.values.map(({ id }) => id)).toEqual(['value/text/conclusion']);
    expect(agreement.spans).toEqual([]);
    expect(agreement.events.every(({ follows }) => follows)).toBe(true);
    expect(toDecide).toHaveLength(5);
    const n = agreement.table.slice(0, 5).flatMap((row) => row.slice(0, 5)).reduce((sum, count) => sum + count, 0);
    const [N, V] = [agreement.table[0]![0]!, agreement.table[2]![2]!];
    expect(agreement.table[2]).toEqual([1, 1, V, 0, 0, 0]);
    const chance = ((N + 1) * (N + 1) + (V + 2) * V) / (n * n);
    expect(agreement.kappa.value).toBeCloseTo(((n - 3) / n - chance) / (1 - chance), 12);
  });

  it('is settled by a third, each decision an edit of the first reading, and signed when all is settled', async () => {
    const place = await signedPair(begun());
    const { services, caseId, second, as, cases } = place;
    const pair = { first: caseId, second };
    const settle = (difference: string, decision: Parameters<typeof services.colleagues.settle>[0]['decision'], author = 'Cleo'): unknown => services.colleagues.settle({ ...pair, difference, place: null, decision }, as(author));
    const before = await services.colleagues.compare(pair, as('Cleo'));
    for (const name of ['Ada', 'Ben']) expect(await failed(() => services.colleagues.beginSettling(pair, as(name)))).toBe('edit-refused');
    expect(await failed(() => settle(before.open[0]!, 'first'))).toBe('edit-refused');
    await services.colleagues.beginSettling(pair, as('Cleo'));
    expect(cases.study(caseId)).toMatchObject({ signed: null });
    // Nothing is hidden again, though the first is open once more; the second stays as it was signed.
    expect(await failed(() => services.review.state({ caseId }, as('Ben')))).toBe('none');
    expect(await failed(() => place.comparisons.refuseSettled(second))).toBe('edit-refused');
    expect(await failed(() => settle(before.open[0]!, 'first', 'Ada'))).toBe('edit-refused');
    const [threeV, five, six, eight] = before.agreement.beats;
    await settle(threeV!.id, 'first');
    await settle(five!.id, { code: 3 });
    expect(await failed(() => settle(five!.id, 'second'))).toBe('edit-refused');
    await settle(six!.id, 'second');
    expect(place.comparisons.inReport(caseId)).toEqual({ name: 'Ben', words: expect.stringMatching(/^kappa 0\.\d\d, 2 not settled$/) as unknown });
    expect(await failed(() => place.sign(caseId, 'Cleo'))).toBe('unsettled');
    await settle(eight!.id, 'second');
    await settle('value/text/conclusion', 'second');
    const { beats } = cases.case(caseId).state.edit;
    expect([3, 5, 6, 8].map((key) => beats.code[rowOf(beats, key)])).toEqual([2, 3, 1, 0]);
    const after = await services.colleagues.compare(pair, as('Cleo'));
    expect(after.open).toEqual([]);
    expect(after.settledBy).toBe('Cleo');
    // Kappa is of the two readers and stands still, whatever was settled since.
    expect(after.agreement.kappa).toEqual(before.agreement.kappa);
    expect(cases.case(caseId).db.journal.newest(1)[0]).toMatchObject({ kind: 'settle', author: 'Cleo', label: 'settled: conclusion, as second' });
    // A decision is undone like any edit, and is then open again.
    await services.review.undo({ caseId, sequence: null }, as('Cleo'));
    expect((await services.colleagues.compare(pair, as('Cleo'))).open).toEqual(['value/text/conclusion']);
    await services.review.redo({ caseId }, as('Cleo'));
    place.sign(caseId, 'Cleo');
    expect(place.comparisons.inReport(caseId)?.words).toMatch(/, 5 settled by Cleo$/);
    expect(place.comparisons.inReport(second)?.words).toBe('this is the second reading');
    expect(cases.study(caseId)).toMatchObject({ state: 'signed', signed: { author: 'Cleo' } });
    for (const id of [caseId, second]) expect(troubles(place, id)).toEqual([]);
  });

  it('is begun and opened again at once, or not at all', async () => {
    const place = await signedPair(begun());
    const { services, caseId, second, as, cases } = place;
    const pair = { first: caseId, second };
    const { journal } = cases.case(caseId).db;
    const { append } = journal;
    const head = journal.head();
    let room = 1;
    journal.append = (...edit) => {
      if (room-- <= 0) throw new AppError('disk-full', 'The disk is full.');
      return append.call(journal, ...edit);
    };
    const told: string[] = [];
    const silent = cases.onEdit(({ entry }) => told.push(entry.kind));
    expect(await failed(() => services.colleagues.beginSettling(pair, as('Cleo')))).toBe('disk-full');
    expect(told).toEqual([]);
    expect(journal.head()).toEqual(head);
    expect((await services.colleagues.compare(pair, as('Cleo'))).settling).toBe(false);
    journal.append = append;
    await services.colleagues.beginSettling(pair, as('Cleo'));
    silent();
    expect(told).toEqual(['settling', 'reopening']);
    expect(cases.study(caseId).signed).toBeNull();
    expect(troubles(place, caseId)).toEqual([]);
  });

  it('has nothing to settle where the two agree', async () => {
    const place = begun();
    const { caseId: second } = await place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess'));
    place.sign(place.caseId, 'Ada');
    place.sign(second, 'Ben');
    const pair = { first: second, second: place.caseId };
    const same = await place.services.colleagues.compare(pair, place.as('Cleo'));
    expect(same.agreement.kappa.value).toBe(1);
    // Whichever is named first, the second reading stands second.
    expect(same.second.caseId).toBe(second);
    expect(await failed(() => place.services.colleagues.beginSettling(pair, place.as('Cleo')))).toBe('edit-refused');
  });

  it('compares nothing that is not of one recording', async () => {
    const place = begun();
    expect(await failed(() => place.services.colleagues.compare({ first: place.caseId, second: place.caseId }, place.as('Ada')))).toBe('invalid-input');
  });
});
