/** A workplace with people, low costs and a clock that is moved by hand. */
import { openProgram, type TestProgram } from '../services/helpers.ts';
import type { Client } from '../../core/contract/define.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Role } from '../../core/contract/people.ts';

export const PASSWORD = 'correct horse';
export const COST = { N: 1024, r: 8, p: 1 };

export interface Laboratory {
  program: TestProgram;
  /** Milliseconds since 1970. */
  clock: { now: number };
  /** Logged in as the first lead reader, Ada. */
  ada: Client<Contract>;
  /** A new connection, with nobody logged in. */
  connect(): Client<Contract>;
  /** A new connection of somebody of a role, who is added first. */
  as(name: string, role: Role): Promise<Client<Contract>>;
}

/** Turns login on with Ada. */
export async function laboratory(dataFolder?: string): Promise<Laboratory> {
  const clock = { now: Date.parse('2026-11-21T14:00:00Z') };
  const program = await openProgram(dataFolder, { author: 'Owner', passwordCost: COST, now: () => clock.now });
  const ada = program.client;
  await ada.people.begin({ name: 'Ada', display: 'Dr A. Byron', password: PASSWORD });
  const connect = (): Client<Contract> => program.backend.connect().client;
  return {
    program,
    clock,
    ada,
    connect,
    async as(name, role) {
      await ada.people.add({ name, role, password: PASSWORD });
      const client = connect();
      await client.people.login({ name, password: PASSWORD });
      return client;
    },
  };
}
