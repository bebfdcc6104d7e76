/** `isoline people`: who may do what in a data folder. */
import type { Contract } from '../core/contract/contract.ts';
import type { Client } from '../core/contract/define.ts';
import { ROLES, ROLE_WORDS, type PersonInfo } from '../core/contract/people.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { folderOptions, onDataFolder } from './data-folder.ts';
import { newPassword, newPasswordOption, ownPassword } from './password.ts';

/** What each word does, and the words that follow it. */
const VERBS: Readonly<Record<string, { takes: number; run(client: Client<Contract>, words: readonly string[], args: ParsedArgs, io: CommandIo): Promise<void> }>> = {
  list: {
    takes: 0,
    run: async (client, _, __, io) => {
      for (const person of await client.people.list({})) io.out(line(person));
    },
  },
  begin: {
    takes: 1,
    run: async (client, [name = ''], args, io) => {
      const { person } = await client.people.begin({ name, display: args.text('shown') ?? '', password: await newPassword(args, io, name) });
      if (person) io.out(line(person));
    },
  },
  add: {
    takes: 1,
    run: async (client, [name = ''], args, io) => {
      const role = args.choice('role', ROLES);
      io.out(line(await client.people.add({ name, display: args.text('shown') ?? '', role, password: await newPassword(args, io, name) })));
    },
  },
  change: {
    takes: 1,
    run: async (client, [name = ''], args, io) => {
      if (args.flag('off') && args.flag('on')) throw new UsageError('--off and --on do not go together');
      const active = args.flag('off') ? false : args.flag('on') ? true : undefined;
      const role = args.text('role') === undefined ? undefined : args.choice('role', ROLES);
      const display = args.text('shown');
      if (active === undefined && role === undefined && display === undefined) throw new UsageError('nothing is changed: --role, --shown, --off or --on');
      io.out(line(await client.people.change({ name, role, display, active })));
    },
  },
  password: {
    takes: 1,
    run: async (client, [name = ''], args, io) => {
      const { author } = await client.people.who({});
      if (author === name) await client.people.changePassword({ before: await ownPassword(args, io, name), password: await newPassword(args, io, name) });
      else await client.people.resetPassword({ name, password: await newPassword(args, io, name) });
      io.out(name);
    },
  },
  log: {
    takes: 0,
    run: async (client, _, __, io) => {
      for (const { time, who, what, detail } of await client.people.access({ limit: 100_000 })) io.out([time, who, what, detail].join('\t'));
    },
  },
};

function line({ name, role, active, display, lastLogin }: PersonInfo): string {
  return [name, role, active ? 'active' : 'off', display, lastLogin ?? ''].join('\t');
}

export const command: Command = {
  name: 'people',
  summary: 'Lists, adds and changes the people of a data folder.',
  usage: 'list | begin <name> | add <name> --role ROLE | change <name> | password <name> | log [options]',
  options: {
    ...folderOptions,
    role: { value: ROLES.join('|'), help: '' },
    shown: { value: 'TEXT', help: 'what a person is called on the screen and in reports; empty erases it' },
    off: { help: 'the person may not log in any more' },
    on: { help: 'the person may log in again' },
    'new-password-file': newPasswordOption,
  },
  details: `begin turns login on: it makes the first lead reader. Until then whoever is at the computer may do everything.\nRoles: ${ROLES.map((role) => `${role} (${ROLE_WORDS[role]})`).join(', ')}.\nPrints name, role, active or off, shown name and last login between tabs; log prints time, who, what and detail.\nA name stands in journals for ever and is never used twice.`,
  async run(args, io) {
    const [verb = '', ...words] = args.positionals;
    const found = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!found) throw new UsageError(`people is followed by one of ${Object.keys(VERBS).join(', ')}`);
    if (words.length !== found.takes) throw new UsageError(found.takes === 0 ? `people ${verb} takes no ${words[0]}` : `people ${verb} takes one name`);
    return onDataFolder(args, io, async (client) => {
      await found.run(client, words, args, io);
      return 0;
    });
  },
};
