/** No record and no patient on both sides: held for what the models themselves say they were trained on. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadModel } from '../../backend/engine/model.ts';
import { readSplits } from '../../cli/evaluate/splits.ts';
import { wasTrainedOn } from '../../cli/evaluate/model-facts.ts';
import { BEAT_NETWORK } from '../../core/signal/beat-weights.ts';
import { withData } from '../helpers/data.ts';

const trained = z.looseObject({ trainedOn: z.looseObject({ lists: z.record(z.string(), z.array(z.string())), beats: z.number() }) });
const root = join(import.meta.dirname, '../..');
const folds = readdirSync(join(root, 'models/training/folds'));
const trainedOn = (folder: string): z.infer<typeof trained>['trainedOn'] => trained.parse(JSON.parse(readFileSync(join(root, folder, 'manifest.json'), 'utf8'))).trainedOn;
const besides = ['seeds', 'variants'].flatMap((kind) => readdirSync(join(root, 'models/training', kind)).map((name) => `models/training/${kind}/${name}`));
const classifiers = ['models/repository/wtcnn-s', ...folds.map((fold) => `models/training/folds/${fold}`), ...besides];

describe('what the classifiers were trained on', () => {
  it.each(classifiers)('%s: no record twice, and nobody who is a test patient of mitdb', async (folder) => {
    const { lists } = trainedOn(folder);
    for (const records of Object.values(lists)) expect(new Set(records).size).toBe(records.length);
    const ds2 = (await readSplits(root)).list('mitdb', 'ds2')!;
    expect(ds2).toHaveLength(22);
    // 201 is the person of test record 202.
    expect((lists['mitdb'] ?? []).filter((record) => ds2.includes(record) || record === '201')).toEqual([]);
  });
});

it('records of one\'s own are known as trained on in a folder of any name', () => {
  const mine = { lists: { mitdb: ['101'], own: ['ada'] }, beats: 2 };
  expect(['all/ada', 'clinic/ada', 'mitdb/101'].map((id) => wasTrainedOn(mine, id))).toEqual([true, true, true]);
  expect(['all/ben', 'all/101', 'mitdb/ada'].map((id) => wasTrainedOn(mine, id))).toEqual([false, false, false]);
});

withData('the lists of the data', (data) => {
  it('have no record in training and test, and no training patient under another name', async () => {
    const splits = await readSplits(data);
    for (const set of ['mitdb', 'svdb', 'ludb', 'qtdb', 'cpsc2021', 'ltafdb', 'nsrdb', 'nsr2db', 'chf2db', 'cinc2017']) {
      const test = new Set(splits.list(set, 'test'));
      expect(splits.list(set, 'train')!.filter((record) => test.has(record)), set).toEqual([]);
    }
    // Excerpts of test patients of mitdb and svdb are test records of qtdb, too.
    const shipped = trainedOn('models/repository/wtcnn-s');
    for (const [set, list] of [['mitdb', 'ds2'], ['svdb', 'test'], ['qtdb', 'test']] as const) {
      expect(splits.list(set, list)!.filter((record) => wasTrainedOn(shipped, `${set}/${record}`)), set).toEqual([]);
    }
  });

  it('are kept by the models: the shipped one by the test lists, each fold model by its own group, too', async () => {
    const splits = await readSplits(data);
    for (const folder of classifiers) {
      const { lists } = trainedOn(folder);
      const ids = Object.entries(lists).flatMap(([set, records]) => records.map((record) => `${set}/${record}`));
      const test = new Set([...splits.list('mitdb', 'ds2')!.map((r) => `mitdb/${r}`), ...splits.list('svdb', 'test')!.map((r) => `svdb/${r}`)]);
      expect(ids.filter((id) => test.has(id)), folder).toEqual([]);
      if (folder.includes('folds/')) expect(ids.filter((id) => splits.fold(id) === Number(folder.slice(-1))), folder).toEqual([]);
    }
    // The beat network of the program and those of the folds.
    for (const network of [BEAT_NETWORK, ...(await Promise.all(folds.map(async (fold) => (await loadModel(join(root, 'models/training/folds', fold))).beats!)))]) {
      const seen = Object.entries(network.trainedOn).flatMap(([set, records]) => records.map((record) => `${set}/${record}`));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((id) => splits.list('mitdb', 'ds2')!.includes(id.replace('mitdb/', '')) || splits.list('svdb', 'test')!.includes(id.replace('svdb/', '')) || id === 'mitdb/201')).toEqual([]);
    }
    // The noise is another set's, the patient is not: neither is scored by a model that knows the patient.
    for (const noisy of ['118e24', '119e_6']) {
      const group = splits.fold(`nstdb/${noisy}`);
      expect(group, noisy).toBeGreaterThanOrEqual(0);
      expect(wasTrainedOn(trainedOn('models/repository/wtcnn-s'), `nstdb/${noisy}`), noisy).toBe(true);
      expect(wasTrainedOn(trainedOn(`models/training/folds/${group}`), `nstdb/${noisy}`), noisy).toBe(false);
    }
    const groups = splits.list('svdb', 'train')!.map((record) => splits.fold(`svdb/${record}`));
    expect(groups.every((group) => group >= 0)).toBe(true);
  });
});
