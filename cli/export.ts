/** `isoline export`: corrected labels, and plain tables for those who query. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { namedFileError } from '../backend/store/files.ts';
import { handOut } from '../backend/store/handed-out.ts';
import { UsageError, type Command } from './command.ts';
import { folderOptions, findCase, onDataFolder, readOnlyOption } from './data-folder.ts';
import { passphraseOf, passphraseOption } from './passphrase.ts';

const FORMATS = ['wfdb', 'csv', 'json'] as const;

function isFormat(word: string): word is (typeof FORMATS)[number] {
  return FORMATS.some((format) => format === word);
}

export const command: Command = {
  name: 'export',
  summary: 'Writes corrected labels of cases, each beat with its provenance.',
  usage: '<case>… [--out FOLDER] [--formats wfdb,csv,json] [--annotator NAME] [--sqlite FILE | --case FILE [--deidentified] [--protect]] [--read-only] [--data FOLDER]',
  options: {
    out: { value: 'FOLDER', help: 'folder for the files', default: '.' },
    formats: { value: 'LIST', help: 'which files', default: FORMATS.join(',') },
    annotator: { value: 'NAME', help: 'ending of the WFDB annotation file', default: 'cnn' },
    sqlite: { value: 'FILE', help: 'plain tables of one case instead: beats, edits, a line each' },
    case: { value: 'FILE', help: 'the whole case as one file instead, for `isoline import` elsewhere: samples, runs, journal, signed reports' },
    deidentified: { help: 'with --case: a copy that names nobody and has an id of its own' },
    protect: { help: 'with --case: nobody reads the file without a passphrase' },
    'case-passphrase-file': { ...passphraseOption, help: 'file whose first line is the passphrase of --protect; or ISOLINE_CASE_PASSPHRASE, or the terminal asks' },
    'read-only': readOnlyOption,
    ...folderOptions,
  },
  details: 'A case is named by its id, or by its record where only one case has that name. Prints the path of each file. The export goes into the case\u2019s access log.',
  async run(args, io) {
    if (args.positionals.length === 0) throw new UsageError('no case is named');
    const tables = args.text('sqlite');
    if (tables !== undefined && args.positionals.length > 1) throw new UsageError('--sqlite takes one case at a time');
    const whole = args.text('case');
    if (whole !== undefined && (args.positionals.length > 1 || tables !== undefined)) throw new UsageError('--case takes one case at a time, and no --sqlite');
    const [deidentified, protect] = [args.flag('deidentified'), args.flag('protect')];
    if (whole === undefined && (deidentified || protect)) throw new UsageError('--deidentified and --protect go with --case');
    const formats = args.required('formats').split(',').map((word) => word.trim());
    const known = formats.filter(isFormat);
    if (known.length !== formats.length) throw new UsageError(`--formats takes ${FORMATS.join(', ')}`);
    const folder = resolve(io.cwd, args.required('out'));
    return onDataFolder(args, io, async (client) => {
      for (const word of args.positionals) {
        const { caseId } = await findCase(client, word);
        if (whole !== undefined) {
          const passphrase = protect ? await passphraseOf(args, io, 'case-passphrase-file', 'ISOLINE_CASE_PASSPHRASE', 'Passphrase of the file', true) : '';
          const { path } = await client.export.whole({ caseId, path: resolve(io.cwd, whole), passphrase, deidentified });
          io.out(path);
          if (!protect && !deidentified && (await client.vault.status({})).state === 'unlocked') io.err('isoline: the file names the patient and is not encrypted; --protect gives it a passphrase');
          continue;
        }
        if (tables !== undefined) {
          const { path } = await client.export.sqlite({ caseId, path: resolve(io.cwd, tables) });
          io.out(path);
          continue;
        }
        const { files } = await client.export.labels({ caseId, formats: known, annotator: args.required('annotator') });
        try {
          await mkdir(folder, { recursive: true });
        } catch (thrown) {
          throw namedFileError(thrown, folder);
        }
        const outs = files.map(({ name, bytes }) => ({ path: join(folder, name), bytes }));
        await handOut(outs);
        for (const { path } of outs) io.out(path);
      }
      return 0;
    }, args.flag('read-only'));
  },
};
