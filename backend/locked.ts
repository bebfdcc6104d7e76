/** What a program answers while its data folder is locked: how it stands, and the way in. */
import { contract, type Contract } from '../core/contract/contract.ts';
import type { AllHandlers } from '../core/contract/rpc/server.ts';
import { AppError } from '../core/contract/errors.ts';
import type { VaultStatus } from '../core/contract/vault.ts';
import { vaultLocked } from './vault/unlock.ts';
import type { Secret } from './environment.ts';

/** The secret of a call. Throws AppError `invalid-input` where there is none. */
function secretOf({ passphrase, recoveryKey }: { passphrase?: string | undefined; recoveryKey?: string | undefined }): Secret {
  if (passphrase !== undefined && passphrase !== '') return { passphrase };
  if (recoveryKey !== undefined && recoveryKey !== '') return { recoveryKey };
  throw new AppError('invalid-input', 'Neither a passphrase nor a recovery key was given.', { hint: 'Type one of the two.' });
}

/**
 * Handlers of the whole contract: all refuse with `vault-locked` but those of the vault.
 *
 * @param isOpen whether the folder was unlocked meanwhile: then a new connection finds everything
 */
export function lockedHandlers(dataFolder: string, isOpen: () => boolean, unlock: (secret: Secret) => Promise<void>): AllHandlers<Contract> {
  const refuse = (): never => {
    throw vaultLocked(dataFolder);
  };
  const status = (): VaultStatus => ({ state: isOpen() ? 'unlocked' : 'locked' });
  const vault: AllHandlers<Contract>['vault'] = {
    status,
    unlock: async (given) => {
      if (!isOpen()) await unlock(secretOf(given));
      return status();
    },
    changePassphrase: refuse,
  };
  const groups = Object.entries(contract).map(([group, procedures]) => [group, Object.fromEntries(Object.keys(procedures).map((name) => [name, refuse]))]);
  return { ...(Object.fromEntries(groups) as AllHandlers<Contract>), vault };
}
