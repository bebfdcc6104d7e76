/** Whether a file is one that is still written: two looks at it, where one does not do. */
import type { CancelSignal } from '../../../core/contract/define.ts';
import type { LiveLook } from '../../../core/contract/live.ts';
import type { EngineHost } from '../../engine/host.ts';
import type { Seen } from './patience.ts';

export interface Looking {
  engine: Pick<EngineHost, 'run'>;
  path: string;
  model: string;
  /** Milliseconds between the two. */
  every: number;
  signal: CancelSignal;
}

async function once({ engine, path, model, signal }: Looking): Promise<Seen & { seconds: number }> {
  let seen: Seen | null = null;
  let rate = 0;
  await engine.run(
    { kind: 'follow', follow: '', path, staging: '', samples: '', segments: 0, seal: null, header: null, firstBlock: 0, model, provisional: false, end: 'no' },
    async (message) => {
      if (message.type === 'header') rate = message.header.sampleRate;
      if (message.type === 'followed') seen = message;
    },
    signal,
  );
  if (!seen) throw new TypeError('the engine ended a look without its end');
  const found: Seen = seen;
  return { ...found, seconds: rate > 0 ? found.held / rate : 0 };
}

/** Errors: those of the formats; `format-unknown` for what cannot be followed. */
export async function lookTwice(looking: Looking): Promise<LiveLook> {
  const first = await once(looking);
  // A header that says just what is there is that of a finished file.
  if (first.stated === first.held) return { open: false, grows: false, seconds: first.seconds };
  await new Promise<void>((done) => setTimeout(done, looking.every));
  const second = await once(looking);
  return { open: second.stated === 0, grows: second.bytes !== first.bytes, seconds: second.seconds };
}
