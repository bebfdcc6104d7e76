/** `isoline library`: the worklist, and the index that it is. */
import { UsageError, type Command } from './command.ts';
import { folderOptions, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'library',
  summary: 'Lists the cases, or reads the worklist in anew from them.',
  usage: 'list | rebuild [--data FOLDER]',
  options: { ...folderOptions },
  details: 'list prints for each case, newest import first: id, record, state, edits that stand, and when it was imported (UTC), between tabs; no names of patients.\nThe worklist is an index: nothing in it is the only copy of anything. rebuild prints how many cases there are.',
  async run(args, io) {
    const word = args.positionals.join(' ');
    if (word !== 'rebuild' && word !== 'list') throw new UsageError('library takes one word: list or rebuild');
    return onDataFolder(args, io, async (client) => {
      if (word === 'list') {
        for (const { caseId, record, state, edits, importedAt } of await client.library.list({})) io.out([caseId, record, state, edits, importedAt].join('\t'));
        return 0;
      }
      const { cases } = await client.library.rebuild({});
      io.out(`${cases} cases`);
      return 0;
    });
  },
};
