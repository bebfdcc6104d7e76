/**
 * What the machine's labels of a record become when a reader answers its asks
 * from the reference: the price and the worth of asking. Beats that were asked
 * about are scored as they were answered.
 */
import { CLASS_INDEX, classOfCode, plainCode } from '../../core/beats/classes.ts';
import { ARTEFACT, askGround, UNSAID } from '../../core/review/asks/asker.ts';
import { ASKED_CLASSES, beatFeatures } from '../../core/review/asks/features.ts';
import { answerFrom, labelUntil } from '../../core/review/asks/reader.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { matchBeats } from '../../core/scoring/match.ts';
import { MATCH_SECONDS } from '../../core/scoring/protocol.ts';
import type { MachineOutput } from './machine-labels.ts';

/** `ask-N`: at most N asks a record. `first-5min`: every beat of the first five minutes labelled. */
export const ADAPTS = ['none', 'ask-20', 'ask-5', 'first-5min'] as const;
export type Adapt = (typeof ADAPTS)[number];

const FIRST_SECONDS = 300;

/** The output after the asks; its codes are the plain ones where an answer changed them. `asks`: how many were needed. */
export function adapted(output: MachineOutput, reference: BeatLabels, rate: number, adapt: Exclude<Adapt, 'none'>): { output: MachineOutput; asks: number } {
  const rows = Array.from(output.codes.keys()).filter((row) => classOfCode(output.codes[row]!) !== 'X');
  const width = output.embedding.length / Math.max(1, output.codes.length);
  const shares = output.probabilities.length / Math.max(1, output.codes.length);
  const sample = Float64Array.from(rows, (row) => output.samples[row]!);
  const ground = askGround(
    beatFeatures({
      sample,
      sampleRate: rate,
      probability: Uint8Array.from(rows.flatMap((row) => Array.from(output.probabilities.subarray(row * shares, (row + 1) * shares)))),
      embedding: Int8Array.from(rows.flatMap((row) => Array.from(output.embedding.subarray(row * width, (row + 1) * width)))),
      bias: output.bias,
    }),
  );
  const { ofTest } = matchBeats(reference.samples, sample, MATCH_SECONDS * rate + 1e-6);
  const truth = Int8Array.from(sample, (_, i) => {
    const beatClass = ofTest[i]! < 0 ? CLASS_INDEX.Q : reference.classes[ofTest[i]!]!;
    return beatClass < ASKED_CLASSES.length ? beatClass : ARTEFACT;
  });
  const end = sample.findIndex((at) => at >= FIRST_SECONDS * rate);
  const { labels, asks } = adapt === 'first-5min' ? labelUntil(truth, ground, end < 0 ? sample.length : end) : answerFrom(truth, ground, Number(adapt.slice('ask-'.length)));
  const codes = output.codes.slice();
  rows.forEach((row, i) => {
    const said = labels[i]!;
    if (said === UNSAID) return;
    // Q in the reference is no artefact: what is said of it counts for nothing either way.
    const beatClass = said === ARTEFACT ? (ofTest[i]! < 0 ? 'X' : 'Q') : ASKED_CLASSES[said]!;
    if (classOfCode(codes[row]!) !== beatClass) codes[row] = plainCode(beatClass);
  });
  return { output: { ...output, codes }, asks };
}
