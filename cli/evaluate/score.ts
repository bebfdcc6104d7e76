/** Scores the records of a set, whatever their tested labels come from. */
import { dirname } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { classOfCode } from '../../core/beats/classes.ts';
import { labelsOf, type BeatLabels } from '../../core/scoring/labels.ts';
import { scoredBeats, type ScoredBeats } from '../../core/scoring/trust.ts';
import { scoredClass, type Protocol } from '../../core/scoring/protocol.ts';
import { scoreRecord, type RecordScore } from '../../core/scoring/record.ts';
import type { Annotation, Span } from '../../core/study/recording.ts';
import { isFile } from '../../backend/formats/files.ts';
import { readAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { besideHeader, readHeader, type WfdbHeader } from '../../backend/formats/wfdb/header.ts';
import { beatsOfMarks, fibrillationIn, fibrillationMarked, scoreRhythm, type RhythmScore } from './rhythm.ts';
import type { RecordPlace } from './sets.ts';
import { annotationPath } from './sets.ts';
import { alarmsOf, type RecordAlarms } from './ventricular.ts';
import { adapted, type Adapt } from './adapt.ts';
import { labelsOfMachine, type Device, type FoundEvent, type MachineJob, type MachineOutput } from './machine-labels.ts';

/** Where the tested labels come from. */
export type Tested =
  /** Annotation files; `folder` null for the record's own folder. */
  | { kind: 'annotations'; folder: string | null; extension: string }
  /** Our own analysis; `given` names the annotation file with the R peaks, null to find them; `stripped`: where there is no signal, nothing is known of their classes. */
  | { kind: 'machine'; given: string | null; stripped?: true };

export interface ScoreRequest {
  place: RecordPlace;
  protocol: Protocol;
  reference: string;
  tested: Tested;
  leads: string[];
  model: string | null;
  device: Device | null;
  /** Whether a reader answers asks from the reference. */
  adapt: Adapt;
}

/** What analyses a record: a pool of processes, or a stand-in in tests. */
export type Analyser = (job: MachineJob, onProgress: (fraction: number) => void) => Promise<MachineOutput>;

/** What intervals, ceilings and calibration are worked out from. */
export interface MachineBeats extends ScoredBeats {
  bias: MachineOutput['bias'];
  /** Spans that the machine calls unreadable, seconds. */
  unreadable: Span[];
}

export interface ScoredRecord {
  score: RecordScore;
  /** Runs, couplets and fibrillation; absent where nothing was made of the beats. */
  rhythm?: RhythmScore;
  /** False urgent alarms; null for a record that may have true ones, absent where nothing was analysed. */
  alarms?: RecordAlarms | null;
  /** Asks that were answered. */
  asks?: number;
  /** The machine's beats beside the reference's; absent where no classes were scored. */
  beats?: MachineBeats;
  /** What the machine said of itself; null where annotation files were scored. */
  machine: Pick<MachineOutput, 'leads' | 'modelName' | 'modelSha256' | 'seconds'> | null;
}

/**
 * Scores one record. Where R peaks are given and the record has no signal
 * (annotation-only sets), they are compared as beats without classes.
 *
 * @throws AppError what reading and analysing throw
 */
export async function scorePlace(request: ScoreRequest, analyse: Analyser, onProgress: (fraction: number) => void): Promise<ScoredRecord> {
  const { place, protocol, tested } = request;
  const folder = dirname(place.path);
  const header = await readHeader(place.path);
  const rate = header.frameRate;
  const referenceMarks = await readAnnotationFile(await annotationPath(folder, place.record, request.reference), rate);
  /** `found`: atrial fibrillation of the tested side, scored up to `told`; null where it says nothing of rhythm. */
  const compare = (testedLabels: BeatLabels, length: number, classified: boolean, found: Span[] | null, told = length, findings: readonly FoundEvent[] | null = null): Pick<ScoredRecord, 'score' | 'rhythm'> => {
    const reference = labelsOf(referenceMarks, protocol, length);
    return {
      score: scoreRecord({ reference, tested: testedLabels, sampleRate: rate, length, protocol, classified }),
      rhythm: scoreRhythm({ referenceMarks, reference, tested: testedLabels, found, findings, classified, sampleRate: rate, length: told, protocol }),
    };
  };

  if (tested.kind === 'annotations') {
    const marks = await readAnnotationFile(await annotationPath(tested.folder ?? folder, place.record, tested.extension), rate);
    const length = header.frames || lastSample(referenceMarks, marks);
    return { ...compare(labelsOf(marks, protocol, length), length, true, fibrillationMarked(marks, length)), machine: null };
  }
  let peaks: Float64Array | null = null;
  if (tested.given === null) {
    if (!(await hasSignal(header, place.path))) {
      throw new AppError('signal-missing', `${place.record} has annotations but no signal.`, {
        hint: '--beats EXT or --annotator EXT compares annotation files with the reference.',
        details: { path: place.path },
      });
    }
  } else {
    const marks = tested.given === request.reference ? referenceMarks : await readAnnotationFile(await annotationPath(folder, place.record, tested.given), rate);
    if (!(await hasSignal(header, place.path))) {
      const length = header.frames || lastSample(referenceMarks, marks);
      // Where the marks end before the recording does, nobody has told what came after.
      const told = lastSample(referenceMarks);
      const found = fibrillationIn({ ...beatsOfMarks(marks, tested.stripped), unreadable: [] }, rate, told);
      return { ...compare(labelsOf(marks, protocol, length), length, false, found, told), machine: null };
    }
    peaks = Float64Array.from(marks.filter(({ symbol }) => scoredClass(symbol, protocol) >= 0), ({ sample }) => sample);
  }
  const machine = await analyse({ path: place.path, leads: request.leads, peaks, rate, model: request.model, device: request.device }, onProgress);
  const { output, asks } = request.adapt === 'none' ? { output: machine, asks: 0 } : adapted(machine, labelsOf(referenceMarks, protocol, machine.length), rate, request.adapt);
  const { leads, modelName, modelSha256, seconds } = output;
  const found = output.findings.filter(({ kind }) => kind === 'atrial-fibrillation' || kind === 'atrial-flutter').map(({ from, to }) => ({ from, to }));
  const alarms = alarmsOf(place.id, output.findings, rate, output.length);
  const compared = compare(labelsOfMachine(output, protocol), output.length, true, found, output.length, output.findings);
  const beats = compared.score.classesScored ? machineBeats(machine, labelsOf(referenceMarks, protocol, machine.length), rate, protocol) : null;
  return { ...compared, ...(beats === null ? {} : { beats }), alarms, asks, machine: { leads, modelName, modelSha256, seconds } };
}

/** Artefacts are no beats. */
function machineBeats(machine: MachineOutput, reference: BeatLabels, rate: number, protocol: Protocol): MachineBeats {
  const rows = Array.from(machine.codes.keys()).filter((row) => classOfCode(machine.codes[row]!) !== 'X');
  const width = machine.codes.length === 0 ? 0 : machine.shares.length / machine.codes.length;
  const told = {
    samples: Float64Array.from(rows, (row) => machine.samples[row]!),
    probabilities: Float32Array.from(rows.flatMap((row) => Array.from(machine.shares.subarray(row * width, (row + 1) * width)))),
    template: Int32Array.from(rows, (row) => machine.template[row]!),
  };
  const unreadable = machine.unreadable.map(({ from, to }) => ({ from: from / rate, to: to / rate }));
  return { ...scoredBeats(reference, told, rate, protocol), bias: machine.bias, unreadable };
}

function lastSample(...lists: readonly Annotation[][]): number {
  return Math.max(0, ...lists.map((marks) => (marks.at(-1)?.sample ?? -1) + 1));
}

/** Whether the signal file of a record is there; annotation-only sets have headers without it. */
async function hasSignal(header: WfdbHeader, path: string): Promise<boolean> {
  if (header.segments.length > 0) return true;
  const file = header.signals[0]?.file;
  return file !== undefined && (await isFile(await besideHeader(`${path}.hea`, file)));
}
