import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import { findingsAfter, findingsOf, tablesOf, type FindingsInput } from '../../core/rhythm/findings.ts';
import { rhythmMarks } from '../../core/rhythm/rhythm-marks.ts';
import { ventricularEpisodes } from '../../core/rhythm/ventricular-course.ts';
import { chance, day, RATE } from './made-day.ts';

/** Likelihoods: of fibrillation (`f`), of tachycardia (`t`), doubtful of either (`?`), of neither (`.`); a letter a second. */
function column(letters: string): Uint8Array {
  const numbers: Readonly<Record<string, readonly number[]>> = { f: [240, 10, 150, 120], t: [15, 235, 90, 220], '?': [90, 40, 0, 20], '.': [0, 0, 0, 0] };
  return Uint8Array.from([...letters].flatMap((letter) => numbers[letter] ?? []));
}

const told = (input: FindingsInput, kind: string) => findingsOf(input).filter((finding) => finding.kind === kind);

describe('the course of ventricular rhythm', () => {
  it('begins and ends where the likelihood does, from six seconds on', () => {
    expect(ventricularEpisodes(column('....ffffffff....')).map(({ kind, from, to }) => [kind, from, to])).toEqual([['VF', 4, 12]]);
    expect(ventricularEpisodes(column('....fffff....'))).toEqual([]);
    expect(ventricularEpisodes(column('....?????????....'))).toEqual([]);
  });

  it('goes on over a second of doubt, and gives a short part to its neighbour', () => {
    expect(ventricularEpisodes(column('..fffff?fffff..')).map(({ from, to }) => [from, to])).toEqual([[2, 13]]);
    expect(ventricularEpisodes(column('..tttttttttfffffffff...')).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['VT', 2, 11],
      ['VF', 11, 20],
    ]);
    expect(ventricularEpisodes(column('..ttttttttttfff..')).map(({ kind, from, to }) => [kind, from, to])).toEqual([['VT', 2, 15]]);
  });

  it('takes fibrillation that comes back within a minute for one, unless an organised rhythm came between', () => {
    const f = 'f'.repeat(15);
    const bounds = (between: string) => ventricularEpisodes(column(`..${f}${between}${f}..`)).map(({ from, to }) => [from, to]);
    expect(bounds('?'.repeat(50))).toEqual([[2, 82]]);
    expect(bounds('?'.repeat(90))).toHaveLength(2);
    expect(bounds(`${'?'.repeat(23)}....${'?'.repeat(23)}`)).toHaveLength(2);
    expect(bounds('.'.repeat(50))).toHaveLength(2);
    expect(ventricularEpisodes(column(`..${f}${'?'.repeat(50)}${'t'.repeat(15)}..`))).toHaveLength(2);
  });

  it('does not tell tachycardia by swings as slow and as even as those of any wide rhythm', () => {
    const swings = (rate: number, alike: number) => ventricularEpisodes(Uint8Array.from({ length: 80 }, (_, i) => [15, 235, rate / 2, alike][i % 4]!)).map(({ kind }) => kind);
    expect(swings(120, 250)).toEqual([]);
    expect(swings(120, 220)).toEqual(['VT']);
    expect(swings(136, 250)).toEqual(['VT']);
    expect(swings(0, 250)).not.toEqual([]);
  });

  it('has episodes apart, in order, long enough and within the recording, whatever the likelihoods', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('f', 't', '?', '.', '.', 'f'), { maxLength: 120 }), (letters) => {
        let end = 0;
        for (const { from, to, likelihood, either } of ventricularEpisodes(column(letters.join('')))) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to - from).toBeGreaterThan(0);
          expect(likelihood).toBeLessThanOrEqual(either + 1e-9);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(letters.length);
      }),
    );
  });
});

describe('ventricular findings by the signal', () => {
  /** A minute of sinus rhythm in which the detector saw beats all the way, fibrillation from second 20 to 35. */
  const minute = (letters: string): FindingsInput => day('N'.repeat(60), 1, { evidence: { ventricular: column(letters) } });
  const fibrillating = minute(`${'.'.repeat(20)}${'f'.repeat(15)}${'.'.repeat(30)}`);

  it('tell fibrillation, with its bounds, rate, reason and the beats around it', () => {
    const [finding, ...others] = told(fibrillating, 'ventricular-fibrillation');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ from: 20 * RATE, to: 35 * RATE, severity: 'urgent', rate: 300, anchors: [18, 34] });
    expect(finding!.reason).toBe('the signal swings at about 300/min for 15 s without QRS complexes (likelihood 98 %): fibrillation or flutter; 15 beats inside not counted');
    expect(rhythmMarks([finding!])).toEqual([
      { sample: 0, label: '(N' },
      { sample: 20 * RATE, label: '(VF' },
      { sample: 35 * RATE + 1, label: '(N' },
    ]);
  });

  it('leave the beats inside fibrillation out of counts and rates, and call no gap there a pause', () => {
    const state = findingsAfter(null, fibrillating);
    expect(state.series.sample.length).toBe(45);
    expect(state.series.rr.filter((rr) => Number.isNaN(rr)).length).toBe(2);
    expect(state.findings.filter(({ kind }) => kind === 'no-pause' || kind.startsWith('pause'))).toEqual([]);
    expect(tablesOf(state).V.beats).toBe(0);
  });

  it('count the beats inside where people turned fibrillation down, and keep its bounds and identity', () => {
    const [known] = told(fibrillating, 'ventricular-fibrillation');
    const isTakenBack = ({ kind, anchors }: Finding): boolean => kind === 'ventricular-fibrillation' && anchors.join() === '18,34';
    const turnedDown: FindingsInput = { ...fibrillating, fibrillationSaid: { isTakenBack, given: [] } };
    const before = findingsAfter(null, fibrillating);
    const after = findingsAfter(before, turnedDown);
    expect(after.series.sample.length).toBe(60);
    expect(after.ventricular.fibrillation).toEqual([]);
    expect(after.findings.find(({ kind }) => kind === 'ventricular-fibrillation')).toEqual({ ...known, reason: known!.reason.replace('; 15 beats inside not counted', ''), evidence: { ...known!.evidence, beatsLeftOut: 0 } });
    expect(after.findings).toEqual(findingsOf(turnedDown));
    expect(findingsAfter(after, fibrillating).findings).toEqual(before.findings);
  });

  it('take back only what was turned down, of two', () => {
    const twice = minute(`${'.'.repeat(10)}${'f'.repeat(10)}${'.'.repeat(15)}${'f'.repeat(10)}${'.'.repeat(15)}`);
    const [first, second] = told(twice, 'ventricular-fibrillation');
    const said = (finding: Finding): FindingsInput => ({ ...twice, fibrillationSaid: { isTakenBack: ({ anchors }) => anchors.join() === finding.anchors.join(), given: [] } });
    expect(findingsAfter(null, said(first!)).ventricular.fibrillation).toEqual([second!.from, second!.to]);
    expect(findingsAfter(null, said(second!)).ventricular.fibrillation).toEqual([first!.from, first!.to]);
    expect(findingsAfter(null, twice).series.sample.length).toBe(40);
    expect(findingsAfter(null, said(first!)).series.sample.length).toBe(50);
  });

  it('leave the beats out of fibrillation that people gave, within the recording, evidence or none', () => {
    const given = [40 * RATE, 70 * RATE];
    for (const input of [fibrillating, day('N'.repeat(60), 1)]) {
      const plain = findingsAfter(null, input);
      const state = findingsAfter(plain, { ...input, fibrillationSaid: { isTakenBack: () => false, given } });
      expect(state.series.sample.length).toBe(plain.series.sample.length - 21);
      expect(state.ventricular.fibrillation.slice(-2)).toEqual([40 * RATE, input.sampleCount]);
      expect(state.findings.filter(({ kind }) => kind.includes('pause'))).toEqual([]);
    }
  });

  it('are not told where more than half of the time no lead can be read, and the beats there count', () => {
    const lost = (seconds: number): FindingsInput => ({ ...fibrillating, unreadable: Float64Array.of(20 * RATE, (20 + seconds) * RATE) });
    expect(told(lost(7), 'ventricular-fibrillation')).toHaveLength(1);
    const before = findingsAfter(null, fibrillating);
    const after = findingsAfter(before, lost(8));
    expect(after.findings.filter(({ kind }) => kind === 'ventricular-fibrillation')).toEqual([]);
    expect(after.series.sample.length).toBeGreaterThan(before.series.sample.length);
    expect(after.findings).toEqual(findingsOf(lost(8)));
  });

  it('have an identity where nothing beats at all, or all around', () => {
    const silent = { ...day('', 1, { evidence: { ventricular: column('f'.repeat(30)) } }), sampleCount: 30 * RATE };
    expect(told(silent, 'ventricular-fibrillation')).toMatchObject([{ from: 0, to: 30 * RATE, anchors: [] }]);
    const twice = day('NNNN', [1, 40, 1], { evidence: { ventricular: column(`....${'f'.repeat(10)}......${'f'.repeat(10)}${'.'.repeat(20)}`) } });
    expect(told(twice, 'ventricular-fibrillation')).toMatchObject([{ from: 4 * RATE, to: 30 * RATE, anchors: [1, 2] }]);
  });

  it('tell tachycardia where the beats do not, and leave it to the beats where they do', () => {
    const letters = `${'.'.repeat(20)}${'t'.repeat(15)}${'.'.repeat(30)}`;
    const bySignal = told(minute(letters), 'ventricular-tachycardia');
    expect(bySignal).toMatchObject([{ from: 20 * RATE, to: 35 * RATE, rate: 180, severity: 'urgent', anchors: [19, 33] }]);
    expect(bySignal[0]!.reason).toContain('wide complexes by the signal for 15 s at about 180/min');
    const rr = [...'N'.repeat(19)].map(() => 1).concat([...'V'.repeat(45)].map(() => 1 / 3), [...'N'.repeat(20)].map(() => 1));
    const byBeats = told(day(`${'N'.repeat(20)}${'V'.repeat(45)}${'N'.repeat(20)}`, rr, { evidence: { ventricular: column(letters) } }), 'ventricular-tachycardia');
    expect(byBeats).toHaveLength(1);
    expect(byBeats[0]!.reason).toContain('45 ventricular beats in a row');
  });

  it('are runs in the tables, with the runs of labelled beats that they take in, and none where they are turned down', () => {
    // Four of the beats inside are labelled, in a row; a couplet stands apart.
    const input = day(`${'N'.repeat(24)}VVVV${'N'.repeat(40)}VV${'N'.repeat(10)}`, [...'N'.repeat(20)].map(() => 1).concat([...'N'.repeat(30)].map(() => 1 / 3), [...'N'.repeat(29)].map((_, i) => (i === 13 ? 0.5 : 1))), { evidence: { ventricular: column(`${'.'.repeat(20)}${'t'.repeat(10)}${'.'.repeat(40)}`) } });
    const state = findingsAfter(null, input);
    const [tachycardia, ...others] = state.findings.filter(({ kind }) => kind === 'ventricular-tachycardia');
    expect(others).toEqual([]);
    expect(tachycardia!.reason).toContain('by the signal');
    expect(tablesOf(state).V).toMatchObject({ beats: 6, runs: 1, triplets: 0, couplets: 1, longest: { beats: 28, rate: 180, sample: 20 * RATE } });
    const turnedDown = { ...state, findings: state.findings.filter((finding) => finding !== tachycardia), said: { dropped: [tachycardia!], added: [] } };
    expect(tablesOf(turnedDown).V).toMatchObject({ beats: 6, runs: 0, longest: null, couplets: 1 });
  });

  it('are no atrial fibrillation, however irregular their intervals, unless they cannot be read', () => {
    const next = chance(7);
    const rr = Array.from({ length: 1200 }, () => 0.4 + 0.75 * next());
    const irregular = (letters: string): FindingsInput => day('N'.repeat(rr.length + 1), rr, { evidence: { ventricular: column(letters) } });
    const [whole] = told(irregular('.'.repeat(900)), 'atrial-fibrillation');
    const [from, to] = [300, 500];
    const input = irregular(`${'.'.repeat(from)}${'t'.repeat(to - from)}${'.'.repeat(900 - to)}`);
    const parts = told(input, 'atrial-fibrillation');
    expect(parts).toHaveLength(2);
    expect([parts[0]!.from, parts[1]!.to]).toEqual([whole!.from, whole!.to]);
    expect(parts[0]!.to).toBeLessThanOrEqual(from * RATE);
    expect(parts[1]!.from).toBeGreaterThanOrEqual(to * RATE - RATE);
    // More than half of it unreadable: no tachycardia is told, and what can be read of it speaks again.
    const lost = { ...input, unreadable: Float64Array.of((from + 40) * RATE, to * RATE) };
    expect(findingsAfter(findingsAfter(null, input), lost).findings).toEqual(findingsOf(lost));
    expect(told(lost, 'atrial-fibrillation')[0]!.to).toBeGreaterThan((from + 30) * RATE);
  });

  it('count among the runs of half a minute and more', () => {
    const long = (seconds: number): FindingsInput => minute(`${'.'.repeat(10)}${'t'.repeat(seconds)}${'.'.repeat(60 - seconds)}`);
    expect(tablesOf(findingsAfter(null, long(31))).V).toMatchObject({ beats: 0, runs: 1, sustained: 1 });
    expect(tablesOf(findingsAfter(null, long(20))).V).toMatchObject({ runs: 1, sustained: 0, longest: { beats: 60 } });
  });

  it('need the evidence: older runs do without', () => {
    expect(told(minute(''), 'ventricular-fibrillation')).toEqual([]);
    expect(told(day('N'.repeat(60), 1), 'ventricular-fibrillation')).toEqual([]);
  });

  it('last at least as long as the study asks', () => {
    expect(findingsOf(fibrillating, { ...DEFAULT_SETTINGS, ventricularSignalSeconds: 16 }).filter(({ kind }) => kind === 'ventricular-fibrillation')).toEqual([]);
  });
});
