/**
 * A classifier that stands when its device falls: a block on which a device of
 * this computer fails is done again, whole, on the processor, and so is
 * everything after it. No beat is lost and none is half one device's.
 */
import { isRemote } from '../../core/contract/device.ts';
import type { DeviceChange } from '../../core/contract/devices.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Classifier } from './classifier.ts';
import { reasonOf } from './session.ts';

export class StandingClassifier {
  readonly #openProcessor: () => Promise<Classifier>;
  readonly #onChange: (change: DeviceChange) => void;
  #current: Classifier;

  /** `onChange` is told before the block is done again. */
  constructor(first: Classifier, openProcessor: () => Promise<Classifier>, onChange: (change: DeviceChange) => void) {
    this.#current = first;
    this.#openProcessor = openProcessor;
    this.#onChange = onChange;
  }

  get device(): Classifier['device'] {
    return this.#current.device;
  }

  /** Does the work of a block. What the processor or a server fails with passes through. */
  async during<T>(block: number, work: (classifier: Classifier) => Promise<T>): Promise<T> {
    const classifier = this.#current;
    if (classifier.device === 'cpu' || isRemote(classifier.device)) return work(classifier);
    try {
      return await work(finite(classifier));
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      // The lost session is left alone: releasing what its driver has lost can take the process along.
      this.#current = await this.#openProcessor();
      this.#onChange({ from: classifier.device, block, why: reasonOf(thrown) });
      return work(this.#current);
    }
  }

  close(): Promise<void> {
    return this.#current.close();
  }
}

/** A device that is going may answer with no numbers before it stops answering. */
function finite(classifier: Classifier): Classifier {
  return {
    device: classifier.device,
    atOnce: classifier.atOnce,
    close: () => classifier.close(),
    async run(inputs) {
      const outputs = await classifier.run(inputs);
      for (const [name, values] of Object.entries(outputs)) if (!values.every(Number.isFinite)) throw new RangeError(`${name} is no number`);
      return outputs;
    },
  };
}
