import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { joinEvidence } from '../../backend/database/run-columns.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { analyseCase, environment, importCase, RATE, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';

const kinds = (): string[] => cases.case(caseId).day.findings.map(({ kind }) => kind);

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
});
afterEach(() => {
  cases.close();
  folders.clear();
});

describe('the findings of a case', () => {
  it('follow its edits and equal those from nothing', () => {
    expect(kinds()).toEqual([]);
    // Every tenth beat is V; the one behind the first of them becomes V too.
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(10), code: 2 }, 0, 'Ada');
    expect(kinds()).toEqual(['ventricular-couplet']);
    expect(cases.case(caseId).day.findings[0]).toMatchObject({ anchors: [9, 10], rate: 75 });
    expect(cases.case(caseId).findingTables.V).toMatchObject({ couplets: 1, runs: 0 });
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(11), code: 2 }, 1, 'Ada');
    expect(kinds()).toEqual(['idioventricular-rhythm']);
    const { day, state, unreadable, gaps } = cases.case(caseId);
    const quality = { leads: 2, seconds: SECONDS, flags: new Uint8Array(2 * SECONDS), numbers: [0, 1] };
    expect(day.findings).toEqual(findingsOf({ beats: state.edit.beats, sampleRate: RATE, sampleCount: SECONDS * RATE, unreadable, gaps, quality }));
    cases.undo(caseId, null, 'Ada');
    cases.undo(caseId, null, 'Ada');
    expect(kinds()).toEqual([]);
  });

  it('call an interval that no lead can vouch for no pause', () => {
    cases.edit(caseId, { kind: 'delete', keys: Int32Array.of(20, 21) }, 0, 'Ada');
    expect(kinds()).toEqual(['no-pause']);
    expect(cases.case(caseId).day.findings[0]!.reason).toBe('2.40 s without an R peak, but a lead could be read for only 0 % of it: no pause');
  });
});

describe('evidence of a run', () => {
  it('joins quality by lead over the seconds of the whole recording', () => {
    const bytes = (values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
    const { doubtful, quality } = joinEvidence(
      [
        { from_sample: 0, to_sample: 300, doubtful: bytes([120]), quality: Uint8Array.of(1, 2, 3, 11, 12, 13) },
        { from_sample: 300, to_sample: 450, doubtful: bytes([310, 400]), quality: Uint8Array.of(QUALITY.usable, 5, 14, 15) },
      ],
      450,
      2,
      100,
    );
    expect(Array.from(doubtful)).toEqual([120, 310, 400]);
    expect(quality).toEqual({ leads: 2, seconds: 5, flags: Uint8Array.of(1, 2, 3, QUALITY.usable, 5, 11, 12, 13, 14, 15) });
  });
});
