/** The proof of a case: chains, samples, and current state recomputed from run and journal. */
import { createHash } from 'node:crypto';
import { findConflict } from '../../core/review/conflict.ts';
import { Replaying } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import { encodeChanges } from '../../core/review/codec.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Change } from '../../core/review/edit.ts';
import { readSegment } from '../store/kept-file.ts';
import { gapsOf, segmentName } from '../store/segment.ts';
import { leastGap, samplesFolder } from '../store/staging.ts';
import { join } from 'node:path';
import { baseState } from './case-state.ts';
import { readable } from './damage.ts';
import { runPutInForce } from './eras.ts';
import { bytesOf } from './run-columns.ts';
import type { SegmentSum } from './case-database.ts';
import type { OpenCase } from './open-case.ts';
import { ERASED } from './private-values.ts';
import { verifySigned } from './signatures.ts';

/** The state in use by a program, to be compared with what is proven. */
export interface InUse {
  revision: number;
  /** See `stateDigest`. */
  digest: string;
}

/**
 * Steps through the proof: yields the share that is done, returns the troubles in
 * words. A file that is too damaged to be read to its end is one of them.
 */
export function* verifyCase(open: OpenCase, inUse?: InUse): Generator<number, string[]> {
  const { path } = open.db;
  try {
    const steps = readable(path, () => proof(open, inUse ?? { revision: open.db.journal.head().sequence, digest: stateDigest(open.state.edit) }));
    for (;;) {
      const step = readable(path, () => steps.next());
      if (step.done) return step.value;
      yield step.value;
    }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'database-damaged') return [thrown.message];
    throw thrown;
  }
}

function* proof(open: OpenCase, inUse: InUse): Generator<number, string[]> {
  const { db } = open;
  const troubles: string[] = [];
  const revision = Math.max(1, db.journal.head().sequence);
  for (const { sequence, troubles: found } of db.journal.verify()) {
    troubles.push(...found);
    if (sequence % 100 === 0) yield (0.2 * sequence) / revision;
  }
  const damaged = db.journal.privateValues.damaged();
  if (damaged > 0) troubles.push(`${damaged} texts beside the journal do not fit their hashes.`);
  troubles.push(...db.access.verify());
  troubles.push(...verifySigned(open.folder, db), ...db.runs.verify());
  yield 0.2;
  troubles.push(...(yield* verifyState(open, inUse)));
  const sums = db.segmentSums();
  for (const sum of sums) {
    troubles.push(...verifySegment(open, sum));
    yield 0.5 + (0.5 * (sum.idx + 1)) / sums.length;
  }
  return troubles;
}

function* verifyState(open: OpenCase, inUse: InUse): Generator<number, string[]> {
  const { db, recording } = open;
  const entries = [...db.journal.since(0)];
  let replaying = new Replaying(baseState(db, recording.header, []).edit);
  const troubles: string[] = [];
  const compare = (revision: number): void => {
    // An edit made since the proof began does not count as a difference.
    if (revision === inUse.revision && stateDigest(replaying.state) !== inUse.digest) troubles.push('The state in use is not the one that run and journal give.');
  };
  compare(0);
  for (const { sequence, changes } of entries) {
    const runId = runPutInForce(changes);
    if (runId !== null) replaying = new Replaying({ beats: db.runs.columns(runId).beats, values: replaying.state.values });
    // What was erased can no longer be compared; the chain has proven it.
    const compared = !changes.some(erased);
    for (const change of changes) {
      if (compared && findConflict(replaying.state, change)) {
        troubles.push(`Edit ${sequence} replaces something that did not stand.`);
        return troubles;
      }
      replaying.apply(change);
    }
    compare(sequence);
    if (sequence % 100 === 0) yield 0.2 + (0.3 * sequence) / entries.length;
  }
  return troubles;
}

function erased(change: Change): boolean {
  return change.op === 'set' && (change.before === ERASED || change.after === ERASED);
}

/** SHA-256 of all that edits can change, hex: equal for equal states. */
export function stateDigest(state: EditState): string {
  const hash = createHash('sha256');
  for (const column of ['key', 'sample', 'code', 'template', 'probability', 'likeness', 'source'] as const) hash.update(bytesOf(state.beats[column]));
  const values = Array.from(state.values, ([entity, named]) => Array.from(named, ([name, after]): Change => ({ entity, op: 'set', name, before: null, after }))).flat();
  return hash.update(encodeChanges(values.toSorted((x, y) => (valueOrder(x) < valueOrder(y) ? -1 : 1)))).digest('hex');
}

function valueOrder(change: Change): string {
  return change.op === 'set' ? `${change.entity}/${change.name}` : '';
}

function verifySegment(open: OpenCase, { idx: index, crc, first, frames, gaps }: SegmentSum): string[] {
  try {
    const segment = readSegment(join(samplesFolder(open.folder), segmentName(index)));
    const same = segment.sampleCrc === crc && segment.first === first && segment.frames === frames && gaps === JSON.stringify(gapsOf(segment, leastGap(open.recording.header.sampleRate)));
    return same ? [] : [`Segment ${index} of the samples is not the one that was committed.`];
  } catch (thrown) {
    if (!(thrown instanceof AppError) && !(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return [`Segment ${index} of the samples: ${thrown.message}`];
  }
}
