/** `isoline library`: the index of the cases. */
import { UsageError, type Command } from './command.ts';
import { folderOptions, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'library',
  summary: 'Reads the worklist in anew from the cases.',
  usage: 'rebuild [--data FOLDER]',
  options: { ...folderOptions },
  details: 'The worklist is an index: nothing in it is the only copy of anything. Prints how many cases there are.',
  async run(args, io) {
    if (args.positionals.join(' ') !== 'rebuild') throw new UsageError('library takes one word: rebuild');
    return onDataFolder(args, io, async (client) => {
      const { cases } = await client.library.rebuild({});
      io.out(`${cases} cases`);
      return 0;
    });
  },
};
