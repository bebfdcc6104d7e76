import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { program } from '../../backend/program.ts';

const fold = join(program().folder, 'models', 'training', 'folds', '0');

describe('the model of a fold', () => {
  it('has the ventricular network of its fold, which has not seen its group', async () => {
    const { ventricular } = await loadModel(fold);
    expect(ventricular!.trainedOn['vfdb']).toHaveLength(17);
    expect(ventricular!.trainedOn['vfdb']).not.toContain('418');
    expect((await loadModel(modelFolder(program().folder))).ventricular).toBeUndefined();
  });

  it('is damaged where that network is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isoline-fold-'));
    try {
      await cp(fold, folder, { recursive: true });
      for (const text of ['{', '{"trainedOn":{},"members":[]}']) {
        await writeFile(join(folder, 'ventricular.json'), text);
        await expect(loadModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
