/** `isoline erase`: what names the patient of a case, for ever. */
import { UsageError, type Command } from './command.ts';
import { folderOptions, findCase, onDataFolder } from './data-folder.ts';

export const command: Command = {
  name: 'erase',
  summary: 'Takes away for ever what names the patient of a case.',
  usage: '<case> --yes [--data FOLDER]',
  options: {
    yes: { help: 'nothing is erased without it: it cannot be taken back' },
    ...folderOptions,
  },
  details: 'Facts, texts and reasons, the name and the comments of the recording, signed reports, all backups and copies, and the line of the worklist. Beats, samples and the journal stay and still prove themselves. Files that were exported, and the recording as it came from the recorder, are elsewhere and not touched.',
  async run(args, io) {
    const [word, more] = args.positionals;
    if (word === undefined || more !== undefined) throw new UsageError('one case is named');
    return onDataFolder(args, io, async (client) => {
      const { caseId } = await findCase(client, word);
      if (!args.flag('yes')) throw new UsageError(`--yes is missing: what names the patient of ${caseId} would be gone for ever`);
      await client.library.erase({ caseId });
      io.out(caseId);
      return 0;
    });
  },
};
