/** Lets analysing go on only while the computer may be worked: on mains power, or while nobody is at it, as the workplace set. */
import type { CancelSignal } from '../../core/contract/define.ts';
import type { AnalysisLimits } from '../../core/contract/analysis-limits.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Environment, Power } from '../environment.ts';

export interface Gate {
  /** True where analysing has to wait now. */
  closed(): boolean;
  /** Resolves once it may go on. Rejects with `cancelled`. */
  passed(signal: CancelSignal): Promise<void>;
  /** A setting was changed: who waits looks again. */
  look(): void;
}

function shut(when: AnalysisLimits['when'], power: Power | undefined): boolean {
  // A shell that is told nothing of power waits for nothing.
  if (!power) return false;
  return (when === 'mains' && power.onBattery) || (when === 'idle' && !power.idle);
}

export function createGate(power: Environment['power'], when: () => AnalysisLimits['when']): Gate {
  const waiting = new Set<() => void>();
  const closed = (): boolean => shut(when(), power?.now());
  const look = (): void => {
    for (const wake of waiting) wake();
  };
  power?.onChange(look);
  return {
    closed,
    look,
    async passed(signal) {
      while (closed()) {
        if (signal.aborted) throw new AppError('cancelled', 'Cancelled.');
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            waiting.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
    },
  };
}
