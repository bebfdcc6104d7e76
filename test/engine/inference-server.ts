/** A server of the open inference protocol, version 2, that runs a model's own graph: what a Triton would answer, and how one may fail. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as ort from 'onnxruntime-node';
import type { RemoteDevice } from '../../core/contract/device.ts';
import type { LoadedModel } from '../../backend/engine/model.ts';

interface TensorHead {
  name: string;
  shape: number[];
  datatype: 'FP32' | 'INT32';
  parameters: { binary_data_size: number };
}

/** How the next answers go wrong, first to last; then all is well. */
export type Fault = 'busy' | 'broken-off' | 'refused';

export interface InferenceServer {
  device: RemoteDevice;
  faults: Fault[];
  /** Bodies of the requests that ran the model. */
  requests: Buffer[];
  /** Added to every number it gives: a model that is another one. */
  shift: number;
  stop(): Promise<void>;
}

export async function startInferenceServer(model: LoadedModel, options: { port?: number; binary?: boolean; tls?: { key: string; cert: string } } = {}): Promise<InferenceServer> {
  const { name, version } = model.manifest;
  const session = await ort.InferenceSession.create(model.graph, { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const place = `/v2/models/${name}/versions/${version}`;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const fault = server.faults.shift();
    if (fault === 'busy') return void response.writeHead(503).end(JSON.stringify({ error: 'the queue is full' }));
    if (fault === 'refused') return void response.writeHead(400).end(JSON.stringify({ error: 'unexpected shape for input signal' }));
    if (request.url === place) return void response.end(JSON.stringify({ name, versions: [String(version)], platform: 'onnxruntime_onnx', inputs: model.manifest.inputs.map((input) => ({ name: input.name })), outputs: model.manifest.outputs.map((output) => ({ name: output.name })) }));
    if (request.url !== `${place}/infer`) return void response.writeHead(404).end(JSON.stringify({ error: `Request for unknown model: ${request.url} is not found` }));
    server.requests.push(body);
    const headEnd = Number(request.headers['inference-header-content-length']);
    const { inputs }: { inputs: TensorHead[] } = JSON.parse(body.subarray(0, headEnd).toString('utf8'));
    const feeds: Record<string, ort.Tensor> = {};
    let at = headEnd;
    for (const { name: input, shape, datatype, parameters } of inputs) {
      const bytes = Uint8Array.from(body.subarray(at, at + parameters.binary_data_size)).buffer;
      feeds[input] = datatype === 'INT32' ? new ort.Tensor('int32', new Int32Array(bytes), shape) : new ort.Tensor('float32', new Float32Array(bytes), shape);
      at += parameters.binary_data_size;
    }
    const results = Object.entries(await session.run(feeds)).map(([output, { data, dims }]) => ({ output, dims, values: Float32Array.from(data as Float32Array, (value) => value + server.shift) }));
    if (options.binary === false) return void response.end(JSON.stringify({ outputs: results.map(({ output, dims, values }) => ({ name: output, datatype: 'FP32', shape: dims, data: [...values] })) }));
    const head = Buffer.from(JSON.stringify({ model_name: name, outputs: results.map(({ output, dims, values }) => ({ name: output, datatype: 'FP32', shape: dims, parameters: { binary_data_size: values.byteLength } })) }));
    const whole = Buffer.concat([head, ...results.map(({ values }) => Buffer.from(values.buffer))]);
    response.writeHead(200, { 'inference-header-content-length': head.length, 'content-length': whole.length });
    if (fault === 'broken-off') response.write(whole.subarray(0, whole.length - 5), () => response.destroy());
    else response.end(whole);
  };
  const answered = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response).catch((thrown: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(thrown) })));
  const http = options.tls ? createSecureServer(options.tls, answered) : createServer(answered);
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve));
  const server: InferenceServer = {
    device: `triton:${options.tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    faults: [],
    requests: [],
    shift: 0,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await session.release();
    },
  };
  return server;
}
