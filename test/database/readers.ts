/** A data folder with several people at it: the services that concern readings, without engine and printer. */
import type { Contract } from '../../core/contract/contract.ts';
import type { CallContext, Handlers } from '../../core/contract/define.ts';
import { Blindness } from '../../backend/database/blindness.ts';
import { Cases } from '../../backend/database/cases.ts';
import { Comparisons } from '../../backend/database/comparison.ts';
import { createColleaguesService } from '../../backend/services/colleagues.ts';
import { createExportService } from '../../backend/services/export.ts';
import { keptApart, libraryOfReadings } from '../../backend/services/kept-apart.ts';
import { createLibraryService } from '../../backend/services/library.ts';
import { createReviewService } from '../../backend/services/review.ts';
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
