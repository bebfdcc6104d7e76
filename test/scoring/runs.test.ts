import { describe, expect, it } from 'vitest';
import { codeOf, classOfCode, CLASS_INDEX } from '../../core/beats/classes.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { coupletFigures, pooledRuns, runFigures, scoreRuns, type RunKind, type RunMatrices } from '../../core/scoring/runs.ts';

/** A beat a second from 301 s on, at 100 Hz, unless said otherwise; `.` is none. */
function labels(classes: string, more: Partial<BeatLabels> & { first?: number; late?: number } = {}): BeatLabels {
  const first = more.first ?? 301;
  const beats = [...classes].flatMap((letter, i) => (letter === '.' ? [] : [{ letter, sample: (first + i) * 100 + (more.late ?? 0) }]));
  return {
    samples: Float64Array.from(beats, ({ sample }) => sample),
    classes: Uint8Array.from(beats, ({ letter }) => CLASS_INDEX[classOfCode(codeOf(letter))]),
    fibrillation: more.fibrillation ?? [],
    unreadable: more.unreadable ?? [],
    paced: false,
  };
}

const score = (reference: BeatLabels, tested: BeatLabels, kind: RunKind = 'V'): RunMatrices => scoreRuns({ reference, tested, sampleRate: 100, protocol: 'ec57' }, kind);

describe('runs and couplets', () => {
  it('are all found where both sides agree', () => {
    const same = labels('NVVNVVVNNVVVVVVVVN');
    const matrices = score(same, same);
    expect(coupletFigures(matrices)).toEqual({ se: 100, ppv: 100, n: 1, tested: 1 });
    expect(runFigures(matrices)).toEqual({ se: 100, ppv: 100, n: 2, tested: 2 });
  });

  it('match within 150 ms', () => {
    expect(coupletFigures(score(labels('NVVN'), labels('NVVN', { late: 15 })))).toMatchObject({ se: 100, ppv: 100 });
    expect(coupletFigures(score(labels('NVVN'), labels('NVVN', { late: 16 })))).toMatchObject({ se: 0, ppv: 0 });
  });

  it('are lost by one wrong label in the middle: a run of three is then no run and no couplet', () => {
    const matrices = score(labels('NVVVN'), labels('NVNVN'));
    expect(runFigures(matrices)).toEqual({ se: 0, ppv: null, n: 1, tested: 0 });
    expect(coupletFigures(matrices)).toEqual({ se: null, ppv: null, n: 0, tested: 0 });
  });

  it('count a couplet as found in a longer tested run, and a tested couplet as right in a longer reference run', () => {
    expect(coupletFigures(score(labels('NVVNN'), labels('NVVVN')))).toEqual({ se: 100, ppv: null, n: 1, tested: 0 });
    expect(runFigures(score(labels('NVVNN'), labels('NVVVN')))).toEqual({ se: null, ppv: 0, n: 0, tested: 1 });
    expect(coupletFigures(score(labels('NVVVN'), labels('NVVNN')))).toEqual({ se: null, ppv: 100, n: 0, tested: 1 });
  });

  it('take F for ventricular, and S for neither', () => {
    expect(coupletFigures(score(labels('NVFN'), labels('NFVN')))).toMatchObject({ se: 100, ppv: 100 });
    expect(coupletFigures(score(labels('NVSVN'), labels('NVSVN'))).n).toBe(0);
    expect(runFigures(score(labels('NSSSN'), labels('NSSSN'), 'S'))).toMatchObject({ se: 100, ppv: 100, n: 1 });
  });

  it('leave out the first five minutes and end at unreadable spans of the tested side', () => {
    expect(coupletFigures(score(labels('VVN', { first: 200 }), labels('VVN', { first: 200 }))).n).toBe(0);
    const shut = labels('NVVVN', { unreadable: [{ from: 30_250, to: 30_260 }] });
    expect(runFigures(score(labels('NVVVN'), shut)).se).toBe(0);
  });

  it('take fibrillation for the longest run', () => {
    const fibrillation = [{ from: 31_000, to: 32_000 }];
    const matrices = score(labels('N', { fibrillation }), labels('N.........VVVVVVVVN'));
    expect(runFigures(matrices)).toMatchObject({ se: 100, ppv: 100, n: 1, tested: 1 });
    expect(runFigures(score(labels('N', { fibrillation }), labels('N')))).toMatchObject({ se: 0, n: 1 });
  });

  it('are pooled over records', () => {
    const right = score(labels('NVVN'), labels('NVVN'));
    const wrong = score(labels('NVVN'), labels('NNNN'));
    expect(coupletFigures(pooledRuns([right, wrong, right]))).toMatchObject({ n: 3, tested: 2, ppv: 100 });
    expect(coupletFigures(pooledRuns([right, wrong])).se).toBe(50);
  });
});
