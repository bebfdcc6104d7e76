import { afterEach, describe, expect, it } from 'vitest';
import { BENCHMARK_NAMES, benchmarkReport } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkStep } from '../../core/contract/benchmark.ts';
import { LANGUAGES } from '../../core/contract/languages.ts';
import { speak } from '../../renderer/parts/language.ts';
import { lengthOf, nameOf, stepWords, times, took } from '../../renderer/screens/settings/benchmark-words.ts';
import { madeFigures } from './fake-benchmark.ts';

afterEach(() => speak('en'));

describe('figures of a benchmark', () => {
  it('are told with three digits in the unit that suits them', () => {
    expect([0, 0.0138, 0.52, 0.9999, 2.754, 12.987, 151.2, 1411.6].map(took)).toEqual(['0', '13.8 ms', '520 ms', '1.00 s', '2.75 s', '13.0 s', '151 s', '1,412 s']);
    expect([9.94, 12.5, 331.2].map(times)).toEqual(['9.9 ×', '12.5 ×', '331 ×']);
    speak('de');
    expect([took(2.754), times(12.5)]).toEqual(['2,75 s', '12,5 ×']);
  });

  it('say how long a recording is, a short one in place of a day, too', () => {
    expect([10 / 3600, 200 / 3600, 0.1, 3, 24, 72, 336].map(lengthOf)).toEqual(['10 s', '3 min', '6 min', '3 h', '24 h', '3 d', '14 d']);
  });

  it('have a name in every language, and stay themselves where there is none', () => {
    for (const language of LANGUAGES) {
      speak(language);
      expect(BENCHMARK_NAMES.filter((name) => nameOf({ name, recording: null }).what === name)).toEqual([]);
    }
    expect(nameOf({ name: 'of-another-version', recording: null })).toEqual({ what: 'of-another-version', of: '' });
  });

  it('are named step by step while they are taken', () => {
    const step: BenchmarkStep = { doing: 'case', recording: { hours: 24, leads: 3 }, turn: 2, turns: 3, share: 0.4, row: 'day', part: 5, parts: 11 };
    const told = LANGUAGES.map((language) => {
      speak(language);
      return stepWords(step);
    });
    expect(told).toEqual(['From file to case, 24 h, 3 leads, 2 of 3', 'Von der Datei zum Fall, 24 h, 3 Ableitungen, 2 von 3', '從檔案到檢查, 24 小時\uff0c3 導程, 第 2 次\uff0c共 3 次']);
    speak('en');
    expect(stepWords({ ...step, doing: 'idle', recording: null, turns: 1 })).toBe('A program at rest');
  });

  it('that are made for looking at are of the form that is kept', () => expect(benchmarkReport.parse(madeFigures())).toEqual(madeFigures()));
});
