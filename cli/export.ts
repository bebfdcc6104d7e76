/** `isoline export`: corrected labels, and plain tables for those who query. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../core/contract/errors.ts';
import { namedFileError } from '../backend/store/files.ts';
import { handOut } from '../backend/store/handed-out.ts';
import { annotatorOf } from './annotator.ts';
import { UsageError, type Command } from './command.ts';
import { eachNamed, folderOptions, findCase, onDataFolder, readOnlyOption } from './data-folder.ts';
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
  details: 'A case is named by its id, or by its record where only one case has that name. Prints the path of each file. The export goes into the case\u2019s access log.\nA case that cannot be exported, or whose record another one of the call has written, is named, the others go on, and the exit code is 1.',
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
    const annotator = annotatorOf(args);
    const folder = resolve(io.cwd, args.required('out'));
    /** Records whose labels were written, by the name that their files bear. */
    const written = new Map<string, string>();
    return onDataFolder(args, io, async (client) => {
      return eachNamed(args.positionals, io, async (word) => {
        const { caseId, record } = await findCase(client, word);
        if (whole !== undefined) {
          const passphrase = protect ? await passphraseOf(args, io, 'case-passphrase-file', 'ISOLINE_CASE_PASSPHRASE', 'Passphrase of the file', true) : '';
          const { path } = await client.export.whole({ caseId, path: resolve(io.cwd, whole), passphrase, deidentified });
          io.out(path);
          if (!protect && !deidentified && (await client.vault.status({})).state === 'unlocked') io.err('isoline: the file names the patient and is not encrypted; --protect gives it a passphrase');
          return;
        }
        if (tables !== undefined) {
          const { path } = await client.export.sqlite({ caseId, path: resolve(io.cwd, tables) });
          io.out(path);
          return;
        }
        // Two readings of a recording bear its name: the labels of one would take the place of the other's.
        const before = written.get(record.toLowerCase());
        if (before === caseId) return;
        if (before !== undefined) throw new AppError('invalid-input', `Labels of a record named ${record} were written already, those of case ${before}.`, { hint: 'Export it by itself, with another --out.', details: { caseId } });
        const { files } = await client.export.labels({ caseId, formats: known, annotator });
        try {
          await mkdir(folder, { recursive: true });
        } catch (thrown) {
          throw namedFileError(thrown, folder);
        }
        const outs = files.map(({ name, bytes }) => ({ path: join(folder, name), bytes }));
        await handOut(outs);
        const { run, recording } = await client.library.study({ caseId });
        if (run && run.sealedAt === null) {
          const [analysed, all] = [run.analysedTo, recording.sampleCount].map((samples) => Math.round(samples / recording.sampleRate));
          io.err(`isoline: ${word} is not analysed to its end: labels end after ${analysed} of ${all} s; importing the recording once more goes on with the analysis`);
        }
        written.set(record.toLowerCase(), caseId);
        for (const { path } of outs) io.out(path);
      });
    }, args.flag('read-only'));
  },
};
