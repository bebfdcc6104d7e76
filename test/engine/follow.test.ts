/** One look after the other at files that grow in every way: the store ends up with what an import of the whole file puts there. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { followOnce, followToEnd, type FollowListener, type Look } from '../../backend/engine/follow.ts';
import type { FollowedEnd, FollowTask } from '../../backend/engine/protocol.ts';
import { readRecording } from '../../backend/engine/read-recording.ts';
import { detectedBlocks, settledBlocks } from '../../backend/engine/settled.ts';
import { createEdfFile } from '../../backend/formats/edf/writer.ts';
import { createWfdbRecord } from '../../backend/formats/wfdb/writer.ts';
import { growingEdf, growingWfdb, type GrowingFile } from '../helpers/growing-file.ts';

const place = mkdtempSync(join(tmpdir(), 'isoline-follow-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
let serial = 0;
const folder = (): string => {
  const made = join(place, String(serial++));
  mkdirSync(made);
  return made;
};

/** Low rates keep segments of five minutes small. */
const RATE = 20;
const SECONDS = 707;
const value = (sample: number, lead: number): number => ((sample * 7919 + lead * 104_729) % 1999) - 999;

async function wfdb(format: 16 | 212, leads = 3): Promise<string> {
  const into = folder();
  const writer = await createWfdbRecord({ path: join(into, 'r'), leads: Array.from({ length: leads }, (_, l) => ({ name: `L${l}`, gain: 200, baseline: 0, bits: 12 })), sampleRate: RATE, format, comments: ['said at the end'] });
  await writer.write(Array.from({ length: leads }, (_, l) => Int32Array.from({ length: RATE * SECONDS }, (__, i) => value(i, l))));
  await writer.finish();
  return join(into, 'r.hea');
}

async function edf(): Promise<string> {
  const path = join(folder(), 'r.edf');
  const writer = await createEdfFile({ path, leads: [0, 1].map((l) => ({ name: `L${l}`, gain: 200, baseline: 0, bits: 16 })), sampleRate: RATE, sampleCount: RATE * SECONDS, annotations: [{ sample: 900, symbol: 'V', subtype: 0, chan: 0, num: 0, aux: '' }] });
  await writer.write([0, 1].map((l) => Int32Array.from({ length: RATE * SECONDS }, (__, i) => value(i, l))));
  await writer.finish();
  return path;
}

/** A backend of which only the store is there. */
class Store {
  readonly samples = folder();
  readonly staging = folder();
  readonly follow = this.samples;
  header: RecordingHeader | null = null;
  segments = 0;
  readonly listener: FollowListener = {
    onHeader: async (header) => void (this.header = { ...header, sampleCount: 0 }),
    onSegment: async ({ index, file }) => {
      expect(index).toBe(this.segments++);
      renameSync(file, join(this.samples, file.slice(-10)));
    },
  };

  task(path: string, more: Partial<FollowTask> = {}): FollowTask {
    return { kind: 'follow', follow: this.follow, path, staging: this.staging, samples: this.samples, segments: this.segments, seal: null, header: this.header, firstBlock: 0, model: '', provisional: false, end: 'no', ...more };
  }

  look(path: string): Promise<Look> {
    return followOnce(this.task(path), this.listener);
  }

  end(path: string, kept = false): Promise<FollowedEnd> {
    return followToEnd({ ...this.task(path), header: this.header! }, kept, this.listener);
  }

  bytes(): string[] {
    return Array.from({ length: this.segments }, (_, i) => readFileSync(join(this.samples, `${String(i).padStart(6, '0')}.seg`)).toString('base64'));
  }
}

/** What an import of the whole file gives. */
async function imported(path: string): Promise<{ bytes: string[] } & Pick<FollowedEnd, 'sha256' | 'sampleCount' | 'warnings' | 'annotations' | 'header'>> {
  const staging = folder();
  const bytes: string[] = [];
  let header: RecordingHeader | null = null;
  const result = await readRecording(path, staging, { onHeader: async (said) => void (header = said), onSegment: async ({ file }) => void bytes.push(readFileSync(file).toString('base64')) });
  return { bytes, header: header!, ...result };
}

const forget = (store: Store): Store => {
  // Another process follows under another name: it knows nothing of what was held.
  const other = new Store();
  Object.assign(other, { samples: store.samples, header: store.header, segments: store.segments });
  return other;
};

describe('a file that grows', () => {
  it.each([
    ['WFDB, format 16', () => wfdb(16), growingWfdb],
    ['WFDB, format 212 with an odd number of leads', () => wfdb(212), growingWfdb],
    ['WFDB with a length that is left behind', () => wfdb(212, 2), (path: string, into: string) => growingWfdb(path, into, 40 * RATE)],
    ['EDF', edf, growingEdf],
  ] as const)('%s comes in as if it had been whole', async (_, make, grow) => {
    const path = await make();
    const whole = await imported(path);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 30_000 })), fc.boolean()), { maxLength: 8 }), fc.boolean(), async (pieces, headerFirst) => {
        const file: GrowingFile = grow(path, folder());
        file.write(5000);
        let store = new Store();
        await store.look(file.path);
        let before = 0;
        for (const [bytes, crash] of pieces) {
          file.write(bytes);
          if (crash) store = forget(store);
          const { held, taken } = await store.look(file.path);
          expect(taken).toBe(held);
          expect(taken).toBeGreaterThanOrEqual(before);
          before = taken;
        }
        file.finish();
        if (headerFirst) expect((await store.look(file.path)).stated).toBe(whole.sampleCount);
        const { header, ...end } = await store.end(file.path);
        expect({ bytes: store.bytes(), header, ...end }).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('is refused by name when it is cut off, replaced or gone, and what had come is kept', async () => {
    const path = await wfdb(16);
    const refused = async (harm: (file: GrowingFile, dat: string) => void, code: string, words: string): Promise<void> => {
      const file = growingWfdb(path, folder());
      const dat = file.path.replace('.hea', '.dat');
      file.write(70_000);
      const store = new Store();
      await store.look(file.path);
      const { taken } = await store.look(file.path);
      harm(file, dat);
      const thrown = await store.look(file.path).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(AppError);
      expect(thrown).toMatchObject({ code, message: expect.stringContaining(words) });
      await expect(store.end(file.path)).rejects.toMatchObject({ code });
      const end = await store.end(file.path, true);
      expect(end).toMatchObject({ sampleCount: taken, warnings: expect.arrayContaining([expect.stringContaining('what had come until then was kept')]) });
      const before = (await imported(path)).bytes;
      expect(store.bytes()[0]).toBe(before[0]);
    };
    await refused((_, dat) => truncateSync(dat, 60_000), 'file-changed', 'became shorter');
    await refused((_, dat) => writeFileSync(dat, Buffer.alloc(90_000, 1)), 'file-changed', 'replaced');
    await refused((file) => writeFileSync(file.path, readFileSync(file.path, 'utf8').replace('200(0)', '100(0)')), 'file-changed', 'replaced');
    await refused((_, dat) => rmSync(dat), 'file-missing', 'not there');
  });

  it('of another kind is refused by name', async () => {
    const path = await wfdb(16);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('r.dat 16', 'r.dat 8'));
    await expect(new Store().look(path)).rejects.toMatchObject({ code: 'format-unknown', message: expect.stringContaining('format 8') });
    const gaps = await edf();
    const bytes = readFileSync(gaps);
    bytes.write('EDF+D', 192, 'latin1');
    writeFileSync(gaps, bytes);
    await expect(new Store().look(gaps)).rejects.toMatchObject({ code: 'format-unknown', message: expect.stringContaining('EDF+D') });
  });

  it('of which nothing is there yet is waited for', async () => {
    const file = growingWfdb(await wfdb(16), folder());
    const store = new Store();
    expect(await store.look(file.path)).toMatchObject({ held: 0, taken: 0 });
    expect(store.header).toBeNull();
    appendFileSync(file.path.replace('.hea', '.dat'), Buffer.alloc(5));
    expect(await store.look(file.path)).toMatchObject({ held: 0 });
  });

  it('of damaged bytes never fails but by name', async () => {
    const whole = readFileSync(await edf());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4000 }), fc.array(fc.tuple(fc.nat(1023), fc.nat(255)), { maxLength: 6 }), async (length, harm) => {
        const bytes = Buffer.from(whole.subarray(0, length));
        for (const [at, byte] of harm) if (at < bytes.length) bytes[at] = byte;
        const path = join(folder(), 'r.edf');
        writeFileSync(path, bytes);
        await new Store().look(path).catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
      }),
      { numRuns: 60 },
    );
  });
});

it('blocks are told for good when their horizon is there', () => {
  expect([0, 300, 329, 330, 930, 931, 1200, 1230].map((seconds) => detectedBlocks(seconds * RATE, RATE))).toEqual([0, 0, 0, 1, 3, 3, 3, 4]);
  expect([900, 929, 930, 1200, 1230, 86_400].map((seconds) => settledBlocks(seconds * RATE, RATE))).toEqual([0, 0, 1, 1, 2, 285]);
});
