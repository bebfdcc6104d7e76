import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../../core/contract/define.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { CODES } from '../../core/beats/classes.ts';
import { Cases } from '../../backend/database/cases.ts';
import { parseAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { createExportService } from '../../backend/services/export.ts';
import { BLOCK, analyseCase, environment, header, importCase, temporaryFolders } from '../database/helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';

const context: CallContext<never> = { author: 'Ada', emit: () => Promise.resolve(), signal: new AbortController().signal };

async function filesOf(formats: ('wfdb' | 'csv' | 'json')[]): Promise<Map<string, Uint8Array>> {
  const { files } = await createExportService({ cases }).labels({ caseId, formats, annotator: 'cnn' }, context);
  return new Map(files.map((file) => [file.name, file.bytes]));
}

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes!).toString('utf8');

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  const requests: EditRequest[] = [
    { kind: 'relabel', keys: Int32Array.of(9), code: 12 },
    { kind: 'insert', sample: 60, code: 2 },
    { kind: 'relabel', keys: Int32Array.of(3), code: 5 },
    { kind: 'relabel', keys: Int32Array.of(19), code: 0 },
    { kind: 'span', from: 100, to: 200, readable: false },
    { kind: 'fact', field: 'name', value: '=cmd()', reason: '' },
  ];
  requests.forEach((request, revision) => cases.edit(caseId, request, revision, revision === 1 ? 'O’Neill, "Ben"' : 'Ada'));
  cases.undo(caseId, 4, 'Ada');
});
afterEach(() => {
  cases.close();
  folders.clear();
});

describe('labels as a WFDB annotation file', () => {
  it('reads back beat by beat, with artefacts, unreadable spans and who said so', async () => {
    const { annotations } = parseAnnotationFile((await filesOf(['wfdb'])).get('holter.cnn')!);
    const { beats } = cases.case(caseId).review();
    const expected = Array.from(beats.sample, (sample, row) => ({ sample, symbol: CODES[beats.code[row]!]![0] })).filter(
      ({ sample }) => !(sample >= 100 && sample < 200) && !(sample >= BLOCK + 1000 && sample < BLOCK + 2000),
    );
    const marks = annotations.filter(({ symbol }) => symbol !== '~' && symbol !== '"' && symbol !== '+');
    expect(annotations.filter(({ symbol }) => symbol === '+')[0]).toMatchObject({ sample: 0, aux: '(N' });
    expect(marks.map(({ sample, symbol }) => ({ sample, symbol }))).toEqual(expected);
    expect(annotations.filter(({ symbol }) => symbol === '~').map(({ sample, subtype }) => [sample, subtype])).toEqual([[100, -1], [200, 0], [BLOCK + 1000, -1], [BLOCK + 2000, 0]]);
    expect(annotations[0]).toMatchObject({ symbol: '"', sample: 0 });
    expect(annotations[0]!.aux).toBe("Isoline 0.1.0, beats by beats 1 (sha256 abababababababab, cpu); a beat with a text is a person's; revision 7");
    const said = marks.filter(({ aux }) => aux !== '').map(({ sample, symbol, aux }) => [sample, symbol, aux.replace(/ 20.*/, '')]);
    expect(said).toEqual([[60, 'V', 'O’Neill, "Ben"'], [279, '|', 'Ada'], [759, 'A', 'Ada']]);
  });
});

it('marks nothing behind the last sample', async () => {
  const { sampleCount } = cases.case(caseId).recording.header;
  cases.edit(caseId, { kind: 'event-add', event: 'ventricular-fibrillation', from: sampleCount - 2000, to: sampleCount, reason: 'seen' }, cases.case(caseId).db.journal.head().sequence, 'Ada');
  const { annotations } = parseAnnotationFile((await filesOf(['wfdb'])).get('holter.cnn')!);
  expect(annotations.filter(({ aux }) => aux === '(VF')).toHaveLength(1);
  expect(annotations.filter(({ sample }) => sample >= sampleCount)).toEqual([]);
  expect(annotations.filter(({ symbol }) => symbol === '[' || symbol === ']').map(({ symbol, sample }) => [symbol, sample])).toEqual([['[', sampleCount - 2000], [']', sampleCount - 1]]);
});

describe('labels as CSV and JSON', () => {
  it('say the same as the summary', async () => {
    const made = await filesOf(['csv', 'json']);
    const [head, ...lines] = text(made.get('holter.csv')).trimEnd().split('\n');
    expect(head).toBe('sample,seconds,class,code,N,S,V,F,Q,rr,template,source,author,time');
    const { summary } = cases.case(caseId);
    const perClass = (name: string): number => lines.filter((line) => line.split(',')[2] === name).length;
    const { counts } = summary;
    expect([perClass('N'), perClass('S'), perClass('V'), perClass('F'), perClass('Q')]).toEqual([counts.N, counts.S, counts.V, counts.F, counts.Q]);
    expect(lines.length).toBe(summary.beats);
    expect(lines[0]).toBe('39,0.3900,N,N,0.784,0.039,0.039,0.039,0.039,,1,model,,');
    expect(lines[1]).toMatch(/^60,0\.6000,V,V,,,,,,0\.2100,0,person,"O’Neill, ""Ben""",2026-/);
    const json: unknown = JSON.parse(text(made.get('holter.json')));
    expect(json).toMatchObject({
      record: 'holter',
      counts,
      artefacts: 1,
      beats: summary.beats,
      heartRate: { min: summary.heartRate.lowest!.rate, mean: summary.heartRate.mean, max: summary.heartRate.highest!.rate, windowSeconds: 15 },
      analysableSeconds: SECONDS - 11,
      device: 'cpu',
      model: { name: 'beats', sha256: 'ab'.repeat(32) },
      stages: { detect: 1.5 },
      leads: ['MLII', 'V1'],
      edits: 5,
    });
    expect(JSON.stringify(json)).toContain('not cleared as a medical device');
    expect(cases.case(caseId).db.access.lines()[0]).toMatchObject({ who: 'Ada', what: 'exported', detail: 'labels: csv, json' });
  });

  it('are refused where there is no analysis', async () => {
    const bare = cases.createCase(header(1), '').caseId;
    const service = createExportService({ cases });
    await expect(service.labels({ caseId: bare, formats: ['csv'], annotator: 'cnn' }, context)).rejects.toMatchObject({ code: 'not-ready' });
  });
});

describe('a case as plain tables', () => {
  it('can be queried', async () => {
    const path = join(folders.make(), 'plain.sqlite');
    await createExportService({ cases }).sqlite({ caseId, path }, context);
    const db = new Database(path, { readonly: true });
    const { counts, beats } = cases.case(caseId).summary;
    expect(db.prepare("SELECT count(*) AS n FROM beat WHERE class = 'V'").get()).toEqual({ n: counts.V });
    expect(db.prepare("SELECT count(*) AS n FROM beat WHERE class <> 'X'").get()).toEqual({ n: beats });
    expect(db.prepare("SELECT author FROM beat WHERE source = 'person' AND sample = 60").get()).toEqual({ author: 'O’Neill, "Ben"' });
    expect(db.prepare('SELECT count(*) AS n FROM edit').get()).toEqual({ n: 7 });
    expect(db.prepare('SELECT label, undone FROM edit WHERE sequence = 4').get()).toEqual({ label: '1 beat V to N', undone: 1 });
    expect(db.prepare('SELECT count(*) AS n FROM unreadable').get()).toEqual({ n: 2 });
    const { findings } = cases.case(caseId).findings;
    expect(db.prepare('SELECT kind, from_sample AS "from", to_sample AS "to", reason FROM finding ORDER BY number').all()).toEqual(findings.map(({ kind, from, to, reason }) => ({ kind, from: Math.round(from), to: Math.round(to), reason })));
    db.close();
    await createExportService({ cases }).sqlite({ caseId, path }, context);
    expect(readdirSync(cases.dataFolder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('says where it cannot be written, and leaves nothing', async () => {
    const path = join(cases.dataFolder, 'nowhere', 'plain.sqlite');
    await expect(createExportService({ cases }).sqlite({ caseId, path }, context)).rejects.toMatchObject({ code: 'file-unwritable' });
    expect(existsSync(path)).toBe(false);
  });
});
