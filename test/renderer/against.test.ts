import { expect, test } from 'vitest';
import { UNKNOWN_DATE } from '../../core/study/recording.ts';
import { beganWords, onHours, perHour } from '../../renderer/screens/overview/against.tsx';

test('V by the hour of two recordings stand on the hours of this one', () => {
  const counts = [0, 0, 1].map((n) => Uint32Array.from({ length: 24 }, (_, bin) => (n === 0 ? 9 : bin < 12 ? 1 : 2)));
  expect(perHour({ binSeconds: 300, counts }, 2, 7200)).toEqual([12, 24]);
  // Two hours in four parts, begun half an hour later by the clock: the last part falls behind the end.
  expect(onHours([1, 2, 3, 4], 7200, 1800, 2)).toEqual([1, 5]);
  expect(onHours([1, 2, 3, 4], 7200, -3600, 2)).toEqual([7, 0]);
});

test('the earlier study is called by its day, and by its record where that stands for none', () => {
  const of = (start: string): string => beganWords({ record: '208', facts: { start } });
  expect([of('2026-11-14T09:12:00'), of(`${UNKNOWN_DATE}T09:12:00`), of('')]).toEqual(['Sat 14 Nov 2026', '208', '208']);
});
