import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { addressLines, PICTURE_LIMITS, pngOutline, readPicture } from '../../core/study/picture.ts';
import { chunk, jpegOf, pngOf } from './made-picture.ts';

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return '';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
};

describe('a picture for the head of the report', () => {
  it('is read, PNG and JPEG', () => {
    expect(readPicture(pngOf(40, 20))).toMatchObject({ kind: 'png', width: 40, height: 20 });
    expect(pngOutline(pngOf(40, 20)).rows).toBe(20 * (1 + 120));
    expect(readPicture(jpegOf(33, 16))).toMatchObject({ kind: 'jpeg', width: 33, height: 16 });
  });

  it('that is something else, too large, too small or of a kind that is not printed is refused by name', () => {
    expect(codeOf(() => readPicture(new Uint8Array(0)))).toBe('format-unknown');
    expect(codeOf(() => readPicture(Buffer.from('GIF89a')))).toBe('format-unknown');
    expect(codeOf(() => readPicture(Buffer.from('<svg onload="x"/>')))).toBe('format-unknown');
    expect(codeOf(() => readPicture(new Uint8Array(PICTURE_LIMITS.bytes + 1)))).toBe('invalid-input');
    expect(codeOf(() => readPicture(pngOf(4, 20)))).toBe('invalid-input');
    expect(codeOf(() => readPicture(pngOf(3000, 10)))).toBe('invalid-input');
    const png = Buffer.from(pngOf(40, 20));
    const header = Buffer.from(png.subarray(16, 29));
    header[12] = 1;
    const rest = png.subarray(33);
    expect(codeOf(() => readPicture(Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), rest])))).toBe('format-unknown');
    header[12] = 0;
    header[9] = 3;
    expect(codeOf(() => readPicture(Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), rest])))).toBe('format-damaged');
    expect(codeOf(() => readPicture(Buffer.concat([png, Buffer.from('<script>')])))).toBe('format-damaged');
    expect(codeOf(() => readPicture(Buffer.concat([png.subarray(0, 33), chunk('IEND', new Uint8Array(0))])))).toBe('format-damaged');
    expect(codeOf(() => readPicture(Buffer.concat([png.subarray(0, 8), chunk('IDAT', deflateSync(Buffer.alloc(4))), rest])))).toBe('format-damaged');
  });

  it('whatever its bytes are, is read or refused by name, never more', () => {
    const made = [pngOf(40, 20), jpegOf(33, 16)];
    const known = new Set(['', 'format-unknown', 'format-damaged', 'invalid-input']);
    fc.assert(
      fc.property(fc.constantFrom(...made), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(500), (whole, changes, cut) => {
        const bytes = Uint8Array.from(whole).subarray(0, cut % 3 === 0 ? Math.min(whole.length, cut) : whole.length);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        expect(known).toContain(codeOf(() => readPicture(bytes)));
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.constantFrom([0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), fc.uint8Array({ maxLength: 200 }), (begin, rest) => {
      expect(known).toContain(codeOf(() => readPicture(Uint8Array.from([...begin, ...rest]))));
    }));
  });

  it('stands beside an address of a few lines', () => {
    expect(addressLines(undefined)).toEqual([]);
    expect(addressLines(' Ward 3 \n\nHigh Street 1\nTown\nmore')).toEqual(['Ward 3', 'High Street 1', 'Town']);
  });
});
