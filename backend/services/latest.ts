/** Streams that tell the newest and skip what a slow listener missed. */
import type { CallContext } from '../../core/contract/define.ts';

/** Sends each new value until the listener leaves; a slow one gets the newest only. */
export async function latest<T>(listeners: Set<(value: T) => void>, signal: CallContext<T>['signal'], emit: (value: T) => Promise<void>): Promise<void> {
  let newest: { value: T } | null = null;
  let wake: (() => void) | null = null;
  const listen = (value: T): void => {
    newest = { value };
    wake?.();
  };
  const leave = (): void => wake?.();
  listeners.add(listen);
  signal.addEventListener('abort', leave, { once: true });
  try {
    while (!signal.aborted) {
      const next: { value: T } | null = newest;
      newest = null;
      if (next) await emit((next as { value: T }).value);
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    listeners.delete(listen);
    signal.removeEventListener('abort', leave);
  }
}
