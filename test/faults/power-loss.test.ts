import { describe, expect, it } from 'vitest';
import { Chance } from '../../core/synthesis/chance.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../database/helpers.ts';
import { itWhere } from '../helpers/able.ts';
import { losePower } from './power-loss.ts';
import { canTrace, diskAt, type Call } from './recorded-writes.ts';

const traced = await canTrace();

describe('a power cut between two syncs, in short', () => {
  itWhere(traced, 'no program can be traced here')('loses nothing that was said to be done, and leaves nothing half', async () => {
    const { syncs, cuts, troubles } = await losePower({ edits: 14, seed: 3, most: 40 });
    expect(troubles).toEqual([]);
    expect(syncs).toBeGreaterThan(60);
    expect(cuts).toBe(40);
  }, 180_000);

  it('is strict: what was not synced may be gone, what was is there', () => {
    const folders = temporaryFolders();
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const calls: Call[] = [
      { kind: 'make', path: 'a' },
      { kind: 'write', path: 'a', at: null, bytes: bytes('one') },
      { kind: 'sync', path: 'a' },
      { kind: 'sync', path: '.' },
      { kind: 'write', path: 'a', at: 3, bytes: bytes('two') },
      { kind: 'make', path: 'b' },
      { kind: 'write', path: 'b', at: null, bytes: bytes('new') },
      { kind: 'sync', path: 'b' },
      { kind: 'rename', path: 'b', to: 'a' },
      { kind: 'sync', path: '.' },
    ];
    const at = (cut: number, way: 'all' | 'none'): string => {
      const target = join(folders.make(), 'cut');
      diskAt(calls, cut, way, new Chance(1, 0), target);
      return readFileSync(join(target, 'a'), 'utf8');
    };
    try {
      expect([at(8, 'none'), at(8, 'all'), at(9, 'none'), at(9, 'all'), at(10, 'none')]).toEqual(['one', 'onetwo', 'one', 'new', 'new']);
    } finally {
      folders.clear();
    }
  });
});
