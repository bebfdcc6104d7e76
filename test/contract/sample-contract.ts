/** A small contract with one of everything, and what its handlers saw. Runs in Node, in workers and in browsers. */
import { z } from 'zod';
import { command, job, query, subscription } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { createServer, type AllHandlers } from '../../core/contract/rpc/server.ts';
import type { Carrier } from '../../core/contract/rpc/frames.ts';

export const sampleContract = {
  values: {
    echo: query<unknown>()(z.object({ value: z.unknown() })),
    add: query<number>()(z.object({ a: z.number(), b: z.number() })),
    fail: command<void>()(z.object({ code: z.enum(['file-missing', 'bug']) })),
    samples: query<{ lead: Float32Array; checksum: number }>()(z.object({ count: z.number() })),
    checksum: query<number>()(z.object({ lead: z.instanceof(Float32Array) })),
    uncloneable: query<unknown>()(z.object({})),
    shown: query<{ emitted: number; aborted: number }>()(z.object({})),
  },
  work: {
    count: job<{ at: number }, { emitted: number }>()(z.object({ to: z.number(), turns: z.number().default(0) })),
    forever: job<{ at: number }, void>()(z.object({})),
    breaks: job<{ at: number }, void>()(z.object({ after: z.number() })),
    flood: subscription<{ at: number; block: Uint8Array }>()(z.object({ blockBytes: z.number() })),
  },
} as const;

/** A checksum that notices order and place. */
export function checksum(lead: Float32Array): number {
  const words = new Uint32Array(lead.buffer, lead.byteOffset, lead.length);
  let sum = 2166136261;
  for (const word of words) sum = Math.imul(sum ^ word, 16777619) >>> 0;
  return sum;
}

/** Values that no rounding through text would keep. */
export function samples(count: number): Float32Array<ArrayBuffer> {
  const lead = new Float32Array(count);
  for (let i = 0; i < count; i++) lead[i] = i % 1000 === 999 ? Number.NaN : Math.fround(Math.sin(i / 7) * 1.7);
  return lead;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Serves the sample contract over one carrier. Token `wrong` is refused. */
export function serveSample(carrier: Carrier): void {
  let emitted = 0;
  let aborted = 0;
  const handlers: AllHandlers<typeof sampleContract> = {
    values: {
      echo: ({ value }) => value,
      add: ({ a, b }) => a + b,
      fail: ({ code }) => {
        if (code === 'bug') throw new TypeError('x is not a function');
        throw new AppError('file-missing', 'There is no 100.dat', { hint: 'Copy it beside 100.hea.', details: { bytes: 3, path: '100.dat' } });
      },
      samples: ({ count }) => {
        const lead = samples(count);
        return { lead, checksum: checksum(lead) };
      },
      checksum: ({ lead }) => checksum(lead),
      uncloneable: () => ({ handler: () => 1 }),
      shown: () => ({ emitted, aborted }),
    },
    work: {
      count: async ({ to, turns }, { emit }) => {
        for (let at = 0; at < to; at++) {
          for (let waited = 0; waited < turns; waited++) await turn();
          await emit({ at });
        }
        return { emitted: to };
      },
      forever: async (_, { emit, signal }) => {
        signal.addEventListener('abort', () => aborted++);
        for (let at = 0; !signal.aborted; at++) {
          await emit({ at });
          await turn();
        }
      },
      breaks: async ({ after }, { emit }) => {
        for (let at = 0; at < after; at++) await emit({ at });
        throw new AppError('engine-lost', 'The engine is gone');
      },
      flood: async ({ blockBytes }, { emit, signal }) => {
        signal.addEventListener('abort', () => aborted++);
        for (let at = 0; !signal.aborted; at++) {
          emitted++;
          await emit({ at, block: new Uint8Array(blockBytes).fill(at & 255) });
        }
      },
    },
  };
  createServer(sampleContract, handlers, carrier, { version: '9.9.9', author: 'tester', authorise: (token) => token !== 'wrong' });
}
