/** Wires the services, once, for whichever shell gives the environment. */
import type { Contract } from '../core/contract/contract.ts';
import type { AllHandlers } from '../core/contract/rpc/server.ts';
import type { Environment } from './environment.ts';

/** How a second program on the same folder reaches this one; stands in the lock. */
export interface Door {
  socket: string;
  token: string;
}

export interface Backend {
  handlers: AllHandlers<Contract>;
  /** Ends companions and closes databases. */
  close(): Promise<void>;
}

/** Opens the data folder. Throws AppError: `data-folder-held`, `data-folder-unusable`, `database-newer`, `database-damaged`. */
export async function createBackend(environment: Environment, door: Door): Promise<Backend> {
  void environment;
  void door;
  return { handlers: {} as AllHandlers<Contract>, close: () => Promise.resolve() };
}
