/**
 * A Triton Inference Server as a device, by the open inference protocol. Before it
 * is trusted it must have the very model: the same inputs through the local graph
 * and the server give the same numbers. What is sent are windows of the
 * conditioned signal and numbers about intervals; nothing that names anybody.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { z } from 'zod';
import { serverAddress, type RemoteDevice } from '../../core/contract/device.ts';
import { AppError } from '../../core/contract/errors.ts';
import { HEAD_LENGTH, inferenceAnswer, inferenceRequest } from './inference-protocol.ts';
import type { LoadedModel } from './model.ts';
import type { Classifier, TensorInput } from './classifier.ts';

export interface TritonOptions {
  /** Wait before the second attempt at a request, doubled for each after it, ms. */
  pauseMs?: number;
  /** Attempts at one request in all. */
  attempts?: number;
  /** How long one attempt may take, ms. */
  limitMs?: number;
}

const PAUSE_MS = 500;
const ATTEMPTS = 7;
const LIMIT_MS = 60_000;
/** Requests under way at once: enough for the server to batch, few enough to be answered in time. */
const AT_ONCE = 8;
/** Largest difference of an output from the local graph's. */
const SAME = 1e-3;
/** Answers that may be another one a moment later: too many requests, and a gate whose server is not there. */
const PASSING = new Set([429, 502, 503, 504]);

const describedSchema = z.object({ inputs: z.array(z.object({ name: z.string() })), outputs: z.array(z.object({ name: z.string() })) });

/**
 * Opens the server's copy of a model.
 *
 * @param local the same model on this computer, asked once to compare
 * @param probe inputs that are compared
 * @throws AppError `device-unavailable` where the server cannot be reached, lacks the model or its version, or has another under its name; `invalid-input` for an address that may not be used
 */
export async function openTriton(model: LoadedModel, device: RemoteDevice, local: Pick<Classifier, 'run'>, probe: Record<string, TensorInput>, options: TritonOptions = {}): Promise<Classifier> {
  const server = serverAddress(device);
  if (server.startsWith('https:')) trustSystem();
  const { name, version } = model.manifest;
  const place = `${server}/v2/models/${encodeURIComponent(name)}/versions/${version}`;
  const ask = (url: string, init: RequestInit): Promise<Answer> => asked(server, url, init, options);
  const described = await ask(place, {});
  if (described.status !== 200) throw unavailable(server, `it has no model ${name} of version ${version} (${words(described)})`, GIVE_IT);
  const told = describedSchema.safeParse(jsonOf(described));
  if (!told.success) throw unavailable(server, 'it does not describe the model', 'Look whether it speaks the inference protocol, version 2.');
  const lacking = [...missing(model.manifest.inputs, told.data.inputs), ...missing(model.manifest.outputs, told.data.outputs)];
  if (lacking.length > 0) throw unavailable(server, `its ${name} lacks ${lacking.join(', ')}`, GIVE_IT);
  const outputs = model.manifest.outputs.map((output) => output.name);
  const run = async (inputs: Record<string, TensorInput>): Promise<Record<string, Float32Array>> => {
    const { body, headLength } = inferenceRequest(inputs, outputs);
    const answer = await ask(`${place}/infer`, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream', [HEAD_LENGTH]: String(headLength) } });
    if (answer.status !== 200) throw unavailable(server, `it refused to run ${name} (${words(answer)})`, 'Look into the log of the server.');
    return inferenceAnswer(answer.body, answer.headLength);
  };
  const [here, there] = [await local.run(probe), await run(probe)];
  if (outputs.some((output) => differs(here[output], there[output]))) throw unavailable(server, `its ${name} ${version} is another model than the one of this program`, GIVE_IT);
  return { device: `triton:${server}`, atOnce: AT_ONCE, run, close: () => Promise.resolve() };
}

let trusting = false;

/** Takes the authorities that this computer trusts beside those of the runtime: a department's gate has a certificate of its own house. */
function trustSystem(): void {
  if (trusting) return;
  trusting = true;
  setDefaultCACertificates([...getCACertificates('default'), ...getCACertificates('system')]);
}

const GIVE_IT = 'Give it the folder models/repository of this version of the program.';

/** An answer that is here, whole. */
interface Answer {
  status: number;
  /** Bytes of the JSON head; null where the header does not say. */
  headLength: number | null;
  body: Uint8Array;
}

function missing(wanted: readonly { name: string }[], there: readonly { name: string }[]): string[] {
  return wanted.map(({ name }) => name).filter((name) => !there.some((one) => one.name === name));
}

function differs(here: Float32Array | undefined, there: Float32Array | undefined): boolean {
  return !here || !there || here.length !== there.length || here.some((value, i) => !(Math.abs(value - there[i]!) <= SAME));
}

/** One request, tried again where that may help: also where an answer breaks off. What is answered in the end is the caller's to judge. */
async function asked(server: string, url: string, init: RequestInit, { pauseMs = PAUSE_MS, attempts = ATTEMPTS, limitMs = LIMIT_MS }: TritonOptions): Promise<Answer> {
  let trouble: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(pauseMs * 2 ** (attempt - 2));
    try {
      // Signal goes to the named server and nowhere that it points to.
      const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(limitMs) });
      const length = response.headers.get(HEAD_LENGTH);
      const answer: Answer = { status: response.status, headLength: length === null ? null : Number(length), body: new Uint8Array(await response.arrayBuffer()) };
      if (!PASSING.has(answer.status)) return answer;
      trouble = new Error(words(answer));
    } catch (thrown) {
      if (isOfCertificate(thrown)) throw unavailable(server, `its certificate is not trusted here (${reasonOf(thrown).split(';')[0]})`, 'Let this computer trust the authority that signed it, or mend the certificate.', thrown);
      trouble = thrown;
    }
  }
  throw unavailable(server, `it does not answer after ${attempts} attempts (${reasonOf(trouble)})`, 'Start it, then let the analysis go on from where it stopped; or analyse on this computer.', trouble);
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // No JSON is one more thing that describes no model.
    return null;
  }
}

const refusalSchema = z.object({ error: z.string() });

/** What a server says of its refusal: its own words, or the status. */
function words(answer: Answer): string {
  const said = refusalSchema.safeParse(jsonOf(answer));
  return said.success ? said.data.error.slice(0, 300) : `status ${answer.status}`;
}

/** Codes of OpenSSL and Node for a certificate that does not hold: asking again changes nothing. */
const OF_CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY)|(?:DEPTH_ZERO_)?SELF_SIGNED|INVALID_CA|HOSTNAME_MISMATCH)/;

function isOfCertificate(thrown: unknown): boolean {
  const cause: unknown = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && 'code' in cause && OF_CERTIFICATE.test(String(cause.code));
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error && thrown.cause.message !== '' ? thrown.cause.message : thrown.message;
}

function unavailable(server: string, why: string, hint: string, cause?: unknown): AppError {
  return new AppError('device-unavailable', `The inference server ${server} cannot be used: ${why}.`, { hint, details: { server }, cause });
}
