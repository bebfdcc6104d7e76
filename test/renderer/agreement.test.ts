/**
 * One number is one number: what the window counts from its columns, the
 * summary, the worklist, the live numbers, CSV, JSON, tables, annotations and
 * the printed report say the same of a real recording with a gap, before and
 * after it is edited.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLASSES, CODES } from '../../core/beats/classes.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { parseAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { LiveDay } from '../../renderer/state/live-day.ts';
import { durationInWords, grouped } from '../../core/study/clock.ts';
import { withData } from '../helpers/data.ts';
import { finished, importFile, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from '../services/helpers.ts';

const RATE = 360;
/** Seconds of mitdb/208 before the gap, of the gap, and of mitdb/202 behind it: V in runs and couplets, then S and fibrillation. */
const [BEFORE, GAP, BEHIND] = [100, 80, 100];

/** Real signal with nothing measured in its middle. Returns the path of the header. */
function recordWithGap(data: string, folder: string): string {
  for (const [record, seconds] of [['208', BEFORE], ['202', BEHIND]] as const) {
    copyFileSync(join(data, 'mitdb', `${record}.dat`), join(folder, `${record}.dat`));
    const header = readFileSync(join(data, 'mitdb', `${record}.hea`), 'utf8').split(/\r?\n/);
    writeFileSync(join(folder, `${record}.hea`), [`${record} 2 ${RATE} ${seconds * RATE}`, ...header.slice(1, 3)].join('\n'));
  }
  writeFileSync(join(folder, 'both.hea'), `both/3 2 ${RATE} ${(BEFORE + GAP + BEHIND) * RATE}\n208 ${BEFORE * RATE}\n~ ${GAP * RATE}\n202 ${BEHIND * RATE}\n`);
  return join(folder, 'both.hea');
}

/** Beats of each class in the lines of a CSV file. */
function ofClasses(names: readonly string[]): number[] {
  return CLASSES.slice(0, 5).map((of) => names.filter((name) => name === of).length);
}

withData('the same number everywhere', (data) => {
  let program: TestProgram;
  let caseId: string;

  beforeAll(async () => {
    program = await openProgram();
    caseId = await importFile(program, recordWithGap(data, temporaryFolder()));
    await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
  });
  afterAll(async () => {
    await program.close();
    removeTemporaryFolders();
  });

  async function edit(request: EditRequest): Promise<void> {
    const { revision } = await program.client.library.study({ caseId });
    await program.client.review.edit({ caseId, baseRevision: revision, request });
  }

  /** Beats by class, and what else is told in several places, compared all round. */
  async function agree(): Promise<{ V: number; unreadable: number; text: string }> {
    const { client } = program;
    const [study, state, summary, { tables }, rows, draft] = await Promise.all([
      client.library.study({ caseId }),
      client.review.state({ caseId }),
      client.review.summary({ caseId }),
      client.review.findings({ caseId }),
      client.library.list({}),
      client.report.draft({ caseId }),
    ]);
    const { files } = await client.export.labels({ caseId, formats: ['csv', 'json', 'wfdb'] });
    const file = (ending: string): Uint8Array => files.find(({ name }) => name.endsWith(ending))!.bytes;
    const day = new LiveDay({ ...state, fibrillation: state.fibrillation ?? new Float64Array(0), study }).derived(state.marks);
    const [counts, row] = [day.counts.slice(0, 5), rows.find((line) => line.caseId === caseId)!];

    const lines = Buffer.from(file('.csv')).toString('utf8').trim().split('\n').slice(1).map((line) => line.split(','));
    const json = JSON.parse(Buffer.from(file('.json')).toString('utf8')) as Record<string, unknown>;
    const marks = parseAnnotationFile(file('.cnn')).annotations.map(({ symbol }) => CODES.find(([code]) => code === symbol)?.[1] ?? '');
    const path = join(temporaryFolder(), 'tables.sqlite');
    await client.export.sqlite({ caseId, path });
    const db = new Database(path, { readonly: true });
    const tabled = db.prepare<[], { class: string }>('SELECT class FROM beat').all().map((beat) => beat.class);
    const findings = (kind: string): number => db.prepare<[string], { n: number }>("SELECT count(*) AS n FROM finding WHERE kind = ? AND state <> 'rejected'").get(kind)!.n;
    const couplets = findings('ventricular-couplet');
    db.close();

    const byClass = CLASSES.slice(0, 5).map((of) => summary.counts[of as 'N']);
    expect({ byClass, all: summary.beats, unreadable: summary.unreadableSeconds }).toEqual({ byClass: counts, all: day.beats, unreadable: day.unreadableSeconds });
    expect([ofClasses(lines.map((line) => line[3]!)), ofClasses(tabled), ofClasses(marks)]).toEqual([counts, counts, counts]);
    expect(json).toMatchObject({ counts: summary.counts, beats: day.beats, unreadableSeconds: day.unreadableSeconds, recordedSeconds: BEFORE + BEHIND, findings: { V: { beats: counts[2], couplets }, S: { beats: counts[1] }, af: tables.af } });
    expect(row).toMatchObject({ burdenV: (100 * counts[2]!) / day.beats, burdenS: (100 * counts[1]!) / day.beats, burdenAf: tables.af.burden, longestRrSeconds: json['longestRrSeconds'] });

    const { result } = await finished(client.report.render({ caseId }));
    const document = await getDocument({ data: result.pdf, verbosity: 0 }).promise;
    const { items } = await (await document.getPage(1)).getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join(' ').replaceAll(/\s+/g, ' ');
    for (const [label, n, burden] of [['Normal', counts[0]!, (100 * counts[0]!) / day.beats], ['Beats, burden', counts[2]!, row.burdenV!], ['Beats, burden', counts[1]!, row.burdenS!]] as const) {
      expect(text).toContain(`${grouped(n)}, ${burden.toFixed(1)} % ${label}`);
    }
    expect(text).toContain(`${grouped(day.beats)} Beats `);
    expect(text).toContain(`${tables.V.couplets} Couplets ${tables.V.runs} Runs of 3 and more`);
    expect(text).toContain(`${((100 * day.unreadableSeconds) / (BEFORE + BEHIND)).toFixed(1)} %, ${durationInWords(day.unreadableSeconds)} Unreadable`);
    expect(text).toContain(`Length ${durationInWords(BEFORE + BEHIND)} recorded of ${durationInWords(BEFORE + GAP + BEHIND)}`);
    expect(JSON.stringify(draft)).toContain(grouped(counts[2]!));
    return { V: counts[2]!, unreadable: day.unreadableSeconds, text };
  }

  it('of a recording with a gap, as the machine has labelled it and as it stands after edits', async () => {
    const before = await agree();
    expect(before.V).toBeGreaterThan(30);
    expect(before.unreadable).toBeLessThan(5);
    const { beats } = await program.client.review.state({ caseId });
    const ventricular = Int32Array.from(beats.key).filter((_, at) => CODES[beats.code[at]!]?.[1] === 'V');
    await edit({ kind: 'relabel', keys: ventricular.subarray(0, 7), code: CODES.findIndex(([symbol]) => symbol === 'N') });
    // Over the edge of the gap: only what was measured becomes unreadable.
    await edit({ kind: 'span', from: (BEFORE - 12) * RATE, to: (BEFORE + 30) * RATE, readable: false });
    const after = await agree();
    expect(after.V).toBeLessThanOrEqual(before.V - 7);
    expect(after.unreadable).toBeGreaterThanOrEqual(12);
    expect(after.unreadable).toBeLessThan(before.unreadable + 13);
  });
});
