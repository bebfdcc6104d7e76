/** `isoline backup`: copies of cases, or of the workplace, now. */
import { type Command } from './command.ts';
import { eachNamed, folderOptions, findCase, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'backup',
  summary: 'Backs up cases and the workplace now, or lists the backups there are.',
  usage: '[<case>…] [--list] [--data FOLDER]',
  options: {
    list: { help: 'only list the backups, newest first' },
    ...folderOptions,
  },
  details: 'Without a case: all cases and the workplace. Prints for each backup what it is of, its file name in the folder `backups` and the revision. A backup holds all but the samples, which never change.\nA case that cannot be backed up is named, the others go on, and the exit code is 1.',
  async run(args, io) {
    return onDataFolder(args, io, async (client) => {
      const named = args.positionals.length > 0;
      const words = named ? args.positionals : [...(await client.library.list({})).map(({ caseId }) => caseId), 'workplace'];
      return eachNamed(words, io, async (word) => {
        const of = !named || word === 'workplace' ? word : (await findCase(client, word)).caseId;
        const made = args.flag('list') ? await client.library.backups({ of }) : [await client.library.backup({ of })];
        for (const { name, revision } of made) io.out(`${of}\t${name}\t${revision}`);
      });
    });
  },
};
