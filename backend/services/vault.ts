/** Encryption at rest, for a data folder that is open. Turning it on and off is for the command line, while nobody works. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import type { VaultStatus } from '../../core/contract/vault.ts';
import { keysOf } from '../store/keyring.ts';

export function createVaultService({ dataFolder }: { dataFolder: string }): Handlers<Contract['vault']> {
  const status = (): VaultStatus => ({ state: keysOf(dataFolder) ? 'unlocked' : 'plain' });
  return { status, unlock: status };
}
