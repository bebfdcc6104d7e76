import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverAddress, type RemoteDevice } from '../../core/contract/device.ts';
import { AppError } from '../../core/contract/errors.ts';
import { inferenceAnswer, inferenceRequest } from '../../backend/engine/inference-protocol.ts';
import { labelBlock } from '../../backend/engine/label-block.ts';
import { loadModel, modelFolder, type LoadedModel } from '../../backend/engine/model.ts';
import type { PreparedBlock } from '../../backend/engine/prepared-block.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { runPipeline, type AnalysedPart } from '../../backend/engine/pipeline.ts';
import { probeInputs } from '../../backend/engine/probe.ts';
import type { Classifier } from '../../backend/engine/classifier.ts';
import { openClassifier } from '../../backend/engine/session.ts';
import { openTriton } from '../../backend/engine/triton.ts';
import { program } from '../../backend/program.ts';
import { startInferenceServer, type InferenceServer } from './inference-server.ts';
import { madeSource } from './source.ts';

const QUICK = { pauseMs: 1, attempts: 3 };

describe('the address of a server', () => {
  it.each([
    ['triton:https://gpu.hospital.example:8000/', 'https://gpu.hospital.example:8000'],
    ['triton:https://gpu.hospital.example/triton/', 'https://gpu.hospital.example/triton'],
    ['triton:http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['triton:http://[::1]:8000', 'http://[::1]:8000'],
    ['triton:HTTP://LOCALHOST', 'http://localhost'],
  ] satisfies [RemoteDevice, string][])('%s', (device, address) => expect(serverAddress(device)).toBe(address));

  it.each(['triton:http://gpu.hospital.example:8000', 'triton:http://127.0.0.1.example', 'triton:https://me:secret@host', 'triton:ftp://host', 'triton:', 'triton:host:8000', 'triton:https://host/?a=b', 'triton:https://host/#x'] satisfies RemoteDevice[])('%s is refused', (device) =>
    expect(() => serverAddress(device)).toThrow(expect.objectContaining({ code: 'invalid-input' })),
  );
});

describe('the inference protocol', () => {
  it('puts the head first and the tensors behind it, little-endian', () => {
    const { body, headLength } = inferenceRequest({ signal: { data: Float32Array.of(1, -2), dims: [1, 2] }, beats: { data: Int32Array.of(7), dims: [1, 1] } }, ['logits']);
    expect(JSON.parse(new TextDecoder().decode(body.subarray(0, headLength)))).toEqual({
      inputs: [
        { name: 'signal', shape: [1, 2], datatype: 'FP32', parameters: { binary_data_size: 8 } },
        { name: 'beats', shape: [1, 1], datatype: 'INT32', parameters: { binary_data_size: 4 } },
      ],
      outputs: [{ name: 'logits', parameters: { binary_data: true } }],
    });
    expect([...body.subarray(headLength)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 7, 0, 0, 0]);
  });

  const answer = (() => {
    const head = new TextEncoder().encode(JSON.stringify({ outputs: [{ name: 'logits', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } }, { name: 'embedding', datatype: 'FP32', shape: [1], data: [3] }] }));
    const body = new Uint8Array(head.length + 8);
    body.set(head);
    body.set(new Uint8Array(Float32Array.of(0.5, -4).buffer), head.length);
    return { body, headLength: head.length };
  })();

  it('reads bytes and numbers', () => expect(inferenceAnswer(answer.body, answer.headLength)).toEqual({ logits: Float32Array.of(0.5, -4), embedding: Float32Array.of(3) }));

  it('gives tensors or a named failure, whatever comes', () => {
    const judged = (body: Uint8Array, headLength: number | null): void => {
      try {
        for (const tensor of Object.values(inferenceAnswer(body, headLength))) expect(tensor).toBeInstanceOf(Float32Array);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(AppError);
        expect(thrown).toHaveProperty('code', 'device-unavailable');
      }
    };
    fc.assert(
      fc.property(fc.nat(answer.body.length), fc.array(fc.tuple(fc.nat(answer.body.length - 1), fc.nat(255)), { maxLength: 4 }), fc.oneof(fc.constant(answer.headLength), fc.constant(null), fc.double(), fc.nat(400)), (length, flips, headLength) => {
        const body = answer.body.slice(0, length);
        for (const [at, value] of flips) if (at < length) body[at] = value;
        judged(body, headLength);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a server as a device', () => {
  let model: LoadedModel;
  let local: Classifier;
  let server: InferenceServer;
  const source = madeSource(700);
  let blocks: PreparedBlock[];
  beforeAll(async () => {
    model = await loadModel(modelFolder(program().folder));
    local = await openClassifier(model, 'cpu', probeInputs());
    server = await startInferenceServer(model);
    blocks = [];
    for await (const block of preparedBlocks(source, { firstBlock: 0, peakBefore: undefined, givenPeaks: null })) blocks.push(block);
  });
  afterAll(async () => {
    await server.stop();
    await local.close();
  });

  const parts = async (device: 'cpu' | RemoteDevice): Promise<{ device: string; parts: AnalysedPart[] }> => {
    const seen: AnalysedPart[] = [];
    let on = '';
    await runPipeline(source.leadNames.length, model, (from) => preparedBlocks(source, from), {
      device,
      firstBlock: 0,
      carried: null,
      onStart: async (start) => void (on = start.device),
      onSegment: async (part) => void seen.push(structuredClone(part)),
    });
    return { device: on, parts: seen };
  };

  it('gives the labels of this computer, is named in the run, and is told nothing but tensors', async () => {
    const [here, there] = [await parts('cpu'), await parts(server.device)];
    expect(there.device).toBe(server.device);
    expect(there.parts.map(({ segment }) => segment)).toEqual(here.parts.map(({ segment }) => segment));
    const heads = server.requests.map((body) => JSON.parse(body.subarray(0, body.indexOf('}]}') + 3).toString('utf8')) as { inputs: { name: string }[] });
    expect(new Set(heads.flatMap(({ inputs }) => inputs.map(({ name }) => name)))).toEqual(new Set(['signal', 'lead_mask', 'template', 'beats', 'context']));
  });

  const open = (from = server): Promise<Classifier> => openTriton(model, from.device, local, probeInputs(), QUICK);
  const labels = (classifier: Classifier, block: number): ReturnType<typeof labelBlock> => labelBlock(blocks[block]!, classifier, model.manifest.operatingPoint, true);

  it('is asked again while it is busy or breaks off', async () => {
    const classifier = await open();
    server.faults.push('busy', 'broken-off', 'busy');
    expect(await labels(classifier, 0)).toEqual(await labels(local, 0));
  });

  it('may answer in numbers instead of bytes', async () => {
    const plain = await startInferenceServer(model, { binary: false });
    expect(await labels(await open(plain), 0)).toEqual(await labels(local, 0));
    await plain.stop();
  });

  it('says by name what is wrong with it', async () => {
    const failure = async (work: Promise<unknown>): Promise<string> => work.then(() => '', (thrown: unknown) => (thrown instanceof AppError ? `${thrown.code}: ${thrown.message}` : String(thrown)));
    const other: LoadedModel = { ...model, manifest: { ...model.manifest, version: 99 } };
    expect(await failure(openTriton(other, server.device, local, probeInputs(), QUICK))).toMatch(/^device-unavailable: .*no model wtcnn-s of version 99 .*unknown model/);
    server.shift = 0.01;
    expect(await failure(open())).toMatch(/^device-unavailable: .*is another model/);
    server.shift = 0;
    const classifier = await open();
    server.faults.push('refused');
    expect(await failure(classifier.run(probeInputs()))).toMatch(/^device-unavailable: .*unexpected shape/);
    server.faults.push('busy', 'busy', 'busy');
    expect(await failure(classifier.run(probeInputs()))).toMatch(/^device-unavailable: .*after 3 attempts \(the queue is full\)/);
  });

  it('that stops in mid-run fails by name, and goes on with the same labels once it is back', async () => {
    const brief = await startInferenceServer(model);
    const classifier = await open(brief);
    const first = await labels(classifier, 0);
    await brief.stop();
    await expect(labels(classifier, 1)).rejects.toMatchObject({ code: 'device-unavailable' });
    const again = await startInferenceServer(model, { port: Number(new URL(brief.device.slice('triton:'.length)).port) });
    expect([first, await labels(classifier, 1)]).toEqual([await labels(local, 0), await labels(local, 1)]);
    await again.stop();
  });

  it('is spoken to by TLS: an authority that this computer trusts is enough, another is named at the first attempt', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoline-tls-'));
    const before = process.env['SSL_CERT_FILE'];
    try {
      const made = (name: string): { key: string; cert: string } => {
        const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
        execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
        return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
      };
      const [house, stranger] = [made('house'), made('stranger')];
      // What the system trusts is read when TLS is first asked for; here that is the authority of the house.
      process.env['SSL_CERT_FILE'] = join(folder, 'house.crt');
      const trusted = await startInferenceServer(model, { tls: house });
      expect(trusted.device).toMatch(/^triton:https:/);
      expect(await labels(await open(trusted), 0)).toEqual(await labels(local, 0));
      await trusted.stop();
      const other = await startInferenceServer(model, { tls: stranger });
      await expect(openTriton(model, other.device, local, probeInputs(), { pauseMs: 60_000 })).rejects.toMatchObject({ code: 'device-unavailable', message: expect.stringMatching(/its certificate is not trusted here \(self-signed certificate\)\.$/) });
      await other.stop();
    } finally {
      if (before === undefined) delete process.env['SSL_CERT_FILE'];
      else process.env['SSL_CERT_FILE'] = before;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
