import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../../backend/program.ts';

/** Everything below a folder. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String);
}

function runSession(before: string): string[] {
  const home = mkdtempSync(join(tmpdir(), 'isoline-home-'));
  const script = `
    ${before}
    const { loadModel, modelFolder } = await import('./backend/engine/model.ts');
    const { openClassifier } = await import('./backend/engine/session.ts');
    const { probeInputs } = await import('./backend/engine/probe.ts');
    const classifier = await openClassifier(await loadModel(modelFolder(process.cwd())), 'cpu', probeInputs());
    await classifier.run(probeInputs());
    await classifier.close();`;
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: program().folder,
    // Nothing of this process's environment: under CI=true the runtime keeps quiet by itself, and the trial would prove nothing.
    env: { PATH: process.env['PATH'] ?? '', HOME: home, TMPDIR: home, XDG_CACHE_HOME: join(home, 'cache') },
    encoding: 'utf8',
  });
  const left = contents(home);
  rmSync(home, { recursive: true, force: true });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
  return left;
}

describe('the inference runtime', () => {
  it('keeps no device id and no usage log anywhere', () => {
    expect(runSession('')).toEqual([]);
  });

  it('would do so if it were not told, so the test above can fail', () => {
    expect(runSession("await import('onnxruntime-node').then((ort) => ort.InferenceSession.create('models/repository/wtcnn-s/1/model.onnx'));").length).toBeGreaterThan(0);
  });
});
