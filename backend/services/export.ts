/** Corrected labels out of the house. Every export stands in the case's access log. */
import { resolve } from 'node:path';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { ExportFile } from '../../core/contract/types.ts';
import type { Cases } from '../database/cases.ts';
import type { OpenCase } from '../database/open-case.ts';
import { readOnThread } from '../database/reading.ts';
import { refuseForeignPlace } from '../store/handed-out.ts';
import { annotationFile } from './export/annotations.ts';
import { csvFile } from './export/csv.ts';
import { dayJsonFile } from './export/day-json.ts';
import { writeTablesApart } from './export/tables-thread.ts';

export function createExportService(deps: { cases: Cases }): Handlers<Contract['export']> {
  const { cases } = deps;
  const analysed = (caseId: string): OpenCase => {
    const open = cases.case(caseId);
    if (!open.state.run) throw new AppError('not-ready', 'This case has not been analysed yet.', { hint: 'Analyse it, then export.', details: { caseId } });
    return open;
  };
  return {
    labels: async ({ caseId, formats, annotator }, { author }) => {
      await cases.told(caseId);
      const open = analysed(caseId);
      const { record } = open.recording.header;
      const writers = {
        wfdb: (): ExportFile => ({ name: `${record}.${annotator}`, bytes: annotationFile(open, cases.version) }),
        csv: (): ExportFile => ({ name: `${record}.csv`, bytes: csvFile(open) }),
        json: (): ExportFile => ({ name: `${record}.json`, bytes: dayJsonFile(open, cases.version) }),
      };
      const made = [...new Set(formats)].map((format) => writers[format]());
      cases.access(caseId, 'exported', `labels: ${[...new Set(formats)].join(', ')}`, author);
      return { files: made };
    },
    whole: async ({ caseId, path, passphrase = '', deidentified = false }, { author, signal }) => {
      const target = resolve(path);
      refuseForeignPlace(target, cases.dataFolder);
      const release = cases.hold(caseId);
      try {
        const packing = cases.packing(passphrase, deidentified);
        const { bytes } = await readOnThread({ kind: 'pack', folder: cases.case(caseId).folder, target, packing }, undefined, signal);
        cases.access(caseId, 'exported', `${deidentified ? 'a copy that names nobody' : 'the whole case'}${passphrase === '' ? '' : ', protected by a passphrase'}`, author);
        return { path: target, bytes };
      } finally {
        release();
      }
    },
    sqlite: async ({ caseId, path }, { author }) => {
      await cases.loaded(caseId);
      const { folder } = analysed(caseId);
      const target = resolve(path);
      refuseForeignPlace(target, cases.dataFolder);
      const release = cases.hold(caseId);
      try {
        await writeTablesApart({ folder, target, version: cases.version });
      } finally {
        release();
      }
      cases.access(caseId, 'exported', 'tables', author);
      return { path: target };
    },
  };
}
