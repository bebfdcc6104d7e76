import { expect, test } from 'vitest';
import { onHours, perHour } from '../../renderer/screens/overview/against.tsx';

test('V by the hour of two recordings stand on the hours of this one', () => {
  const counts = [0, 0, 1].map((n) => Uint32Array.from({ length: 24 }, (_, bin) => (n === 0 ? 9 : bin < 12 ? 1 : 2)));
  expect(perHour({ binSeconds: 300, counts }, 2, 7200)).toEqual([12, 24]);
  // Two hours in four parts, begun half an hour later by the clock: the last part falls behind the end.
  expect(onHours([1, 2, 3, 4], 7200, 1800, 2)).toEqual([1, 5]);
  expect(onHours([1, 2, 3, 4], 7200, -3600, 2)).toEqual([7, 0]);
});
