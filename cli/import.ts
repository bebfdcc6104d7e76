/** `isoline import`: recordings into the data folder. */
import { resolve } from 'node:path';
import { AppError } from '../core/contract/errors.ts';
import type { Contract } from '../core/contract/contract.ts';
import type { Client } from '../core/contract/define.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { eachNamed, folderOptions, onDataFolder, watched } from './data-folder.ts';
import { passphraseOf, passphraseOption } from './passphrase.ts';

/** Ending of a case that another Isoline handed over. */
const CASE_FILE = '.isoline';

/** Takes a case file in; asks for its passphrase where it has one. */
async function received(client: Client<Contract>, args: ParsedArgs, io: CommandIo, word: string): Promise<{ caseId: string }> {
  const path = resolve(io.cwd, word);
  try {
    return await client.library.receive({ path });
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'passphrase-needed') throw thrown;
    const passphrase = await passphraseOf(args, io, 'case-passphrase-file', 'ISOLINE_CASE_PASSPHRASE', `Passphrase of ${word}`);
    return client.library.receive({ path, passphrase });
  }
}

function isCaseFile(word: string): boolean {
  return word.toLowerCase().endsWith(CASE_FILE);
}

export const command: Command = {
  name: 'import',
  summary: 'Imports recordings into the data folder and analyses them.',
  usage: '<recording>… [--data FOLDER] [--no-analysis]',
  options: {
    'case-passphrase-file': { ...passphraseOption, help: 'file whose first line is the passphrase of a protected case file; or ISOLINE_CASE_PASSPHRASE, or the terminal asks' },
    ...folderOptions,
    'no-analysis': { help: 'import only; the same command without this option analyses later, and so does the window' },
  },
  details: 'A recording is a WFDB header (.hea), an EDF, EDF+ or BDF file, or an ISHNE file. A file that ends in .isoline is a whole case, as isoline export --case writes it. Prints the id of each case, a tab and the recording.\nA recording that is in the data folder already is not imported again; where it was not analysed to its end, the analysis goes on.\nA recording that cannot be read is named, the others go on, and the exit code is 1.',
  async run(args, io) {
    if (args.positionals.length === 0) throw new UsageError('no recording is named');
    return onDataFolder(args, io, async (client) => {
      const recordings = new Set(await client.import.recordings({ paths: args.positionals.filter((word) => !isCaseFile(word)).map((word) => resolve(io.cwd, word)) }));
      return eachNamed(args.positionals, io, async (word) => {
        if (!isCaseFile(word) && !recordings.has(resolve(io.cwd, word))) {
          io.err(`isoline: ${word} is a part of another recording that is named`);
          return;
        }
        if (isCaseFile(word)) {
          const { caseId } = await received(client, args, io, word);
          io.out(`${caseId}\t${word}`);
          return;
        }
        const { caseId, alreadyThere, warnings } = await watched(io, client.import.file({ path: resolve(io.cwd, word), analyse: false }), ({ stage, fraction }) => `${word}: ${stage} ${Math.round(fraction * 100)} %`);
        for (const warning of warnings) io.err(`isoline: ${word}: ${warning}`);
        // What grows is analysed as it grows. One that is there may wait for its analysis, or have lost it half-way; one that is analysed is left as it is.
        const waits = !alreadyThere || (await client.library.study({ caseId })).state !== 'recording';
        if (waits && !args.flag('no-analysis')) {
          await watched(io, client.analysis.start({ caseId, begun: alreadyThere }), ({ stage, fraction }) => `${word}: ${stage} ${Math.round(fraction * 100)} %`);
        }
        io.out(`${caseId}\t${word}`);
      });
    });
  },
};
