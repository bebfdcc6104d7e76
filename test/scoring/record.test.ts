import { describe, expect, it } from 'vitest';
import { scoredClass } from '../../core/scoring/protocol.ts';
import { cells, EDGE, LENGTH, score, type Mark } from './cases.ts';

/** One beat every second from the edge on, with the symbols given. */
function beats(symbols: string, from = EDGE + 1000): Mark[] {
  return [...symbols].map((symbol, i): Mark => [from + i * 1000, symbol]);
}

describe('classes of the protocols', () => {
  it('counts escape beats as S in EC57, atrial and nodal ones as N in the literature', () => {
    expect([...'ejn'].map((symbol) => scoredClass(symbol, 'ec57'))).toEqual([1, 1, 1]);
    expect([...'ejn'].map((symbol) => scoredClass(symbol, 'literature'))).toEqual([0, 0, 1]);
  });

  it('maps every other code alike', () => {
    for (const protocol of ['ec57', 'literature'] as const) {
      expect([...'NLRB'].map((symbol) => scoredClass(symbol, protocol))).toEqual([0, 0, 0, 0]);
      expect([...'AaJS'].map((symbol) => scoredClass(symbol, protocol))).toEqual([1, 1, 1, 1]);
      expect([...'VEr'].map((symbol) => scoredClass(symbol, protocol))).toEqual([2, 2, 2]);
      expect(scoredClass('F', protocol)).toBe(3);
      expect([...'Q/f?'].map((symbol) => scoredClass(symbol, protocol))).toEqual([4, 4, 4, 4]);
    }
  });

  it('takes no mark for a beat that is none', () => {
    for (const symbol of ['|', '~', '+', '"', 'x', '!', '[', ']', 'p', 't', 's', 'T']) expect(scoredClass(symbol, 'ec57')).toBe(-1);
  });
});

describe('every cell of the matrix', () => {
  const classes = [...'NSVFQ'];
  for (const truth of classes) {
    for (const said of classes) {
      it(`${truth} called ${said}`, () => {
        const result = score(beats(truth), beats(said));
        expect(cells(result)).toEqual({ [`${truth}${said.toLowerCase()}`]: 1 });
        expect(result.figures.qrs).toEqual({ se: 100, ppv: 100 });
      });
    }
    it(`${truth} missed, missed in an unreadable span, and called where there is none`, () => {
      expect(cells(score(beats(truth), []))).toEqual({ [`${truth}o`]: 1 });
      expect(cells(score(beats(truth), [[EDGE, '~', 0x30], [EDGE + 5000, '~', 0]]))).toEqual({ [`${truth}x`]: 1 });
      expect(cells(score([], beats(truth)))).toEqual({ [`O${truth.toLowerCase()}`]: 1 });
      expect(cells(score([[EDGE, '~', -1], [EDGE + 5000, '~', 0]], beats(truth)))).toEqual({ [`X${truth.toLowerCase()}`]: 1 });
    });
  }
});

describe('false positives that EC57 leaves out', () => {
  /** Figures of one true positive of a class and one beat of `truth` called by it. */
  const ppv = (name: 'N' | 'S' | 'V' | 'F', truth: string, protocol: 'ec57' | 'literature'): number | null => {
    const said = name + name;
    return score(beats(name + truth), beats(said), protocol).figures[name].ppv;
  };

  it('F and Q called V, and Q called S, are none in EC57', () => {
    expect(ppv('V', 'F', 'ec57')).toBe(100);
    expect(ppv('V', 'Q', 'ec57')).toBe(100);
    expect(ppv('S', 'Q', 'ec57')).toBe(100);
  });

  it('F called S, and N and S called V, are some', () => {
    expect(ppv('S', 'F', 'ec57')).toBe(50);
    expect(ppv('S', 'N', 'ec57')).toBe(50);
    expect(ppv('S', 'V', 'ec57')).toBe(50);
    expect(ppv('V', 'N', 'ec57')).toBe(50);
    expect(ppv('V', 'S', 'ec57')).toBe(50);
  });

  it('in the literature Q alone is left out', () => {
    expect(ppv('V', 'F', 'literature')).toBe(50);
    expect(ppv('V', 'Q', 'literature')).toBe(100);
    expect(ppv('S', 'Q', 'literature')).toBe(100);
    expect(ppv('N', 'Q', 'literature')).toBe(100);
    expect(ppv('F', 'Q', 'literature')).toBe(100);
  });

  it('a beat called F or Q is missed all the same', () => {
    const result = score(beats('VVVV'), beats('VFQN'));
    expect(result.figures.V).toEqual({ se: 25, ppv: 100, f1: 40 });
  });
});

describe('the five-minute edge', () => {
  it('scores nothing before five minutes in EC57 and everything in the literature', () => {
    const marks: Mark[] = [[1000, 'N'], [EDGE - 1, 'V'], [EDGE + 1000, 'N']];
    expect(cells(score(marks, marks))).toEqual({ Nn: 1 });
    expect(cells(score(marks, marks, 'literature'))).toEqual({ Nn: 2, Vv: 1 });
  });

  it('scores the beat on the edge itself', () => {
    expect(cells(score([[EDGE, 'V']], [[EDGE, 'V']]))).toEqual({ Vv: 1 });
  });

  it('lets a pair across the edge go by its reference beat', () => {
    expect(cells(score([[EDGE + 20, 'V']], [[EDGE - 20, 'V']]))).toEqual({ Vv: 1 });
    expect(cells(score([[EDGE - 20, 'V']], [[EDGE + 20, 'V']]))).toEqual({});
  });

  it('does not count an extra mark within 150 ms after the edge, for its beat may lie before', () => {
    expect(cells(score([], [[EDGE + 150, 'N']]))).toEqual({});
    expect(cells(score([], [[EDGE + 151, 'N']]))).toEqual({ On: 1 });
    const next: Mark[] = [[EDGE + 800, 'N']];
    expect(cells(score(next, [[EDGE + 100, 'V'], ...next]))).toEqual({ Nn: 1 });
  });

  it('counts it where the next mark is farther from the next beat', () => {
    expect(cells(score([[EDGE + 300, 'N']], [[EDGE + 100, 'V'], [EDGE + 700, 'N']]))).toEqual({ No: 1, Ov: 1, On: 1 });
  });

  it('counts an extra mark at the very start where there is no learning time', () => {
    expect(cells(score([], [[10, 'N']], 'literature'))).toEqual({ On: 1 });
  });

  it('does not count an extra mark behind the end of the recording', () => {
    expect(cells(score([], [[LENGTH - 1, 'N'], [LENGTH, 'N']]))).toEqual({ On: 1 });
  });

  it('leaves a record under five minutes without figures', () => {
    const result = score([[1000, 'N']], [[1000, 'N']], 'ec57', 10_000);
    expect(result.beats).toBe(0);
    expect(result.scoredSeconds).toBe(0);
    expect(result.figures.qrs).toEqual({ se: null, ppv: null });
    expect(result.figures.macroF1).toBeNull();
  });
});

describe('fibrillation', () => {
  const spell: Mark[] = [[EDGE + 10_000, '['], [EDGE + 12_000, '!'], [EDGE + 20_000, ']']];

  it('does not count what is marked inside the reference\'s spans, both ends included', () => {
    expect(cells(score(spell, [[EDGE + 10_000, 'V'], [EDGE + 15_000, 'V'], [EDGE + 20_000, 'N']]))).toEqual({});
    expect(cells(score(spell, [[EDGE + 9_999, 'V'], [EDGE + 20_001, 'N']]))).toEqual({ Ov: 1, On: 1 });
  });

  it('keeps a pair whose reference beat stands outside', () => {
    expect(cells(score([[EDGE + 9_950, 'N'], ...spell], [[EDGE + 10_010, 'N']]))).toEqual({ Nn: 1 });
  });

  it('does not take the reference\'s marks inside for beats', () => {
    expect(cells(score([...spell, [EDGE + 15_000, 'V']], []))).toEqual({});
  });

  it('misses the beats that the tested labels call fibrillation', () => {
    expect(cells(score([[EDGE + 15_000, 'V']], [...spell, [EDGE + 15_000, 'V']]))).toEqual({ Vo: 1 });
  });

  it('lasts to the end of the record without a closing mark', () => {
    expect(cells(score([[EDGE + 10_000, '[']], [[LENGTH - 10, 'V']]))).toEqual({});
  });
});

describe('unreadable spans of the tested labels', () => {
  const span: Mark[] = [[EDGE + 10_000, '~', 0x30], [EDGE + 40_000, '~', 0]];

  it('count every reference beat inside as missed, even one that was labelled', () => {
    const result = score([[EDGE + 15_000, 'V'], [EDGE + 50_000, 'V']], [...span, [EDGE + 15_000, 'V'], [EDGE + 50_000, 'V']]);
    expect(cells(result)).toEqual({ Vx: 1, Vv: 1 });
    expect(result.figures.V.se).toBe(50);
    expect(result.figures.qrs).toEqual({ se: 50, ppv: 100 });
    expect(result.abstainedBeats).toBe(1);
    expect(result.abstainedSeconds).toBe(30);
    expect(result.scoredSeconds).toBe(300);
  });

  it('claim nothing inside', () => {
    expect(cells(score([], [...span, [EDGE + 15_000, 'V']]))).toEqual({});
  });

  it('begin with their mark and end before the next', () => {
    expect(cells(score([[EDGE + 10_000, 'N']], span))).toEqual({ Nx: 1 });
    expect(cells(score([[EDGE + 40_000, 'N']], span))).toEqual({ No: 1 });
  });

  it('miss a beat inside that was marked just outside, without a false positive', () => {
    expect(cells(score([[EDGE + 39_990, 'N']], [...span, [EDGE + 40_010, 'N']]))).toEqual({ Nx: 1 });
  });

  it('last to the end without a closing mark, and noise in one signal is none', () => {
    expect(cells(score([[LENGTH - 10, 'N']], [[EDGE, '~', 0x30]]))).toEqual({ Nx: 1 });
    expect(cells(score([[LENGTH - 10, 'N']], [[EDGE, '~', 0x03]]))).toEqual({ No: 1 });
  });

  it('hold in the literature protocol too', () => {
    expect(cells(score([[1000, 'N']], [[0, '~', 0x30], [1000, 'N'], [2000, '~', 0]], 'literature'))).toEqual({ Nx: 1 });
  });
});

describe('paced records', () => {
  it('count in the QRS figures only', () => {
    const marks: Mark[] = [...beats('/NV'), [EDGE + 60_000, 'f']];
    const result = score(marks, marks);
    expect(result.paced).toBe(true);
    expect(result.figures.qrs).toEqual({ se: 100, ppv: 100 });
    expect(result.figures.V).toEqual({ se: null, ppv: null, f1: null });
    expect(result.figures.macroF1NSV).toBeNull();
  });

  it('are those whose learning time alone is paced too', () => {
    const marks: Mark[] = [[1000, '/'], ...beats('N')];
    expect(score(marks, marks).classesScored).toBe(false);
  });
});

describe('the literature protocol', () => {
  it('does not score reference beats of class Q but for their QRS', () => {
    const result = score(beats('QN'), beats('NN'), 'literature');
    expect(result.figures.N).toEqual({ se: 100, ppv: 100, f1: 100 });
    expect(result.figures.qrs).toEqual({ se: 100, ppv: 100 });
  });

  it('takes `j` for N on both sides', () => {
    const result = score(beats('jeN'), beats('NjN'), 'literature');
    expect(cells(result)).toEqual({ Nn: 3 });
  });
});

describe('records with nothing in them', () => {
  it('have no figures where the reference is empty and nothing was found', () => {
    const result = score([], []);
    expect(result.figures.qrs).toEqual({ se: null, ppv: null });
    expect(result.figures.V).toEqual({ se: null, ppv: null, f1: null });
  });

  it('have a sensitivity of nought where nothing was found, and no predictivity', () => {
    const result = score(beats('NV'), []);
    expect(result.figures.qrs).toEqual({ se: 0, ppv: null });
    expect(result.figures.V).toEqual({ se: 0, ppv: null, f1: 0 });
    expect(result.figures.S).toEqual({ se: null, ppv: null, f1: null });
  });

  it('have a predictivity of nought where all was invented, and no sensitivity', () => {
    expect(score([], beats('V')).figures.V).toEqual({ se: null, ppv: 0, f1: 0 });
  });
});

describe('order of marks', () => {
  it('does not matter', () => {
    const marks: Mark[] = beats('NSVN');
    expect(cells(score([...marks].reverse(), marks))).toEqual({ Nn: 2, Ss: 1, Vv: 1 });
  });
});
