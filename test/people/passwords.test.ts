import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COST, hashPassword, isWeak, opens, type Cost } from '../../backend/people/passwords.ts';

const LOW: Cost = { N: 1024, r: 8, p: 1 };

describe('a password', () => {
  it('opens its own hash and no other, and is not in it', async () => {
    const stored = await hashPassword('correct horse', LOW);
    expect(stored).toMatch(/^scrypt\$N=1024,r=8,p=1\$/);
    expect(stored).not.toContain('horse');
    expect(await opens('correct horse', stored, LOW)).toBe(true);
    for (const other of ['', 'correct hors', 'correct horse ', 'Correct horse']) expect(await opens(other, stored, LOW), other).toBe(false);
    expect(await hashPassword('correct horse', LOW)).not.toBe(stored);
  });

  it('is one password in whatever form its accents are typed', async () => {
    const stored = await hashPassword('caf\u00e9 au lait', LOW);
    expect(await opens('cafe\u0301 au lait', stored, LOW)).toBe(true);
  });

  it('still opens a hash of other costs, which is told to be weak when costs rise', async () => {
    const stored = await hashPassword('correct horse', LOW);
    const raised: Cost = { N: 2048, r: 8, p: 1 };
    expect(await opens('correct horse', stored, raised)).toBe(true);
    expect(isWeak(stored, raised)).toBe(true);
    expect(isWeak(await hashPassword('correct horse', raised), raised)).toBe(false);
  });

  it('opens nothing where there is no hash, or one that makes no sense', async () => {
    for (const stored of [null, '', 'plain', 'scrypt$N=1024,r=8,p=1$AAAA$AAAA']) expect(await opens('correct horse', stored, LOW)).toBe(false);
  });

  it('opens nothing, and costs no more than it may, where the file was changed', async () => {
    const stored = await hashPassword('correct horse', LOW);
    const changed = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat({ max: stored.length - 1 }), fc.string({ minLength: 1, maxLength: 4 })).map(([at, text]) => stored.slice(0, at) + text + stored.slice(at + text.length)),
      fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([N, r, p]) => stored.replace('N=1024,r=8,p=1', `N=${N},r=${r},p=${p}`)),
      fc.constantFrom('N=1073741824,r=8,p=1', 'N=1024,r=8,p=100000', 'N=1048576,r=32,p=16', 'N=1000,r=8,p=1').map((costs) => stored.replace('N=1024,r=8,p=1', costs)),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (text) => {
        expect(await opens('another horse', text, LOW)).toBe(false);
      }),
    );
  });

  it('costs as much memory as it is meant to', () => expect(128 * COST.N * COST.r).toBe(32 * 1024 * 1024));
});
