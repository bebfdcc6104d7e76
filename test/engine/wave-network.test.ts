import fc from 'fast-check';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureTask } from '../../backend/engine/measure-task.ts';
import { openWaveNetwork, WAVE_MODEL, waveNetwork } from '../../backend/engine/wave-network.ts';
import { program } from '../../backend/program.ts';
import { WAVE_CLASSES } from '../../core/waves/manifest.ts';
import { synthesise } from './waves-source.ts';

const shipped = join(program().folder, 'models', 'repository', WAVE_MODEL);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isoline-waves-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the shipped network with another manifest or graph. */
async function copy(name: string, change: (manifest: Record<string, unknown>, graph: Uint8Array) => { manifest?: string; graph?: Uint8Array }): Promise<string> {
  const at = join(folder, name);
  await mkdir(join(at, '1'), { recursive: true });
  const text = await readFile(join(shipped, 'manifest.json'), 'utf8');
  const graph = await readFile(join(shipped, '1', 'model.onnx'));
  const changed = change(JSON.parse(text) as Record<string, unknown>, graph);
  await writeFile(join(at, 'manifest.json'), changed.manifest ?? text);
  if (changed.graph) await writeFile(join(at, '1', 'model.onnx'), changed.graph);
  else await copyFile(join(shipped, '1', 'model.onnx'), join(at, '1', 'model.onnx'));
  return at;
}

describe('the wave network', () => {
  it('gives a logit a class and sample, in either convention, whatever lies beside it in a batch', async () => {
    const { manifest, of } = await waveNetwork();
    expect(manifest.convention).toBe('ludb');
    const signal = Float32Array.from({ length: 256 }, (_, i) => Math.exp(-(((i - 128) / 4) ** 2)));
    for (const convention of ['ludb', 'qtdb'] as const) {
      const alone = (await of(convention)([signal], 256))[0]!;
      expect(alone.length).toBe(WAVE_CLASSES.length * 256);
      const among = await of(convention)(Array.from({ length: 40 }, (_, i) => (i === 35 ? signal : new Float32Array(256))), 256);
      expect(among).toHaveLength(40);
      among[35]!.forEach((value, i) => expect(value).toBeCloseTo(alone[i]!, 4));
    }
  });

  it('says what the network said as it was trained', async () => {
    const { of } = await waveNetwork();
    const said = JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', 'wave-logits.json'), 'utf8')) as Record<'ludb' | 'qtdb', number[]>;
    const signal = Float32Array.from({ length: 128 }, (_, i) => Math.exp(-(((i - 64) / 3) ** 2)) + 0.15 * Math.exp(-(((i - 28) / 8) ** 2)) + 0.05 * Math.sin(i / 5));
    for (const convention of ['ludb', 'qtdb'] as const) {
      const logits = (await of(convention)([signal], 128))[0]!;
      // Kept to 1e-5; the sums of a convolution have another order on every processor.
      said[convention].forEach((value, i) => expect(Math.abs(logits[i]! - value), `${convention} ${i}`).toBeLessThan(3e-5));
    }
  });

  it('is refused by name where file and manifest do not fit', async () => {
    await expect(openWaveNetwork(join(folder, 'none'))).rejects.toMatchObject({ code: 'model-missing' });
    const cases: [string, Parameters<typeof copy>[1], string][] = [
      ['hash', (manifest) => ({ manifest: JSON.stringify({ ...manifest, sha256: '0'.repeat(64) }) }), 'not the one that the manifest names'],
      ['rate', (manifest) => ({ manifest: JSON.stringify({ ...manifest, sampleRate: 500 }) }), '500 Hz'],
      ['classes', (manifest) => ({ manifest: JSON.stringify({ ...manifest, classes: ['P', 'QRS'] }) }), 'its classes'],
      ['kind', (manifest) => ({ manifest: JSON.stringify({ ...manifest, graph: 'beat-classifier-1' }) }), 'manifest cannot be read'],
      ['text', () => ({ manifest: '{' }), 'manifest cannot be read'],
      ['graph', (_, graph) => ({ graph: graph.slice(0, graph.length >> 1) }), 'not the one that the manifest names'],
    ];
    for (const [name, change, words] of cases) {
      await expect(openWaveNetwork(await copy(name, change)), name).rejects.toMatchObject({ code: 'model-damaged', message: expect.stringContaining(words) as string });
    }
  });

  it('is refused, never a crash, whatever the manifest holds', async () => {
    const at = await copy('fuzz', () => ({}));
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        await writeFile(join(at, 'manifest.json'), text);
        await expect(openWaveNetwork(at)).rejects.toMatchObject({ code: 'model-damaged' });
      }),
      { numRuns: 20 },
    );
  });

  it('measures a beat as it was made', async () => {
    const { leads, place, truth } = synthesise();
    const measured = await measureTask({ kind: 'measure', leads, sampleRate: 360, place, rr: 850 });
    for (const name of ['pr', 'qrs', 'qt'] as const) expect(Math.abs(measured[name]! - truth[name]), name).toBeLessThan(35);
    expect(measured.qtc.bazett).toBeCloseTo(measured.qt! / Math.sqrt(0.85), 6);
  });

  it('measures nothing where nothing was recorded', async () => {
    const measured = await measureTask({ kind: 'measure', leads: [new Float32Array(2880).fill(Number.NaN)], sampleRate: 360, place: 1440, rr: null });
    expect(measured).toMatchObject({ pr: null, qrs: null, qt: null, rr: null });
  });
});
