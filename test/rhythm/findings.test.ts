import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns } from '../../core/beats/columns.ts';
import { byUrgency, DEFAULT_SETTINGS, findingKey, FINDING_KINDS, type Finding } from '../../core/rhythm/finding.ts';
import { countedBeats, findingsAfter, findingsOf, tablesOf, type DayFindings, type FindingsInput } from '../../core/rhythm/findings.ts';
import { sketch, summarise } from '../../core/study/summary.ts';
import { VENTRICULAR_VALUES } from '../../core/signal/ventricular.ts';
import { beatsOf, chance, day, RATE } from './made-day.ts';

/** A day of sinus rhythm, fibrillation, ectopy and pauses, in seconds as asked. */
function mixed(seconds: number, seed: number): FindingsInput {
  const next = chance(seed);
  const samples: number[] = [];
  const codes: string[] = [];
  let at = 1;
  let irregular = false;
  while (at < seconds) {
    if (next() < 0.004) irregular = !irregular;
    const dice = next();
    let rr = irregular ? 0.35 + 0.7 * next() : 0.85 + 0.05 * Math.sin(at / 4) + 0.02 * next();
    let code = 'N';
    if (dice < 0.05) {
      code = dice < 0.03 ? 'V' : 'S';
      rr *= 0.55;
    } else if (dice < 0.055) rr = 2.2 + next();
    else if (codes.at(-1) === 'V' && dice < 0.4) {
      code = 'V';
      rr = 0.45;
    }
    at += rr;
    samples.push(Math.round(at * RATE));
    codes.push(code);
  }
  const sampleCount = Math.round((at + 2) * RATE);
  const spans = [0.3, 0.6].flatMap((share) => [Math.round(share * sampleCount), Math.round(share * sampleCount + 8 * RATE)]);
  return { beats: beatsOf(samples, codes), sampleRate: RATE, sampleCount, unreadable: spans, gaps: [Math.round(0.8 * sampleCount), Math.round(0.8 * sampleCount + 70 * RATE)], evidence: { ventricular: likelihoods(Math.ceil(sampleCount / RATE), next), ambiguity: Uint8Array.from(samples, () => (next() < 0.1 ? Math.floor(60 * next()) : 0)), atrial: Uint8Array.from(samples, () => (next() < 0.3 ? 0 : 60 + Math.floor(120 * next()))), gapWaves: Float64Array.from(samples.slice(1).flatMap((at, i) => (at - samples[i]! > 1.8 * RATE ? [samples[i]! + 0.5 * (at - samples[i]!), i % 4, 0.5 + next(), (i % 4 < 2 ? 0.6 : 5) + 0.4 * next()] : []))) } };
}

/** Fibrillation and tachycardia by the signal, a few seconds to half a minute now and then. */
function likelihoods(seconds: number, next: () => number): Uint8Array {
  const column = new Uint8Array(seconds * VENTRICULAR_VALUES);
  for (let s = 0; s < seconds; s += 1 + Math.floor(900 * next())) {
    const kind = next() < 0.5 ? [240, 10, 150, 120] : [15, 235, 90, 220];
    for (const end = s + 3 + 27 * next(); s < Math.min(seconds, end); s++) column.set(kind, s * VENTRICULAR_VALUES);
  }
  return column;
}

/** One edit: beats deleted, inserted, moved or labelled anew, or a span made unreadable. */
function edited(input: FindingsInput, place: number, kind: number, serial: number): FindingsInput {
  const { beats } = input;
  const rows = Array.from(beats.sample, (sample, i) => ({ sample, code: beats.code[i]!, key: beats.key[i]!, source: beats.source[i]! }));
  const at = Math.min(rows.length - 1, Math.floor(place * rows.length));
  const row = rows[at];
  let { unreadable } = input;
  const person = BEAT_SOURCE.person;
  if (row === undefined || kind === 1) rows.push({ sample: Math.round(place * input.sampleCount), code: codeOf('V'), key: -serial, source: person });
  else if (kind === 0) rows.splice(at, 1);
  else if (kind === 2) rows[at] = { ...row, sample: row.sample + 9, source: person };
  else if (kind === 3) for (let k = at; k < Math.min(rows.length, at + 6); k++) rows[k] = { ...rows[k]!, code: codeOf(k % 2 === 0 ? 'V' : 'N'), source: person };
  else if (kind === 4) rows[at] = { ...row, code: codeOf('|'), source: person };
  else unreadable = [...Array.from(unreadable), row.sample - 2 * RATE, row.sample + 3 * RATE];
  rows.sort((a, b) => a.sample - b.sample);
  const made = beatsOf(
    rows.map(({ sample }) => sample),
    rows.map(() => 'N'),
  );
  const columns: BeatColumns = { ...made, key: Int32Array.from(rows, ({ key }) => key), code: Uint8Array.from(rows, ({ code }) => code), source: Uint8Array.from(rows, ({ source }) => source) };
  // As a journal leaves them: where only labels change, the other columns are those of before.
  return { ...input, beats: row !== undefined && (kind === 3 || kind === 4) ? { ...beats, code: columns.code, source: columns.source } : columns, unreadable };
}

/** Findings, and what tables and summary are made of, as they are when nothing is known of the day. */
function expectAsFromNothing(state: DayFindings, input: FindingsInput): void {
  const anew = findingsAfter(null, input);
  expect(state.findings).toEqual(anew.findings);
  expect(state.af).toEqual(anew.af);
  expect(state.rates).toEqual(anew.rates);
  expect(state.ectopy).toEqual(anew.ectopy);
  expect(state.conduction).toEqual(anew.conduction);
  expect(tablesOf(state)).toEqual(tablesOf({ findings: anew.findings, series: anew.series, waves: anew.waves, ventricular: anew.ventricular }));
  const frame = { ...input, fibrillation: anew.ventricular.fibrillation };
  const beats = { ...input.beats, template: new Uint16Array(0) } as BeatColumns;
  expect(summarise(beats, frame, countedBeats(state))).toEqual(summarise(beats, frame));
  expect(sketch(beats, frame, 96, countedBeats(state))).toEqual(sketch(beats, frame));
}

describe('findings of a day', () => {
  it('are those from nothing after any edits, one upon the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 8 }), (seed, edits) => {
        let input = mixed(900, seed);
        let state: DayFindings = findingsAfter(null, input);
        edits.forEach(([place, kind], i) => {
          input = edited(input, place, kind, i + 1);
          state = findingsAfter(state, input);
          expectAsFromNothing(state, input);
        });
      }),
      { numRuns: 8 },
    );
  });

  it('of three hours after six edits equal those from nothing', () => {
    let input = mixed(3 * 3600, 7);
    let state = findingsAfter(null, input);
    for (let i = 0; i < 6; i++) {
      input = edited(input, (i + 0.5) / 6, i, i + 1);
      state = findingsAfter(state, input);
    }
    expectAsFromNothing(state, input);
  });

  it('are of known kinds, within the recording, with reasons and anchors, each with an identity of its own', () => {
    const input = mixed(4 * 3600, 3);
    const findings = findingsOf(input);
    expect(new Set(findings.map(({ kind }) => kind)).size).toBeGreaterThan(5);
    for (const finding of findings) {
      expect(FINDING_KINDS).toContain(finding.kind);
      expect(finding.from).toBeGreaterThanOrEqual(0);
      expect(finding.to).toBeGreaterThan(finding.from);
      expect(finding.to).toBeLessThanOrEqual(input.sampleCount);
      expect(finding.confidence).toBeGreaterThanOrEqual(0);
      expect(finding.confidence).toBeLessThanOrEqual(1);
      expect(finding.reason).toMatch(/\d/);
      expect(finding.anchors).toHaveLength(2);
    }
    expect(new Set(findings.map(findingKey)).size).toBe(findings.length);
  });

  it('are listed by severity, then by doubt', () => {
    const findings = findingsOf(mixed(4 * 3600, 3)).toSorted(byUrgency);
    const weight = { urgent: 0, important: 1, note: 2 };
    for (let i = 1; i < findings.length; i++) {
      const [a, b] = [findings[i - 1]!, findings[i]!];
      expect(weight[a.severity]).toBeLessThanOrEqual(weight[b.severity]);
      if (a.severity === b.severity && a.severity !== 'urgent') expect(a.confidence).toBeLessThanOrEqual(b.confidence);
    }
  });

  it('that are urgent are listed by danger, the longest of a kind first, however sure', () => {
    const urgent = (kind: Finding['kind'], from: number, seconds: number, confidence: number): Finding => ({ kind, from, to: from + seconds * RATE, severity: 'urgent', rate: null, leads: [], confidence, reason: '', anchors: [from, from + 1], evidence: {} });
    const ordered = [
      urgent('ventricular-fibrillation', 90_000, 12, 0.99),
      urgent('asystole', 80_000, 7, 0.95),
      urgent('ventricular-tachycardia', 70_000, 31, 0.9),
      urgent('ventricular-tachycardia', 10_000, 4, 0.5),
      urgent('suspected-complete-block', 60_000, 40, 0.6),
      urgent('suspected-two-to-one-block', 30_000, 40, 0.6),
      urgent('pause-in-atrial-fibrillation', 50_000, 4.4, 0.95),
      urgent('pause', 40_000, 3.2, 0.65),
      urgent('pause', 45_000, 3.2, 0.1),
      urgent('supraventricular-run', 20_000, 35, 0.7),
      urgent('atrial-fibrillation', 5_000, 6_000, 0.2),
    ];
    expect(ordered.toReversed().toSorted(byUrgency)).toEqual(ordered);
  });

  it('of an empty recording are none', () => {
    const input: FindingsInput = { beats: beatsOf([], []), sampleRate: RATE, sampleCount: 1000, unreadable: [], gaps: [] };
    const state = findingsAfter(null, input);
    expect(state.findings).toEqual([]);
    expect(tablesOf(state)).toMatchObject({ V: { beats: 0, burden: 0, longest: null }, af: { burden: 0, episodes: 0 } });
  });

  it('leave a drop-out out of the longest interval', () => {
    const rr = [...Array.from({ length: 30 }, () => 0.8), 2.4, ...Array.from({ length: 30 }, () => 0.8), 3.2, ...Array.from({ length: 30 }, () => 0.8)];
    const input = day('N'.repeat(rr.length + 1), rr);
    const begins = input.beats.sample[61]!;
    const lost = { ...input, doubtful: Float64Array.of(begins + 1.6 * RATE) };
    expect(tablesOf(findingsAfter(null, input)).longestRr).toMatchObject({ seconds: 3.2 });
    const told = findingsAfter(null, lost);
    expect(told.findings.map(({ kind }) => kind)).toContain('no-pause');
    expect(tablesOf(told).longestRr).toMatchObject({ seconds: 2.4, sample: input.beats.sample[30] });
    // Two minutes of it are told to be neither pause nor drop-out, and are no interval either.
    const minutes = day('N'.repeat(rr.length + 1), rr.map((seconds) => (seconds === 3.2 ? 120 : seconds)));
    const all = findingsAfter(null, minutes);
    expect(tablesOf(all).longestRr).toMatchObject({ seconds: 120 });
    expect(tablesOf({ ...all, findings: [] }).longestRr).toMatchObject({ seconds: 2.4 });
  });

  it('trust a person, and a model as far as it trusts itself', () => {
    const input = day('NNVVNN', 0.5);
    input.beats.probability.set([0, 0, 153, 51, 51], 2 * 5);
    input.beats.probability.set([0, 0, 204, 51, 0], 3 * 5);
    expect(findingsOf(input)[0]!.confidence).toBeCloseTo(0.7);
    input.beats.source.fill(BEAT_SOURCE.person);
    expect(findingsOf(input)[0]!.confidence).toBe(1);
  });
});

describe('fibrillation', () => {
  it('is found in irregular rhythm to the nearest beats, and neither in sinus arrhythmia nor in bigeminy', () => {
    const next = chance(5);
    const rr: number[] = [];
    for (let i = 0; i < 600; i++) rr.push(0.9 + 0.09 * Math.sin(i / 2.2) + 0.01 * next());
    for (let i = 0; i < 600; i++) rr.push(0.4 + 0.6 * next());
    for (let i = 0; i < 300; i++) rr.push(0.9, 0.5, 1.3);
    const codes = `${'N'.repeat(1201)}${'NVN'.repeat(300)}`;
    const input = day(codes, rr);
    const found = findingsOf(input).filter(({ kind }) => kind === 'atrial-fibrillation');
    expect(found).toHaveLength(1);
    expect(Math.abs(found[0]!.anchors[0]! - 600)).toBeLessThan(20);
    expect(Math.abs(found[0]!.anchors[1]! - 1200)).toBeLessThan(20);
    expect(found[0]!.reason).toMatch(/^RR irregular for \d+ s, \d+ beats at \d+\/min: successive intervals differ by \d+ % on average; P waves not looked at$/);
    const tables = tablesOf(findingsAfter(null, input));
    expect(tables.af.burden).toBeCloseTo((100 * found[0]!.evidence['seconds']!) / (input.sampleCount / RATE));
  });

  it('and pacing fill time once, though a person adds an episode over those that are there', () => {
    const input = day('N'.repeat(600), 1);
    const state = findingsAfter(null, input);
    const episode = (kind: 'atrial-fibrillation' | 'paced-rhythm', from: number, to: number): Finding => ({ kind, from: from * RATE, to: to * RATE, severity: 'important', rate: null, leads: [], confidence: 1, reason: '', anchors: [from, to], evidence: {} });
    const spans = [[50, 110], [100, 300], [200, 250], [400, 450]] as const;
    const findings = spans.flatMap(([from, to]) => [episode('atrial-fibrillation', from, to), episode('paced-rhythm', from, to)]);
    const { af, pacing } = tablesOf({ ...state, findings, pacing: true });
    expect(af).toMatchObject({ seconds: 300, burden: (100 * 300) / (input.sampleCount / RATE), episodes: 4, longest: { seconds: 200, sample: 100 * RATE } });
    expect(pacing).toMatchObject({ seconds: 300, episodes: 4 });
  });

  it('can be made more and less willing', () => {
    const next = chance(9);
    const rr = Array.from({ length: 900 }, (_, i) => (i % 300 < 150 ? 0.8 + 0.25 * (next() - 0.5) : 0.8 + 0.02 * next()));
    const input = day('N'.repeat(901), rr);
    const seconds = (afBias: number): number => findingsOf(input, { ...DEFAULT_SETTINGS, afBias }).reduce((sum, { kind, from, to }) => sum + (kind === 'atrial-fibrillation' ? to - from : 0), 0);
    expect(seconds(3)).toBeGreaterThanOrEqual(seconds(0));
    expect(seconds(0)).toBeGreaterThanOrEqual(seconds(-3));
    expect(seconds(-8)).toBe(0);
  });
});
