/** The process that measures for a window: it has programs of its own do the work, over data folders of their own. */
import { errorShape } from '../../core/contract/errors.ts';
import { parentLine } from '../parent.ts';
import { benchmark } from './everything.ts';
import type { FromBenchmark, ToBenchmark } from './protocol.ts';

/** Steps are told no more often than this, ms, but each new one is. */
const TELL_EVERY_MS = 200;

const line = parentLine();
const say = (message: FromBenchmark): void => void line.send(message);

async function measure({ scratch, ...options }: ToBenchmark): Promise<FromBenchmark> {
  let told = { key: '', at: 0 };
  try {
    const report = await benchmark(options, {
      scratch,
      onStep(step) {
        const key = [step.doing, step.row, step.turn].join();
        const at = performance.now();
        if (key === told.key && at - told.at < TELL_EVERY_MS) return;
        told = { key, at };
        say({ type: 'step', step });
      },
      // Whoever has it stopped ends this process.
      signal: new AbortController().signal,
    });
    return { type: 'done', report };
  } catch (thrown) {
    return { type: 'failed', error: errorShape(thrown) };
  }
}

line.onMessage((asked) => void measure(asked as ToBenchmark).then(say));
