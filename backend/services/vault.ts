/** Encryption at rest, for a data folder that is open. Turning it on and off is for the command line, while nobody works. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { VaultStatus } from '../../core/contract/vault.ts';
import { keysOf } from '../store/keyring.ts';
import { Vault } from '../vault/vault.ts';

export function createVaultService({ dataFolder }: { dataFolder: string }): Handlers<Contract['vault']> {
  const status = (): VaultStatus => ({ state: keysOf(dataFolder) ? 'unlocked' : 'plain' });
  return {
    status,
    unlock: status,
    async changePassphrase({ before, passphrase }) {
      if (status().state === 'plain') throw new AppError('edit-refused', 'The data folder is not encrypted.', { hint: 'isoline vault on encrypts it.' });
      // Whoever changes it shows that they know it, though the folder is open.
      const vault = await Vault.unlock(dataFolder, { passphrase: before });
      try {
        await vault.changePassphrase(passphrase);
      } finally {
        vault.close();
      }
      return status();
    },
  };
}
