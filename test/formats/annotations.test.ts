import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import type { Annotation } from '../../core/study/recording.ts';
import { parseAnnotationFile, readAnnotationFile, readAnnotations, writeAnnotations } from '../../backend/formats/wfdb/annotations.ts';
import { withData } from '../helpers/data.ts';
import { inFolder, put } from './helpers.ts';

const mark = (sample: number, symbol: string, more: Partial<Annotation> = {}): Annotation => ({ sample, symbol, subtype: 0, chan: 0, num: 0, aux: '', ...more });

describe('WFDB annotations', () => {
  it('reads bytes written by hand', () => {
    // `N` after 18 ticks; SKIP 70000; `+` with an AUX of three bytes and a pad; `~` of subtype -1 on channel 1
    const bytes = Uint8Array.from([18, 1 << 2, 0, 59 << 2, 1, 0, 0x70, 0x11, 0, 28 << 2, 3, 63 << 2, 40, 78, 0, 0, 5, 14 << 2, 255, 61 << 2, 1, 62 << 2, 0, 0]);
    expect(readAnnotations(bytes)).toEqual([mark(18, 'N'), mark(70018, '+', { aux: '(N' }), mark(70023, '~', { subtype: -1, chan: 1 })]);
  });

  it('reads back what it wrote', () => {
    const symbols = ['N', 'L', 'R', 'a', 'V', 'F', 'J', 'A', 'S', 'E', 'j', '/', 'Q', '~', '|', 's', 'T', '*', 'D', '"', '=', 'p', 'B', '^', 't', '+', 'u', '?', '!', '[', ']', 'e', 'n', '@', 'x', 'f', '(', ')', 'r', ' ', '[17]', '[42]'];
    const byte = fc.integer({ min: -128, max: 127 });
    fc.assert(fc.property(
      fc.array(fc.record({ sample: fc.oneof(fc.nat(2000), fc.nat(2 ** 33)), symbol: fc.constantFrom(...symbols), subtype: byte, chan: fc.nat(255), num: byte, aux: fc.oneof(fc.constant(''), fc.constantFrom('(AFIB', '(B', 'ä note in words'), fc.string({ maxLength: 40 }).map((text) => text.replace(/\0+$|^##/g, ''))) }), { maxLength: 40 }),
      (list) => {
        const sorted = list.map((one, i) => ({ one, i })).sort((a, b) => a.one.sample - b.one.sample || a.i - b.i).map(({ one }) => one);
        const plain = sorted.filter((one) => one.sample > 0);
        expect(readAnnotations(writeAnnotations(plain))).toEqual(plain);
      },
    ), { numRuns: 500 });
  });

  it('cuts texts at 255 bytes between characters', () => {
    const [read] = readAnnotations(writeAnnotations([mark(1, '"', { aux: 'é'.repeat(200) })]));
    expect(read!.aux).toBe('é'.repeat(127));
  });

  it('refuses a mnemonic that the format does not know', () => {
    expect(() => writeAnnotations([mark(1, 'ZZ')])).toThrow(AppError);
  });

  it('takes in definitions and the time resolution', async () => {
    const bytes = writeAnnotations([
      mark(0, '"', { aux: '## time resolution: 500' }),
      mark(0, '"', { aux: '## annotation type definitions' }),
      mark(0, '"', { aux: '42 z a wave of sorts' }),
      mark(0, '"', { aux: '## end of definitions' }),
      mark(100, '[42]'),
      mark(1000, 'N'),
    ]);
    expect(parseAnnotationFile(bytes)).toEqual({ resolution: 500, annotations: [mark(100, 'z'), mark(1000, 'N')] });
    await inFolder(async (folder) => {
      await put(folder, { 'r.atr': bytes });
      expect((await readAnnotationFile(join(folder, 'r.atr'), 250)).map(({ sample }) => sample)).toEqual([50, 500]);
    });
  });

  it('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      try {
        const list = readAnnotations(bytes);
        expect(list.length).toBeLessThanOrEqual(bytes.length / 2);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
      }
    }), { numRuns: 2000 });
  });
});

withData('WFDB annotation files of PhysioNet', (data) => {
  it('reads every reference of mitdb and loses nothing in writing it', async () => {
    const folder = join(data, 'mitdb');
    let beats = 0;
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.atr'))) {
      const bytes = new Uint8Array(await readFile(join(folder, file)));
      const list = readAnnotations(bytes);
      beats += list.filter(({ symbol }) => 'NLRaVFJASEj/Qefrn?B'.includes(symbol)).length;
      expect(readAnnotations(writeAnnotations(list))).toEqual(list);
    }
    expect(beats).toBe(109494);
  });
});
