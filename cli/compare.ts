/** `isoline compare`: how far two readings of one recording agree, and where they do not. */
import { CODES } from '../core/beats/classes.ts';
import type { Comparison } from '../core/contract/colleagues.ts';
import { SAID, type BeatDifference } from '../core/review/agreement.ts';
import { UsageError, type Command } from './command.ts';
import { folderOptions, findCase, onDataFolder } from './data-folder.ts';

const codeInWords = (code: number | null): string => (code === null ? 'none' : (CODES[code]?.[0] ?? '?'));

/** The comparison as `--json` prints it: counts and figures as they are, lists without their typed arrays. */
function plain({ agreement, ...rest }: Comparison): unknown {
  const beats = agreement.beats.map(({ samples, firstKeys, secondKeys, first, second, ...group }: BeatDifference) => ({ ...group, first: codeInWords(first), second: codeInWords(second), samples: [...samples], firstKeys: [...firstKeys], secondKeys: [...secondKeys] }));
  return { ...rest, agreement: { classes: SAID, ...agreement, beats } };
}

function figure(value: number | null): string {
  return value === null ? 'not defined' : value.toFixed(4);
}

function kappaInWords({ value, low, high, why, n }: Comparison['agreement']['kappa']): string {
  if (value === null) return why === 'one-class' ? `not defined: both called all ${n} beats the same` : 'not defined: there is no beat that both have';
  return `${figure(value)} (95 % ${figure(low)} to ${figure(high)})`;
}

function* lines({ first, second, agreement, sampleRate, templates, settled, open, settling }: Comparison): Generator<string> {
  const { counts, table, kappa, beats, spans, events, values } = agreement;
  yield `first\t${first.caseId}\t${first.name}\t${counts.first} beats`;
  yield `second\t${second.caseId}\t${second.name}\t${counts.second} beats`;
  yield `kappa\t${kappaInWords(kappa)}`;
  yield `both have\t${counts.both}\tdiffering\t${counts.differing}\tleft out\t${counts.leftOut}`;
  yield ['first \\ second', ...SAID].join('\t');
  for (const [i, row] of table.entries()) yield [SAID[i], ...row].join('\t');
  const at = (sample: number): string => `${(sample / sampleRate).toFixed(3)} s`;
  const how = (id: string): string => (settled[id] ? `settled as ${settled[id].as}` : settling && !open.includes(id) ? 'settled' : '');
  for (const { id, kind, first: a, second: b, template, samples } of beats) yield ['beats', kind, `${codeInWords(a)} or ${codeInWords(b)}`, samples.length, templates[String(template)] ?? '', at(samples[0]!), how(id)].join('\t');
  for (const { id, unreadableFor, from, to } of spans) yield ['span', `unreadable for the ${unreadableFor}`, at(from), at(to), how(id)].join('\t');
  for (const { id, kind, how: differs, from, to, follows } of events) yield ['event', differs, kind, at(from), at(to), follows ? 'follows from the beats' : how(id)].join('\t');
  for (const { id, entity, name } of values) yield [entity, name, 'differs', how(id)].join('\t');
}

export const command: Command = {
  name: 'compare',
  summary: 'Compares two readings of one recording: kappa, the table of classes, and each difference.',
  usage: '<case> <case> [--json] [--data FOLDER]',
  options: {
    json: { help: 'everything as JSON' },
    ...folderOptions,
  },
  details: 'A case and its second reading are compared once both are signed, as their readers left them; two other cases of one recording at any time, as they stand. Ends with 0 whether they agree or not.',
  async run(args, io) {
    const [one, other, more] = args.positionals;
    if (one === undefined || other === undefined || more !== undefined) throw new UsageError('two cases are named');
    return onDataFolder(args, io, async (client) => {
      const [first, second] = [await findCase(client, one), await findCase(client, other)];
      const comparison = await client.colleagues.compare({ first: first.caseId, second: second.caseId });
      if (args.flag('json')) io.out(JSON.stringify(plain(comparison), null, 2));
      else for (const line of lines(comparison)) io.out(line);
      return 0;
    });
  },
};
