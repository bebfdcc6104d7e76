import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import type { Finding, FindingKind } from '../../core/rhythm/finding.ts';
import { findingsAfter, tablesOf } from '../../core/rhythm/findings.ts';
import { compareStudies, comparedFigure, isChanged, isSamePatient, type ComparedStudy, type ComparedTemplate } from '../../core/study/compared-studies.ts';
import { Chance } from '../../core/synthesis/chance.ts';

const RATE = 125;
const PEAK = 40;

/** An averaged beat of 120 samples: a peak of some width, upright or not, with a slow wave behind it. */
function shape(width: number, sign = 1): Float32Array {
  return Float32Array.from({ length: 120 }, (_, i) => sign * Math.exp(-(((i - PEAK) / width) ** 2)) + 0.2 * Math.exp(-(((i - 75) / 9) ** 2)));
}

function template(id: number, name: string, beatClass: 'N' | 'S' | 'V', count: number, average: Float32Array[], decided = true): ComparedTemplate {
  return { info: { id, name, beatClass: CLASS_INDEX[beatClass], count, average, rate: RATE, peak: PEAK }, decided };
}

function finding(kind: FindingKind, from: number, to: number, severity: Finding['severity'] = 'important'): Finding {
  return { kind, from, to, severity, rate: null, leads: [], confidence: 1, reason: '', anchors: [from], evidence: {} };
}

const NO_TABLES = tablesOf(findingsAfter(null, { beats: { key: new Int32Array(0), sample: new Float64Array(0), code: new Uint8Array(0), probability: new Uint8Array(0), source: new Uint8Array(0) }, sampleRate: 250, sampleCount: 250 * 3600, unreadable: [], gaps: [] }));

function study(change: Partial<ComparedStudy> & { perHour?: number; mean?: number } = {}): ComparedStudy {
  const { perHour = 10, mean = 70, ...rest } = change;
  return {
    leads: ['II', 'V1'],
    sampleRate: 250,
    summary: {
      counts: { N: 1, S: 0, V: 0, F: 0, Q: 0 }, artefacts: 0, beats: 1, burden: { S: 0, V: 0 }, heartRate: { mean, lowest: null, highest: null, windowSeconds: 15 },
      longestRr: null, recordedSeconds: 3600, unreadableSeconds: 0, analysableSeconds: 3600, hours: [],
    },
    tables: { ...NO_TABLES, V: { ...NO_TABLES.V, perHour } },
    findings: [],
    templates: [template(1, 'N-a', 'N', 5000, [shape(4), shape(3, -1)]), template(2, 'V-a', 'V', 40, [shape(14), shape(12)])],
    ...rest,
  };
}

describe('figures', () => {
  it('a change is one only past the spread of two days', () => {
    const told = (earlier: number, now: number): boolean => isChanged(comparedFigure('V/perHour', earlier, now));
    expect(told(100, 20)).toBe(false);
    expect(told(100, 16)).toBe(true);
    expect(told(100, 490)).toBe(false);
    expect(told(100, 510)).toBe(true);
    expect(isChanged(comparedFigure('rate/mean', 80, 71))).toBe(false);
    expect(isChanged(comparedFigure('rate/mean', 80, 69))).toBe(true);
  });

  it('nothing is said of few beats, of figures without a known spread, and of what a study does not have', () => {
    expect(comparedFigure('V/perHour', 2, 0).place).toBeNull();
    expect(comparedFigure('V/couplets', 40, 0)).toMatchObject({ step: -40, ratio: -1, place: null });
    expect(comparedFigure('intervals/qtc', Number.NaN, 420)).toMatchObject({ earlier: null, now: 420, step: null, place: null });
    expect(comparedFigure('pauses/count', 0, 3)).toMatchObject({ step: 3, ratio: null });
  });
});

describe('findings', () => {
  it('kinds are new, gone, or as before, the worst first; gaps that are no pauses are left out', () => {
    const earlier = study({ findings: [{ finding: finding('bradycardia', 0, 5000), decided: true }, { finding: finding('atrial-fibrillation', 0, 250_000), decided: true }] });
    const now = study({
      findings: [
        { finding: finding('pause', 100, 700), decided: true },
        { finding: finding('pause', 1000, 1900), decided: false },
        { finding: finding('ventricular-tachycardia', 2000, 2600, 'urgent'), decided: false },
        { finding: finding('atrial-fibrillation', 0, 25_000), decided: true },
        { finding: finding('no-pause', 0, 900), decided: false },
      ],
    });
    const { kinds } = compareStudies(earlier, now);
    expect(kinds.map(({ kind, standing }) => [kind, standing])).toEqual([
      ['ventricular-tachycardia', 'new'],
      ['pause', 'new'],
      ['bradycardia', 'gone'],
      ['atrial-fibrillation', 'as-before'],
    ]);
    expect(kinds[1]).toMatchObject({ now: { count: 2, open: 1, seconds: 3.6, sample: 1000 }, earlier: null });
  });
});

describe('templates', () => {
  it('the same beats are found under other names, in leads of another order; strangers are told apart', () => {
    const earlier = study({ leads: ['V1', 'X', 'II'], templates: [template(7, 'N-b', 'N', 4000, [shape(3, -1), shape(9), shape(4)]), template(8, 'S-a', 'S', 40, [shape(12), shape(9), shape(14)]), template(9, 'V-q', 'V', 30, [shape(25, -1), shape(9), shape(6, -1)])] });
    const now = study({ templates: [...study().templates, template(3, 'V-b', 'V', 12, [shape(5, -1), shape(20)], false)] });
    const { templates, leads } = compareStudies(earlier, now);
    expect(leads).toEqual({ both: ['II', 'V1'], earlier: ['X'], now: [] });
    expect(templates.map(({ earlier: old, now: own, standing }) => [old?.info.name ?? null, own?.info.name ?? null, standing])).toEqual([
      ['N-b', 'N-a', 'alike'],
      ['S-a', 'V-a', 'renamed'],
      [null, 'V-b', 'undecided'],
      ['V-q', null, 'gone'],
    ]);
    expect(templates[0]!.likeness).toBeGreaterThan(0.99);
  });

  it('the main beat of both days is one pair, though a small template is a little more like it', () => {
    const slightly = shape(4).map((value, i) => value + 0.01 * Math.sin(i));
    const earlier = study({ templates: [template(1, 'N-a', 'N', 5000, [slightly, shape(3, -1)]), template(2, 'N-b', 'N', 20, [shape(4), shape(3, -1)])] });
    const [first] = compareStudies(earlier, study()).templates;
    expect([first!.earlier!.info.name, first!.now!.info.name]).toEqual(['N-a', 'N-a']);
  });

  it('early normal beats and S look alike: each has its fellow in its own class, where that has one', () => {
    const narrow = [shape(4), shape(3, -1)];
    const earlier = study({ templates: [template(1, 'N-a', 'N', 5000, narrow), template(2, 'N-b', 'N', 70, narrow), template(3, 'S-a', 'S', 20, narrow)] });
    const now = study({ templates: [template(5, 'N-a', 'N', 6000, narrow), template(6, 'N-b', 'N', 50, narrow), template(7, 'S-a', 'S', 60, narrow)] });
    const names = compareStudies(earlier, now).templates.map(({ earlier: old, now: own, standing }) => [old?.info.name, own?.info.name, standing]);
    expect(names).toEqual([
      ['N-a', 'N-a', 'alike'],
      ['N-b', 'N-b', 'alike'],
      ['S-a', 'S-a', 'alike'],
    ]);
  });

  it('without a lead of one name nothing is alike', () => {
    const { templates } = compareStudies(study({ leads: ['A', 'B'] }), study());
    expect(templates.every(({ likeness, standing }) => likeness === null && (standing === 'new' || standing === 'gone'))).toBe(true);
  });

  it('V are spoken of only where somebody has looked at all of them', () => {
    const open = study({ templates: [template(2, 'V-a', 'V', 40, [shape(14), shape(12)], false)] });
    expect(compareStudies(study(), study()).vReviewed).toBe(true);
    expect(compareStudies(open, study()).vReviewed).toBe(false);
    expect(compareStudies(study(), open).vReviewed).toBe(false);
  });
});

it('a study beside itself: nothing new, nothing gone, nothing changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1000 }), (many, seed) => {
      const chance = new Chance(seed, 0);
      const templates = Array.from({ length: many }, (_, i) => template(i + 1, `N-${i}`, 'N', chance.whole(3, 500), [Float32Array.from({ length: 120 }, () => chance.whole(-100, 100) / 100), shape(chance.whole(2, 20))]));
      const own = study({ templates, findings: [{ finding: finding('pause', 0, chance.whole(500, 900)), decided: true }] });
      const { figures, kinds, templates: pairs } = compareStudies(own, own);
      expect(figures.every((figure) => !isChanged(figure) && (figure.step ?? 0) === 0)).toBe(true);
      expect(kinds.map(({ standing }) => standing)).toEqual(['as-before']);
      expect(pairs.map(({ earlier, now }) => [earlier?.info.id, now?.info.id])).toEqual(templates.map(({ info }) => [info.id, info.id]));
    }),
    { numRuns: 30 },
  );
});

it('a patient is known by the number, without one by name and birth', () => {
  const of = (id: string, name: string, birth: string): { id: string; name: string; birth: string } => ({ id, name, birth });
  expect(isSamePatient(of('DX-1', 'A', ''), of(' dx-1', 'B', '1950-01-01'))).toBe(true);
  expect(isSamePatient(of('DX-1', 'Anna Example', '1950-01-01'), of('DX-2', 'Anna Example', '1950-01-01'))).toBe(false);
  expect(isSamePatient(of('', 'Anna  Example', '1950-01-01'), of('DX-2', 'anna example', '1950-01-01'))).toBe(true);
  expect(isSamePatient(of('', 'Anna Example', ''), of('', 'Anna Example', ''))).toBe(false);
  expect(isSamePatient(of('', '', '1950-01-01'), of('', '', '1950-01-01'))).toBe(false);
});
