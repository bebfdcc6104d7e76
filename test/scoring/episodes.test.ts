import { describe, expect, it } from 'vitest';
import { episodeFigures, reported, rhythmSpans, scoreEpisodes, type EpisodeScore } from '../../core/scoring/episodes.ts';
import type { Span } from '../../core/study/recording.ts';
import { annotations } from './cases.ts';

const RULE = { gapSeconds: 30, leastSeconds: 30 };
/** Spans in seconds, at one sample a second. */
const spans = (...pairs: [number, number][]): Span[] => pairs.map(([from, to]) => ({ from, to }));
const score = (reference: Span[], tested: Span[], start = 0, excluded: Span[] = []): EpisodeScore => scoreEpisodes({ reference, tested, sampleRate: 1, start, length: 3600, rule: RULE, excluded });

describe('episodes', () => {
  it('are reported with short gaps joined and short ones dropped, in this order', () => {
    expect(reported(spans([0, 20], [40, 60], [200, 225], [300, 400]), RULE, 1, 0, 3600)).toEqual(spans([0, 60], [300, 400]));
    expect(reported(spans([100, 200], [230, 300]), RULE, 1, 0, 3600)).toEqual(spans([100, 200], [230, 300]));
  });

  it('are cut where scoring begins and ends', () => {
    expect(reported(spans([200, 400], [3500, 4000]), RULE, 1, 300, 3600)).toEqual(spans([300, 400], [3500, 3600]));
  });

  it('are scored by duration and by any overlap', () => {
    const figures = episodeFigures([score(spans([100, 200], [1000, 1100]), spans([150, 250], [2000, 2050]))]);
    expect(figures).toMatchObject({ durationSe: 25, episodeSe: 50, episodePpv: 50, referenceEpisodes: 2, testedEpisodes: 2, falseEpisodes: 1, peopleAffected: 1 });
    expect(figures.durationPpv).toBeCloseTo((100 * 50) / 150);
    expect(figures.falsePerDay).toBeCloseTo(24);
  });

  it('count one long tested episode over two of the reference as both found and once right', () => {
    const figures = episodeFigures([score(spans([100, 200], [300, 400]), spans([50, 450]))]);
    expect(figures).toMatchObject({ durationSe: 100, durationPpv: 50, episodeSe: 100, episodePpv: 100, referenceEpisodes: 2, testedEpisodes: 1 });
  });

  it('leave out what is excluded on both sides', () => {
    expect(score(spans([100, 200]), spans([100, 300]), 0, spans([200, 400]))).toMatchObject({ overlap: 100, testedDuration: 100, scored: 3400 });
    // An episode that reaches through it stays one; one that lies in it is none.
    expect(score(spans([100, 500]), spans([100, 500]), 0, spans([200, 300]))).toMatchObject({ overlap: 300, referenceEpisodes: 1, testedEpisodes: 1, right: 1 });
    expect(score([], spans([210, 290]), 0, spans([200, 300]))).toMatchObject({ testedEpisodes: 0, testedDuration: 0 });
  });

  it('have no figure where there is nothing to divide by', () => {
    expect(episodeFigures([score([], [])])).toMatchObject({ durationSe: null, durationPpv: null, episodeSe: null, falsePerDay: 0, peopleAffected: 0, people: 1 });
  });

  it('are read from rhythm marks, to the end where none follows', () => {
    const marks = [
      { sample: 10, symbol: '+', aux: '(N' },
      { sample: 100, symbol: '+', aux: '(AFIB' },
      { sample: 150, symbol: 'N', aux: '' },
      { sample: 200, symbol: '+', aux: '(AFL' },
      { sample: 300, symbol: '+', aux: '(N' },
      { sample: 500, symbol: '+', aux: '(AFIB' },
    ].map((mark) => ({ ...mark, subtype: 0, chan: 0, num: 0 }));
    expect(rhythmSpans(marks, ['AFIB', 'AFL'], 600)).toEqual(spans([100, 300], [500, 600]));
    expect(rhythmSpans(marks, ['AFIB'], 600)).toEqual(spans([100, 200], [500, 600]));
    expect(rhythmSpans(annotations([]), ['AFIB'], 600)).toEqual([]);
  });
});
