/** `isoline restore`: a case, or the workplace, as a backup has it. */
import { UsageError, type Command } from './command.ts';
import { folderOptions, findCase, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'restore',
  summary: 'Puts the backup of a case, or of the workplace, back.',
  usage: '<case>|workplace [--backup NAME] [--data FOLDER]',
  options: {
    backup: { value: 'NAME', help: 'which one, as `isoline backup --list` names it; the newest where it is left out' },
    ...folderOptions,
  },
  details: 'What was there is kept beside it, with the ending .replaced. The restoring stands in the access log of the case.',
  async run(args, io) {
    const [word, more] = args.positionals;
    if (word === undefined || more !== undefined) throw new UsageError('one case is named, or workplace');
    return onDataFolder(args, io, async (client) => {
      const of = word === 'workplace' ? word : (await findCase(client, word)).caseId;
      const { name, revision } = await client.library.restore({ of, name: args.text('backup') ?? '' });
      io.out(`${of}\t${name}\t${revision}`);
      return 0;
    });
  },
};
