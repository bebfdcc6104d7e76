import { describe, expect, it } from 'vitest';
import { clockChange, type ZoneOffset } from '../../renderer/parts/clock-change.ts';

const at = (local: string): number => Date.parse(`${local}Z`);
/** Central Europe in 2026: forward on 29 March at 02:00, back on 25 October at 03:00. */
const europe: ZoneOffset = (ms) => (ms >= at('2026-03-29T02:00:00') && ms < at('2026-10-25T03:00:00') ? -120 : -60);

describe('clocks that are changed in the night', () => {
  it.each([
    ['2026-03-28T20:00:00', 24, { at: '2026-03-29T02:00', minutes: 60 }],
    ['2026-10-24T23:30:00', 6, { at: '2026-10-25T03:00', minutes: -60 }],
    ['2026-10-20T08:00:00', 14 * 24, { at: '2026-10-25T03:00', minutes: -60 }],
  ])('are told of a recording from %s on', (start, hours, expected) => {
    const found = clockChange(at(start), hours * 3600, europe)!;
    expect({ at: new Date(Math.round(found.at / 60_000) * 60_000).toISOString().slice(0, 16), minutes: found.minutes }).toEqual(expected);
  });

  it('are not told of where they were not, of a minute, or in a zone that has no summer time', () => {
    expect(clockChange(at('2026-03-29T02:00:00'), 86_400, europe)).toBeNull();
    expect(clockChange(at('2026-03-29T01:00:00'), 60, europe)).toBeNull();
    expect(clockChange(at('2026-01-01T00:00:00'), 336 * 3600, () => 0)).toBeNull();
  });
});
