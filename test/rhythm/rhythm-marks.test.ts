import { describe, expect, it } from 'vitest';
import { type Finding, type FindingKind } from '../../core/rhythm/finding.ts';
import { rhythmMarks } from '../../core/rhythm/rhythm-marks.ts';

const finding = (kind: FindingKind, from: number, to: number): Finding => ({ kind, from, to, severity: 'note', rate: null, leads: [], confidence: 1, reason: '', anchors: [], evidence: {} });
const words = (...findings: Finding[]): string[] => rhythmMarks(findings).map(({ sample, label }) => `${sample} ${label}`);

describe('rhythm marks', () => {
  it('begin and end episodes, and say what was before', () => {
    expect(words(finding('atrial-fibrillation', 100, 500))).toEqual(['0 (N', '100 (AFIB', '501 (N']);
    expect(words(finding('ventricular-tachycardia', 0, 50))).toEqual(['0 (VT', '51 (N']);
  });

  it('interrupt fibrillation by tachycardia and take it up again', () => {
    expect(words(finding('atrial-fibrillation', 100, 500), finding('ventricular-tachycardia', 200, 240))).toEqual(['0 (N', '100 (AFIB', '200 (VT', '241 (AFIB', '501 (N']);
  });

  it('are written for whatever PhysioNet has a code for, the more serious above', () => {
    expect(words(finding('paced-rhythm', 100, 900), finding('atrial-fibrillation', 200, 300), finding('suspected-two-to-one-block', 400, 500))).toEqual(['0 (N', '100 (P', '200 (AFIB', '301 (P', '400 (BII', '501 (P', '901 (N']);
    expect(words(finding('bradycardia', 100, 900), finding('supraventricular-bigeminy', 200, 300), finding('suspected-first-degree-block', 950, 990))).toEqual(['0 (N', '100 (SBR', '200 (AB', '301 (SBR', '901 (N', '950 (BI', '991 (N']);
    expect(words(finding('atrial-flutter', 10, 20))).toEqual(['0 (N', '10 (AFL', '21 (N']);
  });

  it('are not written for what is no rhythm', () => {
    expect(words(finding('pause', 100, 500), finding('ventricular-couplet', 10, 20))).toEqual(['0 (N']);
  });
});
