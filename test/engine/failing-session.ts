/**
 * Stands in for devices that this computer does not have: the processor under
 * another name, with faults as the environment asks for them. For the engine and
 * the probe started from `failing-engine.ts` and `failing-probe.ts`.
 */
import type { Classifier } from '../../backend/engine/classifier.ts';
import { openOnRuntime, useSessionOpener } from '../../backend/engine/session.ts';

/** Environment variable with a `Fault` as JSON. */
export const FAULT = 'ISOLINE_TEST_FAULT';

export interface Fault {
  /** The device that is not the processor. */
  device: 'cuda';
  how: 'none' | 'refuses' | 'throws' | 'no-number' | 'dies' | 'differs' | 'hangs';
  /** Runs that go well before it, the one with which the device is tried among them. */
  after: number;
}

export function withFault(fault: Fault): void {
  useSessionOpener(async (model, device) => {
    const processor = await openOnRuntime(model, 'cpu');
    return device === 'cpu' ? processor : faulty(processor, fault);
  });
}

export function faulty(processor: Classifier, { device, how, after }: Fault): Classifier {
  if (how === 'refuses') throw new Error('no such adapter');
  let runs = 0;
  return {
    device,
    atOnce: 1,
    close: () => processor.close(),
    async run(inputs) {
      const outputs = await processor.run(inputs);
      if (++runs <= after) return outputs;
      switch (how) {
        case 'throws':
          throw new Error('device lost');
        case 'no-number':
          return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values.map(() => Number.NaN)]));
        case 'dies':
          process.kill(process.pid, 'SIGSEGV');
          return new Promise(() => undefined);
        case 'differs':
          return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, values.map((value) => 1.2 * value + 0.1)]));
        case 'hangs':
          return new Promise(() => undefined);
        default:
          return outputs;
      }
    },
  };
}

const asked = process.env[FAULT];
if (asked !== undefined) withFault(JSON.parse(asked) as Fault);
