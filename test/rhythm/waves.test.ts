import { describe, expect, it } from 'vitest';
import { CLASS_INDEX, codeOf } from '../../core/beats/classes.ts';
import type { Evidence } from '../../core/beats/evidence.ts';
import { EVIDENCE } from '../../core/beats/evidence.ts';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import { findingsAfter, findingsOf, tablesOf, type FindingsInput } from '../../core/rhythm/findings.ts';
import { LOW_BAND_FIELDS, packed, ST_FIELDS, unpacked, WAVE_FIELDS, type StRow, type WaveRow } from '../../core/waves/wave-columns.ts';

const RATE = 250;
const MINUTE = 60 * RATE;
const RR = 0.8 * RATE;

type Minute = Partial<WaveRow> & { st?: Partial<StRow>[] };

/** Hours of sinus rhythm at 75/min, minute by minute as told. */
function day(minutes: readonly Minute[], more: Partial<FindingsInput> = {}, lowBand?: { slow: number; fast: number }): FindingsInput {
  const sampleCount = minutes.length * MINUTE;
  const n = Math.floor(sampleCount / RR) - 1;
  const rows = minutes.map(
    (row, i): WaveRow => ({ from: i * MINUTE, to: (i + 1) * MINUTE, beatClass: CLASS_INDEX.N, beats: 74, leftOut: 1, rr: 800, pOnset: -200, pEnd: -100, qrsOnset: -40, qrsEnd: 50, tPeak: 240, tEnd: 340, pLikelihood: 0.9, ...row }),
  );
  const st = minutes.flatMap(({ st: leads = [{}, {}] }, i) => leads.map((row, lead): StRow => ({ from: i * MINUTE, to: (i + 1) * MINUTE, lead, beats: 74, st60: 0, st80: 0, slope: 0, r: 1, s: -0.2, ...row })));
  const evidence: Evidence = { waves: packed(WAVE_FIELDS, rows), st: packed(ST_FIELDS, st) };
  if (lowBand) evidence.lowBand = packed(LOW_BAND_FIELDS, [0, 1].map((lead) => ({ from: 0, lead, ...lowBand })));
  return {
    beats: {
      key: Int32Array.from({ length: n }, (_, i) => i),
      sample: Float64Array.from({ length: n }, (_, i) => (i + 1) * RR),
      code: new Uint8Array(n).fill(codeOf('N')),
      probability: new Uint8Array(n * 5),
      source: new Uint8Array(n),
    },
    sampleRate: RATE,
    sampleCount,
    unreadable: [],
    gaps: [],
    evidence,
    ...more,
  } as FindingsInput;
}

const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);
const of = (input: FindingsInput, kind: Finding['kind']): Finding[] => findingsOf(input).filter((finding) => finding.kind === kind);

describe('columns of waves', () => {
  it('are as wide as the list of evidence says, and come back as rows', () => {
    expect(EVIDENCE.waves.values).toBe(WAVE_FIELDS.length);
    expect(EVIDENCE.singleWaves.values).toBe(WAVE_FIELDS.length);
    expect(EVIDENCE.st.values).toBe(ST_FIELDS.length);
    expect(EVIDENCE.lowBand.values).toBe(LOW_BAND_FIELDS.length);
    const rows = [{ from: 1, lead: 2, slow: 3, fast: 4 }, { from: 5, lead: 6, slow: Number.NaN, fast: 8 }];
    expect(unpacked(LOW_BAND_FIELDS, packed(LOW_BAND_FIELDS, rows))).toEqual(rows);
    expect(unpacked(LOW_BAND_FIELDS, undefined)).toEqual([]);
  });
});

describe('minutes in ventricular tachycardia or fibrillation by the signal', () => {
  it('tell no interval and no ST, whatever their beats are labelled', () => {
    /** `f` fibrillation, `t` tachycardia, `.` neither, a letter a minute. */
    const column = (letters: string): Uint8Array => Uint8Array.from([...letters].flatMap((letter) => Array.from({ length: 60 }, () => (letter === 'f' ? [240, 10, 150, 120] : letter === 't' ? [15, 235, 90, 220] : [0, 0, 0, 0])).flat()));
    for (const rhythm of ['t', 'f']) {
      const minutes = day([...times(10, {}), ...times(10, { tEnd: 480, st: [{ st60: 0.5, st80: 0.5 }] }), ...times(10, {})]);
      const input = { ...minutes, evidence: { ...minutes.evidence, ventricular: column(`${'.'.repeat(10)}${rhythm.repeat(10)}${'.'.repeat(10)}`) } };
      expect(findingsAfter(null, minutes).waves.minutes).toHaveLength(30);
      expect(findingsAfter(null, input).waves.minutes.map(({ from }) => from / MINUTE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29]);
      expect(findingsAfter(null, minutes).findings.map(({ kind }) => kind)).toContain('st-elevation');
      expect(findingsAfter(null, input).findings.map(({ kind }) => kind)).not.toContain('st-elevation');
      expect(tablesOf(findingsAfter(null, input)).waves!.longestQtc!.ms).toBeLessThan(450);
    }
  });
});

describe('long QT', () => {
  it('is found where the corrected interval stays above its bound', () => {
    // QT 430 ms at RR 800: 463 by Fridericia, 481 by Bazett.
    const [finding, ...rest] = of(day([...times(30, {}), ...times(15, { tEnd: 390 }), ...times(30, {})]), 'qt-prolonged');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ severity: 'note', evidence: { limitMs: 460, minutes: 15 } });
    expect(finding!.evidence.qtcMs).toBeCloseTo(430 / Math.cbrt(0.8), 6);
    expect(finding!.reason).toContain('Fridericia');
    expect(Math.abs(finding!.from - 30 * MINUTE)).toBeLessThanOrEqual(RR);
    expect(finding!.anchors).toHaveLength(2);
  });

  it('is important from 500 ms on, and by another formula or bound another', () => {
    const long = day([...times(20, {}), ...times(20, { tEnd: 440 })]);
    expect(of(long, 'qt-prolonged')).toMatchObject([{ severity: 'important' }]);
    expect(findingsOf(long, { ...DEFAULT_SETTINGS, qtcMs: 540 }).filter(({ kind }) => kind === 'qt-prolonged')).toEqual([]);
    expect(findingsOf(day(times(30, { tEnd: 375 })), { ...DEFAULT_SETTINGS, qtFormula: 'bazett' }).filter(({ kind }) => kind === 'qt-prolonged')).toHaveLength(1);
  });

  it('is none for a few minutes, of what was not measured, or in unreadable signal', () => {
    expect(of(day([...times(30, {}), ...times(5, { tEnd: 420 }), ...times(30, {})]), 'qt-prolonged')).toEqual([]);
    expect(of(day(times(40, { tEnd: Number.NaN })), 'qt-prolonged')).toEqual([]);
    expect(of(day(times(40, { tEnd: 420 }), { unreadable: [0, 40 * MINUTE] }), 'qt-prolonged')).toEqual([]);
  });

  it('is not asked of ventricular averages', () => {
    expect(of(day(times(40, { tEnd: 420, beatClass: CLASS_INDEX.V })), 'qt-prolonged')).toEqual([]);
  });
});

describe('long PR', () => {
  it('is suspected first-degree block', () => {
    const [finding] = of(day([...times(20, {}), ...times(25, { pOnset: -280, pEnd: -170 })]), 'suspected-first-degree-block');
    expect(finding).toMatchObject({ severity: 'note', evidence: { prMs: 240, limitMs: 200 } });
    expect(of(day(times(30, { pOnset: -230 })), 'suspected-first-degree-block')).toEqual([]);
  });
});

describe('ST episodes', () => {
  const depressed = (lead: Partial<StRow>): Minute => ({ st: [{ st60: -0.16, st80: -0.15, ...lead }, {}] });
  it('leave the lead’s own level by a millimetre and more', () => {
    const [finding, ...rest] = of(day([...times(60, {}), ...times(8, depressed({})), ...times(60, {})]), 'st-depression');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ severity: 'important', leads: [0], evidence: { minutes: 8, posture: 0 } });
    expect(finding!.evidence.worstMv).toBeCloseTo(-0.15, 6);
  });

  it('are one where two leads go the same way together, and elevation is another kind', () => {
    const both: Minute = { st: [{ st80: 0.2 }, { st80: 0.14 }] };
    expect(of(day([...times(60, {}), ...times(5, both), ...times(60, {})]), 'st-elevation')).toMatchObject([{ leads: [0, 1] }]);
  });

  it('are none of a lead that is always so, that rises fast behind J, or of few beats', () => {
    expect(of(day(times(120, depressed({}))), 'st-depression')).toEqual([]);
    expect(of(day([...times(60, {}), ...times(8, depressed({ slope: 2 })), ...times(60, {})]), 'st-depression')).toEqual([]);
    expect(of(day([...times(60, {}), ...times(8, depressed({ beats: 6 })), ...times(60, {})]), 'st-depression')).toEqual([]);
  });

  it('that begin with another QRS complex may be posture, and are only a note', () => {
    const turned = depressed({ r: 0.6, s: -0.5 });
    const [finding] = of(day([...times(60, {}), ...times(20, turned), ...times(60, {})]), 'st-depression');
    expect(finding).toMatchObject({ severity: 'note', evidence: { posture: 1 } });
    expect(finding!.reason).toContain('posture');
  });

  it('are told from J + 60 where the heart is fast', () => {
    const fast: Minute = { rr: 450, st: [{ st60: -0.15, st80: -0.02 }, {}] };
    expect(of(day([...times(60, {}), ...times(5, fast), ...times(60, {})]), 'st-depression')).toHaveLength(1);
  });

  it('are not told of leads without low frequencies, and the tables say so', () => {
    const minutes = [...times(60, {}), ...times(8, depressed({})), ...times(60, {})];
    const input = day(minutes, {}, { slow: 0.003, fast: 0.03 });
    expect(of(input, 'st-depression')).toEqual([]);
    expect(tablesOf(findingsAfter(null, input)).waves!.st).toMatchObject([{ lead: 0, narrow: true, level: null }, { lead: 1, narrow: true }]);
    expect(of(day(minutes, {}, { slow: 0.03, fast: 0.03 }), 'st-depression')).toHaveLength(1);
  });
});

describe('the tables of waves', () => {
  it('hold medians by the hour', () => {
    const { waves } = tablesOf(findingsAfter(null, day([...times(60, {}), ...times(60, { pOnset: -220, tEnd: 360 })])));
    expect(waves!.hours).toHaveLength(2);
    expect(waves!.hours.map(({ pr, qrs, qt, rr }) => [pr, qrs, qt, rr])).toEqual([[160, 90, 380, 800], [180, 90, 400, 800]]);
    expect(waves!.hours[1]!.qtc.bazett).toBeCloseTo(400 / Math.sqrt(0.8), 6);
    expect(waves).toMatchObject({ formula: 'fridericia', beats: 120 * 74, leftOut: 120, unmeasured: 0 });
    expect(waves!.longestQtc!.sample).toBe(60 * MINUTE);
  });

  it('are none where the run measured nothing', () => {
    const { evidence: _, ...old } = day(times(30, {}));
    const found = findingsAfter(null, old);
    expect(tablesOf(found).waves).toBeNull();
    expect(found.findings).toEqual([]);
  });

  it('are those from nothing after an edit', () => {
    const input = day([...times(60, {}), ...times(20, { tEnd: 420 }), ...times(10, { st: [{ st80: -0.2 }, {}] })]);
    const before = findingsAfter(null, input);
    const code = input.beats.code.slice();
    code.fill(codeOf('V'), 100, 104);
    const edited: FindingsInput = { ...input, beats: { ...input.beats, code }, unreadable: [5 * MINUTE, 30 * MINUTE] };
    expect(findingsAfter(before, edited).findings).toEqual(findingsOf(edited));
  });
});
