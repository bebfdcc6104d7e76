import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Patience } from '../../backend/people/patience.ts';

describe('patience with wrong passwords', () => {
  it('waits longer each time, up to five minutes, and not for the first three', () => {
    let now = 0;
    const patience = new Patience(() => now);
    const waited: number[] = [];
    for (let i = 0; i < 14; i++) {
      patience.count('ada');
      waited.push(patience.waits('ada') / 1000);
      now += patience.waits('ada');
      expect(patience.waits('ada')).toBe(0);
    }
    expect(waited).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    patience.forgive('ada');
    patience.count('ada');
    expect(patience.waits('ada')).toBe(0);
  });

  it('makes nobody wait for another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('ada', 'bo', 'nobody'), fc.integer({ min: 0, max: 5000 }))), (trials) => {
        let now = 0;
        const together = new Patience(() => now);
        const alone = new Map<string, Patience>();
        for (const [name, pause] of trials) {
          if (!alone.has(name)) alone.set(name, new Patience(() => now));
          together.count(name);
          alone.get(name)?.count(name);
          now += pause;
          for (const [other, patience] of alone) expect(together.waits(other)).toBe(patience.waits(other));
        }
      }),
    );
  });

  it('remembers many names, and forgets the one that failed longest ago', () => {
    const patience = new Patience(() => 0);
    for (let i = 0; i < 5; i++) patience.count('ada');
    for (let i = 0; i < 10_000; i++) patience.count(`name ${i}`);
    expect(patience.waits('ada')).toBe(0);
    for (let i = 0; i < 5; i++) patience.count('bo');
    expect(patience.waits('bo')).toBeGreaterThan(0);
  });
});
