import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { program } from '../../backend/program.ts';

const fold = join(program().folder, 'models', 'training', 'folds', '0');

describe('the model of a fold', () => {
  it('has the small networks of its fold, which have not seen its group', async () => {
    const { ventricular, beats, manifest } = await loadModel(fold);
    expect(ventricular!.trainedOn['vfdb']).toHaveLength(17);
    expect(ventricular!.trainedOn['vfdb']).not.toContain('418');
    for (const set of ['mitdb', 'svdb'] as const) {
      expect(beats!.trainedOn[set]!.length).toBeGreaterThan(10);
      // Whom the classifier of the fold has not seen, this one has not, either.
      expect(beats!.trainedOn[set]!.filter((record) => !manifest.trainedOn.lists[set]!.includes(record))).toEqual([]);
    }
    const shipped = await loadModel(modelFolder(program().folder));
    expect([shipped.ventricular, shipped.beats]).toEqual([undefined, undefined]);
  });

  it('is damaged where one of them is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isoline-fold-'));
    try {
      for (const text of ['{', '{"trainedOn":{},"members":[]}']) {
        for (const name of ['beats.json', 'ventricular.json']) {
          await cp(fold, folder, { recursive: true });
          await writeFile(join(folder, name), text);
          await expect(loadModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
