/** `isoline verify`: proves that a case's current state follows from its run and its journal. */
import { UsageError, type Command } from './command.ts';
import { eachNamed, folderOptions, findCase, onDataFolder, readOnlyOption, watched } from './data-folder.ts';

export const command: Command = {
  name: 'verify',
  summary: 'Checks samples, run and journal of cases against their hashes.',
  usage: '<case>… [--head HASH] [--read-only] [--data FOLDER]',
  options: {
    head: { value: 'HASH', help: 'chain head from a signed report or a backup, whole or shortened; the journal of the one case must hold it' },
    'read-only': readOnlyOption,
    ...folderOptions,
  },
  details: 'Prints a line for each case: its id, ok or damaged, the number of edits and the hash of the last one. Says what is wrong, goes on with the others and ends with 1 where something is. The word workplace stands for the access log of the data folder: logins, people, settings.',
  async run(args, io) {
    if (args.positionals.length === 0) throw new UsageError('no case is named');
    const wanted = args.text('head') ?? '';
    if (wanted !== '' && args.positionals.length > 1) throw new UsageError('--head takes one case at a time');
    return onDataFolder(args, io, async (client) => {
      let wrong = 0;
      const failed = await eachNamed(args.positionals, io, async (word) => {
        if (word === 'workplace') {
          const { ok, lines, head, troubles } = await client.people.verify({});
          io.out(`workplace\t${ok ? 'ok' : 'damaged'}\t${lines} lines\t${head}`);
          for (const trouble of troubles) io.err(`isoline: workplace: ${trouble}`);
          if (!ok) wrong++;
          return;
        }
        const { caseId, record } = await findCase(client, word);
        const { ok, edits, head, troubles } = await watched(io, client.library.verify({ caseId, head: wanted }), ({ fraction }) => `${record}: ${Math.round(fraction * 100)} %`);
        io.out(`${caseId}\t${ok ? 'ok' : 'damaged'}\t${edits} edits\t${head}`);
        for (const trouble of troubles) io.err(`isoline: ${record}: ${trouble}`);
        if (!ok) wrong++;
      });
      return wrong > 0 ? 1 : failed;
    }, args.flag('read-only'));
  },
};
