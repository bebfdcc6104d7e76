/** `isoline vault`: encryption of the data folder. */
import { resolve } from 'node:path';
import type { Secret } from '../backend/environment.ts';
import { defaultDataFolder } from '../backend/program.ts';
import { passphraseIn } from '../backend/vault/secrets.ts';
import { changePassphrase, changeRecoveryKey, encryptionOf, turnOff, turnOn } from '../backend/vault/turn.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { passphraseOf, passphraseOption } from './passphrase.ts';

/** What opens the folder: its recovery key where one is given, else its passphrase. */
async function secretFor(args: ParsedArgs, io: CommandIo): Promise<Secret> {
  const file = args.text('recovery-key-file');
  if (file !== undefined) return { recoveryKey: passphraseIn(resolve(io.cwd, file)) };
  return { passphrase: await passphraseOf(args, io, 'passphrase-file', 'ISOLINE_PASSPHRASE', 'Passphrase of the data folder') };
}

const newPassphrase = (args: ParsedArgs, io: CommandIo): Promise<string> => passphraseOf(args, io, 'new-passphrase-file', 'ISOLINE_NEW_PASSPHRASE', 'New passphrase', true);

const progress = (io: CommandIo, word: string) => ({ fraction }: { fraction: number }): void => io.progress(`${word} ${Math.round(fraction * 100)} %`);

function sayRecoveryKey(io: CommandIo, key: string): void {
  io.out(`recovery key\t${key}`);
  io.err('isoline: write the recovery key down and keep it apart from this computer. It opens the data folder if the passphrase is lost, and it is not shown again.');
}

const VERBS: Readonly<Record<string, (folder: string, args: ParsedArgs, io: CommandIo) => Promise<void>>> = {
  async status(folder, _, io) {
    const { state, cases } = encryptionOf(folder);
    io.out(`${state}\t${cases} cases`);
  },
  async on(folder, args, io) {
    const files = await turnOn(folder, await newPassphrase(args, io), (key) => sayRecoveryKey(io, key), progress(io, 'encrypting'));
    io.progress('');
    io.out(`encrypted\t${files} files`);
    io.err('isoline: what lay here in plain until now may still be found in freed blocks of the disk, in its snapshots and in copies made before. docs/encryption.md says what is protected.');
  },
  async off(folder, args, io) {
    const files = await turnOff(folder, await secretFor(args, io), progress(io, 'decrypting'));
    io.progress('');
    io.out(`plain\t${files} files`);
  },
  async passphrase(folder, args, io) {
    await changePassphrase(folder, await secretFor(args, io), await newPassphrase(args, io));
    io.out('passphrase changed');
  },
  async 'recovery-key'(folder, args, io) {
    sayRecoveryKey(io, await changeRecoveryKey(folder, await secretFor(args, io)));
  },
};

export const command: Command = {
  name: 'vault',
  summary: 'Turns encryption of the data folder on or off, and changes what opens it.',
  usage: `${Object.keys(VERBS).join(' | ')} [--data FOLDER] [options]`,
  options: {
    data: { value: 'FOLDER', help: 'data folder; the one of the program where it is left out' },
    'passphrase-file': passphraseOption,
    'new-passphrase-file': { value: 'FILE', help: 'file whose first line is the new passphrase; or ISOLINE_NEW_PASSPHRASE, or the terminal asks twice' },
    'recovery-key-file': { value: 'FILE', help: 'file whose first line is the recovery key, where the passphrase is lost' },
  },
  details: 'on encrypts every file of the folder and prints a recovery key, once; off takes it back. Both go on where they were broken off, also after a power cut: give the command again, or open the folder with its passphrase. No other program may have the folder open. The passphrase of the data folder is nobody\u2019s password, and no password opens it.',
  async run(args, io) {
    const [verb = '', ...more] = args.positionals;
    const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!run || more.length > 0) throw new UsageError(`vault is followed by one of ${Object.keys(VERBS).join(', ')}`);
    await run(resolve(io.cwd, args.text('data') ?? defaultDataFolder()), args, io);
    return 0;
  },
};
