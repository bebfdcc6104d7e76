/** A data folder with several people at it: the services that concern readings, without engine and printer. */
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { Blindness } from '../../backend/database/blindness.ts';
import { Cases } from '../../backend/database/cases.ts';
import { Comparisons } from '../../backend/database/comparison.ts';
import { createColleaguesService } from '../../backend/services/colleagues.ts';
import { createExportService } from '../../backend/services/export.ts';
import { keptApart, libraryOfReadings } from '../../backend/services/kept-apart.ts';
import { createLibraryService } from '../../backend/services/library.ts';
import { createReviewService } from '../../backend/services/review.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { files, type FileCalls } from '../../backend/store/files.ts';
import { analyseCase, environment, importCase } from './helpers.ts';

export const SECONDS = 310;

type Served = Pick<Contract, 'library' | 'review' | 'export' | 'colleagues'>;

export interface Workplace {
  cases: Cases;
  blindness: Blindness;
  comparisons: Comparisons;
  caseId: string;
  services: { readonly [G in keyof Served]: Handlers<Served[G]> };
  /** Who calls. */
  as(author: string): CallContext<never>;
  /** Signs as the services do, without drawing a report. */
  sign(caseId: string, author: string): void;
}

/** A workplace with one analysed case. */
export function workplace(folder: string, options: { calls?: FileCalls; people?: string[] } = {}): Workplace {
  const cases = new Cases(environment(folder), options.calls ?? files);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  const blindness = new Blindness(cases);
  const readings = { cases, blindness, comparisons: new Comparisons(cases, blindness) };
  return {
    ...readings,
    caseId,
    services: {
      library: keptApart('library', libraryOfReadings(createLibraryService({ cases }), readings), readings),
      review: keptApart('review', createReviewService({ cases }), readings),
      export: keptApart('export', createExportService({ cases }), readings),
      colleagues: keptApart('colleagues', createColleaguesService({ ...readings, people: () => (options.people ?? []).map((name) => ({ name, signs: !name.startsWith('T') })) }), readings),
    },
    as: (author) => ({ author, signal: { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined }, emit: () => Promise.resolve() }),
    sign(of, author) {
      blindness.refuseEdit(of, author);
      readings.comparisons.refuseUnsettled(of);
      cases.sign(of, { pdf: Buffer.from(`%PDF-1.7 ${of}`), pages: 1, revision: cases.case(of).db.journal.head().sequence }, author);
    },
  };
}

/** Code and details of the named failure that a call ends with. */
export async function failed(body: () => unknown): Promise<string> {
  try {
    await body();
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : `not named: ${String(thrown)}`;
  }
  return 'none';
}

/** What is wrong with a case, in words. */
export const troubles = ({ cases }: Workplace, caseId: string): string[] => {
  const proof = verifyCase(cases.case(caseId));
  for (;;) {
    const { done, value } = proof.next();
    if (done) return value;
  }
};

export const relabel = async ({ cases, services, as }: Workplace, caseId: string, author: string, keys: number[], code: number): Promise<unknown> =>
  services.review.edit({ caseId, baseRevision: cases.case(caseId).db.journal.head().sequence, request: { kind: 'relabel', keys: Int32Array.from(keys), code } }, as(author));

/** Ada reads the case, Ben reads it a second time. */
export async function twoReaders(place: Workplace): Promise<Workplace & { second: string }> {
  await place.services.review.edit({ caseId: place.caseId, baseRevision: 0, request: { kind: 'fact', field: 'indication', value: 'Syncope', reason: '' } }, place.as('Tess'));
  await relabel(place, place.caseId, 'Ada', [3], 2);
  const { caseId: second } = await place.services.colleagues.beginSecond({ caseId: place.caseId, to: 'Ben' }, place.as('Tess'));
  return { ...place, second };
}

/** Both readings signed: Ada called beats 3, 5 V, and deleted 8; Ben called 5, 6 S; their conclusions differ. */
export async function signedPair(made: Workplace): Promise<Workplace & { second: string }> {
  const place = await twoReaders(made);
  const edit = async (caseId: string, author: string, request: Parameters<typeof place.services.review.edit>[0]['request']): Promise<unknown> =>
    place.services.review.edit({ caseId, baseRevision: place.cases.case(caseId).db.journal.head().sequence, request }, place.as(author));
  await edit(place.caseId, 'Ada', { kind: 'relabel', keys: Int32Array.of(5), code: 2 });
  await edit(place.caseId, 'Ada', { kind: 'delete', keys: Int32Array.of(8) });
  await edit(place.caseId, 'Ada', { kind: 'text', name: 'conclusion', value: 'Ventricular.' });
  await edit(place.second, 'Ben', { kind: 'relabel', keys: Int32Array.of(5, 6), code: 1 });
  await edit(place.second, 'Ben', { kind: 'text', name: 'conclusion', value: 'Supraventricular.' });
  place.sign(place.caseId, 'Ada');
  place.sign(place.second, 'Ben');
  return place;
}
