/** A whole recording analysed in this process, without a case: what the scoring calls. */
import { CLASS_INDEX, classOfCode } from '../../core/beats/classes.ts';
import type { OperatingPoint } from '../../core/beats/decide.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import { growTemplates, noTemplates } from '../../core/beats/templates.ts';
import type { LocalDevice } from '../../core/contract/device.ts';
import type { SampleSource, Span } from '../../core/study/recording.ts';
import { leadSubset } from './lead-subset.ts';
import { labelBlock } from './label-block.ts';
import { labelledBlock } from './labelled-block.ts';
import { loadModel, modelFolder, type LoadedModel } from './model.ts';
import { program } from '../program.ts';
import { preparedBlocks } from './prepared-blocks.ts';
import { probeInputs } from './probe.ts';
import type { Classifier } from './classifier.ts';
import { openClassifier } from './session.ts';
import { EvidenceJoiner, type RecordEvidence } from './record-evidence.ts';
import { Stopwatch } from './stopwatch.ts';

export interface AnalysedRecord {
  /** R peaks, samples of the recording. */
  peaks: Float64Array;
  /** Index into CLASSES per beat. */
  classes: Uint8Array;
  /** Index into CODES per beat. */
  codes: Uint8Array;
  /** n × PROBABILITIES (N S V F Q). */
  probabilities: Float32Array;
  /** Template of each beat (a number of the run), −1 where it has none. */
  template: Int32Array;
  /** Embeddings, one beat after the other, in steps of EMBEDDING_STEP. */
  embedding: Int8Array;
  operatingPoint: OperatingPoint;
  unreadable: Span[];
  /** What findings are computed from besides. */
  evidence: RecordEvidence;
  /** Seconds per stage. */
  seconds: Record<string, number>;
  modelName: string;
  modelSha256: string;
}

export interface AnalyseOptions {
  /** Name or folder of the model, the shipped one where absent. */
  model?: string;
  leads?: readonly number[];
  /** R peaks to use in place of detected ones; then nothing is abstained from. */
  givenPeaks?: Float64Array;
  device?: LocalDevice;
  onProgress?: (done: number, total: number) => void;
}

const sessions = new Map<string, Promise<{ model: LoadedModel; classifier: Classifier }>>();

/** A model's session, opened once per process. */
function session(folder: string, device: LocalDevice): Promise<{ model: LoadedModel; classifier: Classifier }> {
  const key = `${device} ${folder}`;
  const opened =
    sessions.get(key) ??
    loadModel(folder).then(async (model) => ({ model, classifier: await openClassifier(model, device, probeInputs()) }));
  sessions.set(key, opened);
  return opened;
}

/** R peaks and classes of a recording. Errors: those of the model, the device and the source. */
export async function analyseSource(source: SampleSource, options: AnalyseOptions): Promise<AnalysedRecord> {
  const { model, classifier } = await session(modelFolder(program().folder, options.model), options.device ?? 'cpu');
  const watch = new Stopwatch();
  const seen = leadSubset(source, options.leads ?? null);
  const given = options.givenPeaks ?? null;
  const peaks: number[] = [];
  const codes: number[] = [];
  const probabilities: Float32Array[] = [];
  const embeddings: Int8Array[] = [];
  const templates = noTemplates(seen.leadNames.length);
  const template: number[] = [];
  const unreadable: Span[] = [];
  const joiner = new EvidenceJoiner();
  let prepared: Record<string, number> = {};
  for await (const block of preparedBlocks(seen, { firstBlock: 0, peakBefore: undefined, givenPeaks: given, ventricular: model.ventricular, beats: model.beats })) {
    const { labels, evidence } = await labelledBlock(block, () => labelBlock(block, classifier, model.manifest.operatingPoint, given === null), watch);
    for (const sample of block.samples) peaks.push(sample);
    for (const code of labels.code) codes.push(code);
    probabilities.push(labels.probabilities);
    embeddings.push(labels.embedding);
    const classes = Array.from(labels.code, (code) => classOfCode(code));
    for (const id of growTemplates(templates, { positions: block.positions, classes, probabilities: labels.probabilities }, block.span).template) template.push(id);
    if (!given) unreadable.push(...block.detection.unreadable);
    joiner.add(block.detection, block.samples.length, evidence);
    prepared = block.seconds;
    options.onProgress?.(block.index + 1, block.blocks);
  }
  const flat = new Float32Array(peaks.length * PROBABILITIES);
  probabilities.reduce((at, part) => {
    flat.set(part, at);
    return at + part.length;
  }, 0);
  return {
    peaks: Float64Array.from(peaks),
    classes: Uint8Array.from(codes, (code) => CLASS_INDEX[classOfCode(code)]),
    codes: Uint8Array.from(codes),
    probabilities: flat,
    template: Int32Array.from(template),
    embedding: Int8Array.from(embeddings.flatMap((part) => Array.from(part))),
    operatingPoint: model.manifest.operatingPoint,
    unreadable,
    evidence: joiner.joined(seen.leadNames.length, seen.sampleRate),
    seconds: { ...prepared, ...watch.seconds() },
    modelName: model.manifest.name,
    modelSha256: model.sha256,
  };
}
