import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { diaryIn, diaryOf, diaryValue, fileMarks, SYMPTOMS, symptomOfWords } from '../../core/review/diary.ts';
import { plan } from '../../core/review/plan.ts';
import { applyAll, invertAll, type EditState } from '../../core/review/state.ts';
import { DEFAULT_SETTINGS, severityOf, type Finding, type FindingKind } from '../../core/rhythm/finding.ts';
import { foundWords, symptomLines } from '../../core/study/report-symptoms.ts';
import { symptomTable, type SymptomFrame } from '../../core/study/symptoms.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { Annotation } from '../../core/study/recording.ts';
import { contextOf, someBeats } from './fixtures.ts';

const note = (sample: number, aux: string, symbol = '"'): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux });

const FILE = fileMarks([note(0, 'Isoline 0.1.0, beats by wtcnn'), note(10, '(AFIB', '+'), note(500, 'Button 1'), note(700, 'TS'), note(900, 'Herzstolpern beim Treppensteigen'), note(950, ''), note(1200, 'Electrode off')]);
const EMPTY: EditState = { beats: someBeats(40), values: new Map() };
const at = (state: EditState): ReturnType<typeof contextOf> => ({ ...contextOf(state), sampleCount: 10_000, diary: () => diaryIn(FILE, state) });
const done = (state: EditState, request: EditRequest): EditState => applyAll(state, plan(state, request, at(state)).changes);

describe('marks of the diary', () => {
  it('come with the file: what the patient said and pressed, not what the recorder says of itself', () => {
    expect(FILE.map(({ id, sample, symptom, words }) => [id, sample, symptom, words])).toEqual([
      ['file-2', 500, 'button', ''],
      ['file-4', 900, 'palpitations', 'Herzstolpern beim Treppensteigen'],
    ]);
  });

  it.each([
    ['心悸', 'palpitations'],
    ['Schwindel nach dem Aufstehen', 'dizziness'],
    ['fainted in the kitchen', 'syncope'],
    ['short of breath', 'breathlessness'],
    ['Patient event', 'button'],
    ['coffee with Anna', 'other'],
  ])('%s is %s', (words, symptom) => expect(symptomOfWords(words)).toBe(symptom));

  it('are added, changed, looked at and taken out, each edit back again', () => {
    const requests: EditRequest[] = [
      { kind: 'diary-add', sample: 3000, symptom: 'dizziness', words: ' on the stairs ' },
      { kind: 'diary-change', id: 'file-2', symptom: 'syncope', words: 'fell' },
      { kind: 'diary-change', id: 'file-4', seen: true },
      { kind: 'diary-remove', id: 'file-4' },
    ];
    let state = EMPTY;
    for (const request of requests) {
      const { changes, label } = plan(state, request, at(state));
      expect(label).not.toMatch(/stairs|fell|Herz/);
      const after = applyAll(state, changes);
      expect(diaryIn(FILE, applyAll(after, invertAll(changes)))).toEqual(diaryIn(FILE, state));
      state = after;
    }
    expect(diaryIn(FILE, state).map(({ sample, symptom, words, origin, seen }) => ({ sample, symptom, words, origin, seen }))).toEqual([
      { sample: 500, symptom: 'syncope', words: 'fell', origin: 'file', seen: false },
      { sample: 3000, symptom: 'dizziness', words: 'on the stairs', origin: 'hand', seen: true },
    ]);
    const own = diaryIn(FILE, state)[1]!;
    expect(diaryIn(FILE, done(state, { kind: 'diary-remove', id: own.id }))).toHaveLength(1);
  });

  it.each<EditRequest>([
    { kind: 'diary-add', sample: 10_000, symptom: 'other' },
    { kind: 'diary-add', sample: -1, symptom: 'other' },
    { kind: 'diary-change', id: 'nowhere', seen: true },
    { kind: 'diary-change', id: 'file-2', symptom: 'button' },
    { kind: 'diary-remove', id: 'file-3' },
  ])('refuses %o', (request) => expect(() => plan(EMPTY, request, at(EMPTY))).toThrow(AppError));

  it('are read from any value, erased and damaged ones too', () => {
    const value = fc.oneof(fc.string(), fc.json(), fc.record({ sample: fc.nat(9000), symptom: fc.constantFrom(...SYMPTOMS), words: fc.string(), seen: fc.boolean() }).map(diaryValue));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('file-2', 'a', 'b'), value), { maxLength: 6 }), (said) => {
        const marks = diaryOf(FILE, said);
        expect(marks.map(({ sample }) => sample)).toEqual(marks.map(({ sample }) => sample).toSorted((a, b) => a - b));
      }),
    );
    expect(diaryOf(FILE, [['file-2', '[erased]']])).toEqual(FILE);
  });
});

describe('symptoms and rhythm', () => {
  const rate = 250;
  const sampleCount = 600 * rate;
  // A beat every second; class V at every fifth, but for the first 200 s.
  const n = 600;
  const beats = { ...someBeats(n), sample: Float64Array.from({ length: n }, (_, i) => i * rate), code: Uint8Array.from({ length: n }, (_, i) => (i > 200 && i % 5 === 0 ? 2 : 0)) };
  const finding = (kind: FindingKind, from: number, to: number): Finding => ({ kind, from: from * rate, to: to * rate, severity: severityOf(kind, {}, DEFAULT_SETTINGS), rate: null, leads: [], confidence: 1, reason: '', anchors: [from], evidence: {} });
  const frame: SymptomFrame = { beats, findings: [finding('qt-prolonged', 0, 600), finding('atrial-fibrillation', 400, 600), finding('no-pause', 100, 104)], unreadable: [250 * rate, 340 * rate], sampleRate: rate, sampleCount, analysedTo: 560 * rate };
  const mark = (seconds: number): ReturnType<typeof diaryOf>[number] => ({ id: String(seconds), sample: seconds * rate, symptom: 'palpitations', words: '', origin: 'hand', seen: true });

  it('says what the heart did, and that it did nothing', () => {
    const rows = symptomTable([mark(100), mark(300), mark(230), mark(450), mark(599)], frame);
    expect(rows.map(({ verdict, rhythm, V }) => [verdict, rhythm, V])).toEqual([
      ['none', null, 0],
      ['unreadable', null, 2],
      ['ectopic', null, 9],
      ['arrhythmia', 'atrial-fibrillation', 18],
      ['arrhythmia', 'atrial-fibrillation', 12],
    ]);
    expect(rows[0]).toMatchObject({ rate: 60, low: 60, high: 60, readable: 1 });
    expect(rows[0]!.findings.map(({ kind }) => kind)).toEqual(['qt-prolonged']);
    expect(foundWords(rows[0]!)).toBe('no arrhythmia; QT prolonged');
    expect(foundWords(rows[3]!)).toBe('atrial fibrillation, QT prolonged; 18 V');
    expect(symptomLines(rows, String)?.rows[0]).toEqual(['25000', 'palpitations', '60, 60 to 60', 'none of those looked for', 'no arrhythmia; QT prolonged']);
    expect(symptomLines([], String)).toBeNull();
  });

  it('counts no beat inside ventricular fibrillation, which can be read all the same', () => {
    const within = [finding('ventricular-fibrillation', 400, 470)];
    const [row] = symptomTable([mark(450)], { ...frame, findings: within, fibrillation: [400 * rate, 470 * rate] });
    // 390 to 400 s and 470 to 480 s are left.
    expect(row).toMatchObject({ verdict: 'arrhythmia', rhythm: 'ventricular-fibrillation', V: 4, readable: 1, rate: null });
    expect(symptomTable([mark(450)], { ...frame, findings: within })[0]).toMatchObject({ V: 18 });
  });

  it('never tells that nothing was found where less than half can be read', () => {
    fc.assert(
      fc.property(fc.nat(sampleCount), fc.array(fc.nat(sampleCount), { maxLength: 6 }), fc.nat(sampleCount), (sample, spans, analysedTo) => {
        const [row] = symptomTable([{ ...mark(0), sample }], { ...frame, unreadable: spans, analysedTo });
        expect(row!.readable).toBeGreaterThanOrEqual(0);
        expect(row!.readable).toBeLessThanOrEqual(1);
        if (row!.readable < 0.5) expect(row!.verdict).not.toBe('none');
      }),
    );
  });
});
