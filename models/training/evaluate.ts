/**
 * Figures of the classifier with given R peaks, and the choice of its operating point.
 *
 *   npx node models/training/evaluate.ts --data <folder> --set cv [--leads 0] [--folds FOLDER] [--silent] [--choose|--best]
 *   npx node models/training/evaluate.ts --data <folder> --set ds2|svdb-test [--leads 0] [--model FOLDER]
 *
 * `cv`: every training record by the fold model that has not seen its group
 * (models/training/folds/<n>; groups without a model in `--folds` are left out).
 * `--silent` sets all wavelet coefficients to 0. `--choose` writes the operating
 * point found there to models/training/operating-point.json; `--best` finds it for
 * these models alone, writes nothing, and tells each database's ceiling (best
 * threshold for each record) beside. Test sets are for final figures only.
 * End-to-end figures (own R peaks, EC57) are `isoline evaluate`'s.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { classOfCode, CLASS_INDEX, codeOf, type BeatClass } from '../../core/beats/classes.ts';
import { classOf, probabilitiesOf, type OperatingPoint } from '../../core/beats/decide.ts';
import { perRecordOracle } from '../../core/scoring/trust.ts';
import { calibrate, chooseBiases } from './operating-point.ts';
import { foldOf, readReference, readSplits, trainingRecords, withLeads } from './records.ts';
import { logitsOf, openModel } from './run.ts';
import { ceilingBeats, macro, scoreOf, type Labelled } from './score.ts';
import { silenced } from './silent.ts';

const POINT = 'models/training/operating-point.json';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      set: { type: 'string', default: 'cv' },
      leads: { type: 'string', default: '0,1' },
      folds: { type: 'string', default: 'models/training/folds' },
      model: { type: 'string', default: 'models/repository/wtcnn-s' },
      choose: { type: 'boolean', default: false },
      best: { type: 'boolean', default: false },
      silent: { type: 'boolean', default: false },
      records: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const data = values.data ?? process.env.ISOLINE_DATA;
  if (!data) throw new Error('--data <folder of the recordings> is missing');
  const splits = await readSplits(data);
  const leads = values.leads.split(',').map(Number);
  const cv = values.set === 'cv';
  const names = cv
    ? trainingRecords(splits)
    : values.set === 'ds2'
      ? splits.mitdb.ds2.map((r) => `mitdb/${r}`)
      : splits.svdb.test.map((r) => `svdb/${r}`);
  const sessions = new Map<string, Awaited<ReturnType<typeof openModel>>>();
  const labelled: Labelled[] = [];
  for (const name of names) {
    const folder = cv ? `${values.folds}/${foldOf(splits, name)}` : values.model;
    let session = sessions.get(folder);
    if (!session) {
      try {
        const file = await readFile(`${folder}/1/model.onnx`);
        session = await openModel(values.silent ? silenced(file) : file);
      } catch (thrown) {
        if (!cv) throw thrown;
        console.error(`${name}: no model in ${folder}`);
        continue;
      }
      sessions.set(folder, session);
    }
    const record = await readReference(data, name);
    const logits = await logitsOf(session, withLeads(record.span, leads), record.peaks);
    labelled.push({
      name,
      peaks: record.peaks,
      logits,
      literature: Uint8Array.from(record.symbols, (s) => CLASS_INDEX['ej'.includes(s) ? 'N' : classOfCode(codeOf(s))]),
      aami: Uint8Array.from(record.symbols, (s) => CLASS_INDEX[classOfCode(codeOf(s))]),
    });
  }
  if (!cv) await appendFile('models/training/test-openings.log', `${new Date().toISOString()} ${values.set} leads ${values.leads} ${values.model}\n`);

  let point: OperatingPoint;
  if (values.choose || values.best) {
    point = chooseBiases(labelled, calibrate(labelled));
    if (values.choose) await writeFile(POINT, `${JSON.stringify(point, null, 1)}\n`);
  } else {
    point = JSON.parse(await readFile(POINT, 'utf8')) as OperatingPoint;
  }
  console.log(JSON.stringify(point));
  const probabilities = new Float32Array(5);
  const decided = labelled.map((record) => {
    const classes = new Uint8Array(record.peaks.length);
    for (let i = 0; i < classes.length; i++) {
      probabilitiesOf(record.logits, i * 5, point, probabilities);
      const c: BeatClass = classOf(probabilities, point);
      classes[i] = CLASS_INDEX[c];
    }
    return { ...record, classes };
  });
  const table: Record<string, unknown>[] = [];
  const line = (title: string, list: typeof decided): void => {
    for (const protocol of ['literature', 'ec57'] as const) {
      const s = scoreOf(list, protocol);
      table.push({
        what: title,
        protocol,
        ...Object.fromEntries((['N', 'S', 'V', 'F'] as const).map((c) => [c, `${s[c].se.toFixed(1)}/${s[c].ppv.toFixed(1)} ${s[c].f1.toFixed(1)}`])),
        macro4: macro(s, ['N', 'S', 'V', 'F']).toFixed(1),
        macroNSV: macro(s, ['N', 'S', 'V']).toFixed(1),
      });
    }
  };
  line(`${values.set}, leads ${values.leads}, ${decided.length} records`, decided);
  if (values.set === 'ds2') line('without 232', decided.filter((r) => r.name !== 'mitdb/232'));
  if (cv) {
    line('mitdb', decided.filter((r) => r.name.startsWith('mitdb')));
    line('svdb', decided.filter((r) => r.name.startsWith('svdb')));
  }
  if (values.records) for (const record of decided) line(record.name, [record]);
  console.table(table);
  if (values.best) {
    for (const set of new Set(names.map((name) => name.split('/')[0]!))) {
      const list = labelled.filter(({ name }) => name.startsWith(set)).map((record) => ceilingBeats(record, point));
      console.log(`${set}, ${list.length} records, EC57, ceiling of F1: ${(['S', 'V'] as const).map((c) => `${c} ${perRecordOracle(list, c, 'ec57', point.bias)?.toFixed(1) ?? '–'}`).join(', ')}`);
    }
  }
  if (values.json) await writeFile(values.json, JSON.stringify(table, null, 1));
}

await main();
