import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayLayout, type DayKind, type Lane } from '../../renderer/charts/day-data.ts';

test('no lane of a day lies over another, and all lie within', () => {
  const kind = fc.constantFrom<DayKind>('reading', 'whole', 'low');
  fc.assert(
    fc.property(kind, fc.integer({ min: 0, max: 24 }), fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 200 }), (of, leads, flagged, unclassified, more) => {
      const tall = (of === 'whole' ? 220 : of === 'reading' ? 120 : 60) + more;
      const layout = dayLayout(of, tall, { leads, flagged, unclassified });
      const rate: Lane = [layout.rate.top, layout.rate.bottom - layout.rate.top];
      const lanes = [rate, ...Object.values(layout.classes), ...(layout.af ? [layout.af] : []), ...layout.leads].toSorted((a, b) => a[0] - b[0]);
      lanes.forEach(([top, height], i) => {
        expect(height).toBeGreaterThan(0);
        expect(top + height).toBeLessThanOrEqual(lanes[i + 1]?.[0] ?? tall);
      });
      expect(layout.leads).toHaveLength(of === 'whole' ? leads : 0);
      expect(layout.pins).toBeLessThan(layout.rate.top);
    }),
  );
});
