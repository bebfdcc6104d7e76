import fc from 'fast-check';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readKept, readOverview, readSegment, writeKept } from '../../backend/store/kept-file.ts';
import { lendSeal, sealOf, useKeys } from '../../backend/store/keyring.ts';
import { isSealed, openSealed, sealParts } from '../../backend/store/seal.ts';
import type { Seal } from '../../backend/store/seal.ts';
import { commitStaged, samplesFolder, stageSegment } from '../../backend/store/staging.ts';
import { sealFrom } from '../../backend/vault/case-keys.ts';
import { failureOf, temporaryFolders } from '../database/helpers.ts';

const seal = (caseId = 'CASE', fill = 7): Seal => sealFrom(new Uint8Array(32).fill(fill), caseId);
const folders = temporaryFolders();
const given: (() => void)[] = [];
afterEach(() => {
  for (const back of given.splice(0)) back();
  folders.clear();
});

describe('a sealed file', () => {
  it('opens to what was sealed, and to nothing else with another key, case or name', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const sealed = sealParts(parts, seal(), 'samples/000001.seg');
        expect(isSealed(sealed)).toBe(true);
        expect(Buffer.from(openSealed(sealed, seal(), 'samples/000001.seg'))).toEqual(Buffer.concat(parts));
        for (const open of [() => openSealed(sealed, seal('OTHER'), 'samples/000001.seg'), () => openSealed(sealed, seal(), 'samples/000002.seg'), () => openSealed(sealed, seal('CASE', 8), 'samples/000001.seg')]) {
          expect(failureOf(open)).toBe('store-damaged');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tells every bit that tips over, everything that is cut off or added, and any bytes that are none', () => {
    const sealed = sealParts([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)], seal(), 'x/y');
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const hurt = sealed.slice();
      hurt[bit >> 3]! ^= 1 << (bit & 7);
      expect(failureOf(() => openSealed(hurt, seal(), 'x/y')), `bit ${bit}`).toBe('store-damaged');
    }
    for (let length = 0; length < sealed.length; length++) expect(failureOf(() => openSealed(sealed.subarray(0, length), seal(), 'x/y'))).toBe('store-damaged');
    expect(failureOf(() => openSealed(Uint8Array.of(...sealed, 0), seal(), 'x/y'))).toBe('store-damaged');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => failureOf(() => openSealed(bytes, seal(), 'x/y')) === 'store-damaged'), { numRuns: 300 });
  });

  it('never uses a nonce twice: the same bytes sealed again are other bytes', () => {
    const nonces = Array.from({ length: 500 }, () => Buffer.from(sealParts([Uint8Array.of(9)], seal(), 'x/y').subarray(12, 24)).toString('hex'));
    expect(new Set(nonces).size).toBe(500);
  });

  it('has parts that cannot change places, nor files', () => {
    const both = sealParts([Uint8Array.of(1, 1), Uint8Array.of(2, 2)], seal(), 'x/y');
    const swapped = both.slice();
    swapped.set(both.subarray(40, 72), 8);
    swapped.set(both.subarray(8, 40), 40);
    swapped.set(both.subarray(74, 76), 72);
    swapped.set(both.subarray(72, 74), 74);
    expect(failureOf(() => openSealed(swapped, seal(), 'x/y'))).toBe('store-damaged');
  });
});

describe('a segment under a seal', () => {
  const lead = Int16Array.from({ length: 4000 }, (_, i) => (i % 700) - 300);
  const stage = (): { folder: string; path: string } => {
    const folder = folders.make();
    const staging = join(folder, 'staging');
    for (const inside of [staging, samplesFolder(folder)]) mkdirSync(inside, { recursive: true });
    given.push(lendSeal(folder, seal()));
    const path = stageSegment(staging, 0, 0, [lead, lead]);
    return { folder, path };
  };

  it('lies sealed before and after it is committed, and reads as it was', () => {
    const { folder, path } = stage();
    const plain = Buffer.from(lead.buffer, 2000, 400);
    expect(readFileSync(path).includes(plain)).toBe(false);
    commitStaged(folder, 0, path, { first: 0, leads: 2, sampleRate: 250 });
    const at = join(samplesFolder(folder), '000000.seg');
    expect(isSealed(readFileSync(at))).toBe(true);
    expect(readFileSync(at).includes(plain)).toBe(false);
    const read = readSegment(at);
    expect(read.adu.map((values) => Array.from(values))).toEqual([Array.from(lead), Array.from(lead)]);
    expect(readOverview(at).pyramid).toEqual(read.pyramid);
    // Another place in the same case is another file.
    writeFileSync(join(samplesFolder(folder), '000001.seg'), readFileSync(at));
    expect(failureOf(() => readSegment(join(samplesFolder(folder), '000001.seg')))).toBe('store-damaged');
    expect(failureOf(() => readOverview(join(samplesFolder(folder), '000001.seg')))).toBe('store-damaged');
  });

  it('tells bits that tipped over in the overview by reading the overview alone', () => {
    const { folder, path } = stage();
    commitStaged(folder, 0, path, { first: 0, leads: 2, sampleRate: 250 });
    const at = join(samplesFolder(folder), '000000.seg');
    const bytes = readFileSync(at);
    for (const place of [0, 5, 9, 20, 30, 75, 100, 200]) {
      const hurt = Buffer.from(bytes);
      hurt[place]! ^= 4;
      writeFileSync(at, hurt);
      expect(failureOf(() => readOverview(at)), `byte ${place}`).toBe('store-damaged');
    }
  });

  it('is not taken where it came in plain: nobody can put unproven samples into an encrypted case', () => {
    const { folder } = stage();
    given.pop()?.();
    const path = stageSegment(join(folder, 'staging'), 0, 0, [lead, lead]);
    given.push(lendSeal(folder, seal()));
    expect(failureOf(() => commitStaged(folder, 0, path, { first: 0, leads: 2, sampleRate: 250 }))).toBe('store-damaged');
    const report = join(folder, 'reports', 'a.pdf');
    mkdirSync(join(folder, 'reports'));
    writeFileSync(report, '%PDF-1.7');
    expect(failureOf(() => readKept(report))).toBe('store-damaged');
    writeKept(report, Buffer.from('%PDF-1.7'));
    expect(Buffer.from(readKept(report)).toString()).toBe('%PDF-1.7');
  });
});

describe('the keyring', () => {
  it('knows the key of a file by its place', () => {
    const keys = { workplace: seal('workplace', 1), caseSeal: (caseId: string) => seal(caseId, 2), makeCase: seal, keepCase: () => undefined, destroyCase: () => undefined, destroyedCases: () => [], forgetCase: () => undefined };
    given.push(useKeys('/data', keys));
    const of = (path: string): string | null => sealOf(path)?.caseId ?? null;
    expect(of('/data/cases/A1/case.sqlite')).toBe('A1');
    expect(of('/data/cases/A1/samples/000000.seg')).toBe('A1');
    expect(of('/data/backups/A1/x.sqlite')).toBe('A1');
    expect(of('/data/backups/workplace/x.sqlite')).toBe('workplace');
    for (const name of ['library.sqlite', 'workplace.sqlite', 'workplace.sqlite.version-1']) expect(of(`/data/${name}`)).toBe('workplace');
    for (const name of ['lock', 'lock.json', 'vault.json', 'incoming/x/000000.seg', 'cases', 'keys/A1.key']) expect(of(`/data/${name}`)).toBeNull();
    for (const path of ['/database/cases/A1/x', '/elsewhere', '/data']) expect(of(path)).toBeNull();
    given.push(lendSeal('/data/incoming/x', seal('B2')));
    expect(of('/data/incoming/x/000000.seg')).toBe('B2');
    expect(of('/data/incoming/xy/000000.seg')).toBeNull();
  });
});
